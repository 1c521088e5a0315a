/** The operator port over a lab in this process, without the wire: calls that can be lost before or after they took effect, and tasks found by their operation id. */
import type { Operation } from "../../../src/actions/operation.js";
import { operate } from "../../../src/lab/control/operate.js";
import { changeVersionOf } from "../../../src/lab/properties/vm-config.js";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import type { Lab } from "../../../src/lab/start-lab.js";
import type { FoundTask, FreshVm, OperationFault, Operator, StartOutcome, TaskOutcome } from "../../../src/streams/executor-ports.js";

export interface Mishaps {
  /** In [0, 1). */
  readonly random: () => number;
  /** Probabilities. */
  readonly lostBefore: number;
  readonly lostAfter: number;
}

/** Operation ids of the tasks of one lab; it outlives operators, as vCenter does. */
export class LabTasks {
  readonly lab: Lab;
  readonly operationIds = new Map<string, string>();
  /** Tasks show up so much later, ms. */
  lateMs = 0;
  readonly #born = new Map<string, number>();

  constructor(lab: Lab) {
    this.lab = lab;
  }

  add(task: string, operationId: string): void {
    this.operationIds.set(task, operationId);
    this.#born.set(task, Date.now());
  }

  /** Whether vCenter shows a task of that call to whoever looks for it: in its history on the wire, among what it still knows here. */
  shows(operationId: string, way: "memory" | "wire"): boolean {
    const { tasks } = this.lab.world;
    if (way === "wire") return tasks.history().some((task) => task.hidden !== true && task.activationId === operationId);
    return [...tasks.all()].some((task) => this.operationIds.get(task.ref.value) === operationId && this.visible(task.ref.value));
  }

  visible(task: string): boolean {
    return Date.now() - (this.#born.get(task) ?? 0) >= this.lateMs;
  }
}

export function labOperator(tasks: LabTasks, mishaps: Mishaps = { random: () => 1, lostBefore: 0, lostAfter: 0 }): Operator {
  const { lab } = tasks;
  const { world } = lab;
  return {
    about: async () => Promise.resolve({ instanceUuid: world.settings.instanceUuid ?? "", apiVersion: world.settings.apiVersion, time: new Date(world.clock.now()).toISOString() }),
    start: async (operation, operationId) => start(tasks, operation, operationId, mishaps),
    watchTask: async (task, onProgress, signal) => watch(lab, task, onProgress, signal),
    findTasks: async ({ entity }) => Promise.resolve([...world.tasks.all()].filter((task) => task.entity?.value === entity && tasks.visible(task.ref.value)).map((task): FoundTask => ({
      task: task.ref.value, state: task.state, queueTime: new Date(task.queueTime).toISOString(), operationId: tasks.operationIds.get(task.ref.value), descriptionId: task.descriptionId, userName: task.userName, cancelled: task.cancelled, fault: task.state === "error" ? faultOf(faultIn(task.error)) : undefined,
    }))),
    cancelTask: async () => Promise.resolve(false),
    readFresh: async (refs) => Promise.resolve(new Map(refs.flatMap((ref): [string, FreshVm][] => {
      const vm = [...world.all("VirtualMachine")].find((one) => one.ref.value === ref);
      if (vm === undefined) return [];
      const open = [...world.tasks.all()].filter((task) => task.entity?.value === ref && (task.state === "queued" || task.state === "running"));
      return [[ref, { ref, name: vm.name, instanceUuid: vm.config.instanceUuid, changeVersion: changeVersionOf(vm), powerState: vm.powerState, template: vm.template, host: vm.host, marker: undefined, tasks: open.map((one) => one.ref.value) }]];
    }))),
    lackedPrivileges: async () => Promise.resolve([]),
    show: async (operation) => Promise.resolve(JSON.stringify(operation)),
    close: async () => Promise.resolve(),
  };
}

async function start(tasks: LabTasks, operation: Operation, operationId: string, { random, lostBefore, lostAfter }: Mishaps): Promise<StartOutcome> {
  if (random() < lostBefore) return { kind: "no-answer", why: "The connection was lost." };
  if (!("vm" in operation)) throw new TypeError("only operations on VMs here");
  const { kind, vm, ...rest } = operation;
  const args = "unlink" in rest && rest.disks !== undefined ? { unlink: rest.unlink, disks: rest.disks.map((key) => ({ key })) } : rest;
  const begun = await operate(tasks.lab.world, methodCatalogue, { on: vm, type: "VirtualMachine", method: kind, args: args, wait: false });
  if (begun.task === undefined) return { kind: "refused", fault: faultOf(begun.fault) };
  tasks.add(begun.task, operationId);
  return random() < lostAfter ? { kind: "no-answer", why: "The connection was lost." } : { kind: "started", task: begun.task };
}

async function watch(lab: Lab, ref: string, onProgress: (progress: { readonly state: "running"; readonly percent: number | undefined }) => void, signal: AbortSignal): Promise<TaskOutcome> {
  for (;;) {
    signal.throwIfAborted();
    const task = lab.world.tasks.get(ref);
    if (task === undefined) return { kind: "vanished" };
    if (task.state === "success") return { kind: "success" };
    if (task.state === "error") return { kind: "error", fault: faultOf(faultIn(task.error)), cancelled: task.cancelled };
    onProgress({ state: "running", percent: task.progress });
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

function faultIn(error: unknown): string | undefined {
  return (error as { readonly fault?: { readonly $type: string } } | undefined)?.fault?.$type;
}

function faultOf(fault: { readonly type: string; readonly message: string } | string | undefined): OperationFault {
  const type = typeof fault === "string" ? fault : (fault?.type ?? "unknown");
  return { type, message: `vCenter says ${type}.`, cure: "", again: ["TaskInProgress", "ConcurrentAccess"].includes(type) ? "later" : type === "NoDiskSpace" ? "never" : "replan" };
}
