// A vCenter made of plain objects behind the line's own port: it tells what the benchmark puts in, at once, so that only our side is measured.

export const instanceUuid = "11111111-2222-3333-4444-555555555555";
const hosts = 10;

/**
 * What the next wait answers: machines to change, each with the event that tells of it.
 * @typedef {{ readonly updates: readonly import("../src/inventory/updates.ts").InventoryUpdate[], readonly events: readonly import("../src/inventory/activity.ts").VCenterEvent[] }} Step
 */

export class MadeVCenter {
  name = "bench";
  /** @type {readonly import("../src/inventory/activity.ts").VCenterEvent[]} */
  #events = [];
  #eventKey = 1;
  #time = new Date(0).toISOString();
  #next;
  #first;

  /**
   * @param {number} machines
   * @param {() => Promise<Step | undefined>} next asked whenever the line waits; undefined leaves it waiting
   */
  constructor(machines, next) {
    this.#first = estate(machines);
    this.#next = next;
  }

  /** @param {(instanceUuid: string) => Promise<unknown>} positionOf @returns {Promise<import("../src/streams/ports.ts").Watch>} */
  async open(positionOf) {
    await positionOf(instanceUuid);
    let synced = false;
    return {
      about: { instanceUuid, fullName: "made for a benchmark", apiVersion: "8.0.2.0" },
      gaps: [],
      waitForUpdates: async (_maxWaitSeconds, signal) => {
        if (!synced) {
          synced = true;
          return { updates: this.#first, truncated: false, historyChanged: true };
        }
        const step = await this.#next();
        if (step === undefined) return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
        this.#events = [...this.#events, ...step.events];
        return { updates: step.updates, truncated: false, historyChanged: step.events.length > 0 };
      },
      readHistory: () => {
        const events = this.#events;
        this.#events = [];
        const last = events.at(-1);
        [this.#eventKey, this.#time] = [last?.key ?? this.#eventKey, last?.createdTime ?? this.#time];
        return Promise.resolve({ events, tasks: [], position: { time: this.#time, eventKey: this.#eventKey }, complete: true, tasksReadable: true, gaps: [] });
      },
      readTasks: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    };
  }
}

/** @param {number} index */
export const machineRef = (index) => `vm-${index}`;

/** @param {number} machines @returns {import("../src/inventory/updates.ts").InventoryUpdate[]} */
function estate(machines) {
  const hostRefs = Array.from({ length: hosts }, (_, index) => `host-${index}`);
  return [
    { type: "ComputeResource", ref: "domain-c1", kind: "enter", set: { name: "C1", isCluster: true, hosts: hostRefs, haEnabled: true, drsEnabled: true }, unreadable: [] },
    ...hostRefs.map((ref) => /** @type {const} */ ({
      type: "HostSystem", ref, kind: "enter", unreadable: [],
      set: { name: ref, parent: "domain-c1", connectionState: "connected", powerState: "poweredOn", inMaintenanceMode: false, version: "8.0.2" },
    })),
    ...Array.from({ length: machines }, (_, index) => /** @type {const} */ ({
      type: "VirtualMachine", ref: machineRef(index), kind: "enter", unreadable: [],
      set: {
        name: `vm${index}`, instanceUuid: `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`, template: false, changeVersion: "1", host: `host-${index % hosts}`,
        vmPathName: `[ds1] vm${index}/vm${index}.vmx`, powerState: "poweredOn", connectionState: "connected", consolidationNeeded: false, disks: [],
      },
    })),
  ];
}
