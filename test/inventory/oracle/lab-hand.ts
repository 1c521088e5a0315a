/** Does things to a lab in-process, on a clock that only it moves: the same orders give the same world, tick for tick. */
import { operate, type Order } from "../../../src/lab/control/operate.js";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import type { Lab } from "../../../src/lab/start-lab.js";

/** Longer than any failover, and than any lag that a nuisance makes. */
const settleMs = 60_000;
const mostSteps = 10_000;

export class LabHand {
  readonly lab: Lab;
  /** What was done, for the message of a failure: "12 CloneVM_Task vm-4: NoDiskSpace". */
  readonly log: string[] = [];
  /** How often each kind of operation took effect. */
  readonly done = new Map<string, number>();

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Runs a method to its end; true when it took effect. `during` is called while its task runs. */
  async order(what: string, order: Order, during?: () => Promise<void>): Promise<boolean> {
    const { world } = this.lab;
    const begun = await operate(world, methodCatalogue, { ...order, wait: false });
    const task = begun.task === undefined ? undefined : world.tasks.get(begun.task);
    if (during !== undefined) await during();
    for (let step = 0; task !== undefined && task.state !== "success" && task.state !== "error"; step++) {
      if (step === mostSteps) throw new Error(`${order.method} does not end`);
      world.clock.advance(10);
    }
    const fault = task?.state === "error" ? (task.error as { readonly fault?: { readonly $type: string } } | undefined)?.fault?.$type : begun.fault?.type;
    this.note(what, order.on, fault);
    return fault === undefined;
  }

  /** Something that is no method: a host fails, a datastore goes away. */
  happen(what: string, on: string, effect: () => void): void {
    effect();
    this.note(what, on, undefined);
  }

  /** Whatever is under way comes to its end. */
  settle(): void {
    this.lab.world.clock.advance(settleMs);
  }

  note(what: string, on: string, fault: string | undefined): void {
    this.log.push(`${this.log.length} ${what} ${on}${fault === undefined ? "" : `: ${fault}`}`);
    if (fault === undefined) this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}
