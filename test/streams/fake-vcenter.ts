/** A vCenter port in memory: the test hands out batches and history, and sees what the line asks for. */
import type { TaskInfo, VCenterEvent } from "../../src/inventory/activity.js";
import type { InventoryUpdate, VmUpdate } from "../../src/inventory/updates.js";
import { TetherdError } from "../../src/shared/errors.js";
import type { Gap, HistoryPosition, UpdateBatch, VCenter, Watch } from "../../src/streams/ports.js";

export const instanceUuid = "11111111-2222-3333-4444-555555555555";

export class FakeVCenter implements VCenter {
  readonly name = "fake";
  /** The full state a new watch begins with. */
  state: readonly InventoryUpdate[] = [];
  opened = 0;
  closed = 0;
  openedAt: (HistoryPosition | undefined)[] = [];
  openError: Error | undefined;
  uuid = instanceUuid;
  gaps: readonly Gap[] = [];
  tasks: readonly TaskInfo[] = [];
  tasksReadable = true;
  /** The page after the next one fails, as when the session is lost in the middle of a backlog. */
  historyFails = false;
  #events: VCenterEvent[] = [];
  #news: TaskInfo[] = [];
  #waiting: { resolve: (batch: UpdateBatch) => void; reject: (error: unknown) => void } | undefined;
  #queue: (UpdateBatch | Error)[] = [];
  #key = 0;

  async open(positionOf: (uuid: string) => Promise<HistoryPosition | undefined>): Promise<Watch> {
    this.opened++;
    if (this.openError !== undefined) throw this.openError;
    const position = await positionOf(this.uuid);
    this.openedAt.push(position);
    this.#waiting = undefined;
    this.#queue = [{ updates: this.state, truncated: false, historyChanged: false }];
    return {
      about: { instanceUuid: this.uuid, fullName: "fake 8.0", apiVersion: "8.0" },
      gaps: this.gaps,
      waitForUpdates: async () => new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#hand();
      }),
      readHistory: async () => {
        const [events, tasks] = [this.#events.splice(0), this.#news.splice(0)];
        if (this.historyFails && events.length + tasks.length === 0) return Promise.reject(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
        this.#key += events.length;
        return Promise.resolve({ events, tasks, position: { time: "2026-01-01T00:00:00Z", eventKey: this.#key }, complete: !this.historyFails, tasksReadable: this.tasksReadable, gaps: [] });
      },
      readTasks: async (refs) => Promise.resolve(this.tasks.filter((task) => refs.includes(task.task))),
      close: async () => {
        this.closed++;
        return Promise.resolve();
      },
    };
  }

  /** The next update set. */
  send(...updates: readonly InventoryUpdate[]): void {
    this.#queue.push({ updates, truncated: false, historyChanged: false });
    this.#hand();
  }

  sendTruncated(...updates: readonly InventoryUpdate[]): void {
    this.#queue.push({ updates, truncated: true, historyChanged: false });
    this.#hand();
  }

  fail(error: Error): void {
    this.#queue.push(error);
    this.#hand();
  }

  happened(tasks: readonly TaskInfo[], events: readonly VCenterEvent[] = []): void {
    this.#news.push(...tasks);
    this.#events.push(...events);
  }

  #hand(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#waiting = undefined;
    if (next instanceof Error) waiting.reject(next);
    else waiting.resolve(next);
  }
}

/** A VM with one disk whose chain is given leaf first. */
export function vmEnter(ref: string, chain: readonly string[], more: VmUpdate["set"] = {}): VmUpdate {
  const backing = chain.reduceRight<{ type: string; fileName: string; datastore: string; parent?: never } | undefined>(
    (parent, fileName) => ({ type: "VirtualDiskFlatVer2BackingInfo", fileName, datastore: "ds-1", ...(parent === undefined ? {} : { parent }) }) as never, undefined);
  return {
    type: "VirtualMachine", ref, kind: "enter", unreadable: [],
    set: {
      name: `name of ${ref}`, template: false, instanceUuid: `uuid-${ref}`, vmPathName: `[ds] ${ref}/${ref}.vmx`, host: "host-1", powerState: "poweredOn", connectionState: "connected",
      consolidationNeeded: false, disks: backing === undefined ? [] : [{ key: 2000, label: "Hard disk 1", backing }], ...more,
    },
  };
}

export function vmModify(ref: string, set: VmUpdate["set"]): VmUpdate {
  return { type: "VirtualMachine", ref, kind: "modify", unreadable: [], set };
}

export function snapshotTree(...refs: readonly string[]): NonNullable<VmUpdate["set"]["snapshot"]> {
  return { roots: refs.map((ref) => ({ ref, name: `snapshot ${ref}`, createTime: "2026-01-01T00:00:00Z", children: [] })) };
}
