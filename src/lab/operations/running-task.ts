/**
 * One task from the queue to its end, on the world's clock: queued, running, progress, effect, success or error (vim-facts 10.3).
 * It never lets an error out: a VimFault becomes the task's error, anything else a defect of the lab.
 */
import { VimFault } from "../wire/vim-fault.js";
import type { LabTimer } from "../world/lab-clock.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { commitAnnounced } from "./commit-announced.js";
import { endTask, touchTask } from "./end-task.js";
import { watchHost } from "./host-of-task.js";
import type { Operation } from "./operation.js";
import { plannedFailure } from "./planned-failure.js";
import { progressPlan, type ProgressStep } from "./progress-plan.js";
import { sharesOf } from "./task-shares.js";

export class RunningTask {
  readonly #world: World;
  readonly #task: TaskState;
  readonly #operation: Operation;
  readonly #via: "vcenter" | "host";
  readonly #where: { readonly method: string; readonly object: string };
  #timer: LabTimer | undefined;
  #leaveRoom = () => {};
  #stopWaiting = () => {};
  #bytes = 0;
  #refuseDeadHost = () => {};

  constructor(world: World, task: TaskState, operation: Operation, via: "vcenter" | "host") {
    this.#world = world;
    this.#task = task;
    this.#operation = operation;
    this.#via = via;
    this.#where = { method: task.name ?? task.descriptionId, object: operation.entity.value };
  }

  queue(): void {
    if (this.#task.cancelable) this.#task.cancel = () => { this.#cancel(); };
    const held = this.#world.nuisances.strikes("task-queued", this.#where);
    this.#after(held === undefined ? 0 : held.delayMs ?? 60_000, () => {
      this.#leaveRoom = this.#world.taskRoom.take(sharesOf(this.#world, this.#where.method, this.#operation.entity), () => { this.#after(0, () => { this.#run(); }); });
    });
  }

  #run(): void {
    const task = this.#task;
    this.#refuseDeadHost = watchHost(this.#world, this.#operation.entity);
    task.state = "running";
    task.startTime = this.#world.clock.now();
    task.progress = 0;
    this.#operation.begin?.(task);
    touchTask(this.#world, task, "info.state", "info.startTime", "info.progress");
    this.#bytes = this.#operation.bytes();
    const { taskBaseMs, copyBytesPerSecond } = this.#world.settings;
    const durationMs = taskBaseMs + (copyBytesPerSecond === 0 ? 0 : (this.#bytes / copyBytesPerSecond) * 1_000);
    const failure = plannedFailure(this.#world, this.#where);
    if (this.#operation.wait !== undefined && failure === undefined) {
      this.#stopWaiting = this.#operation.wait(task, (fault) => { this.#goOn(fault); });
      return;
    }
    this.#goThrough(progressPlan(durationMs, failure?.atPercent ?? 100), () => {
      if (failure !== undefined) throw failure.fault;
      this.#commit();
    });
  }

  /** What the operation waited for is there, or will never be. */
  #goOn(fault: VimFault | undefined): void {
    this.#after(0, () => {
      if (fault !== undefined) throw fault;
      this.#commit();
    });
  }

  /** One wait after another, each told at its end but the last, which ends in `end`. */
  #goThrough([step, ...rest]: readonly ProgressStep[], end: () => void): void {
    this.#after(step?.afterMs ?? 0, () => {
      if (rest.length === 0) {
        end();
        return;
      }
      this.#task.progress = step?.percent;
      touchTask(this.#world, this.#task, "info.progress");
      this.#goThrough(rest, end);
    });
  }

  #commit(): void {
    this.#refuseDeadHost();
    const { result, settleMs } = commitAnnounced(this.#world, this.#where, () => this.#operation.commit(this.#task));
    this.#world.effects.add({
      operation: this.#where.method, entity: this.#operation.entity, entityName: this.#task.entityName ?? "", task: this.#task.ref,
      userName: this.#task.userName, via: this.#via, at: this.#world.clock.now(), bytes: this.#bytes,
    });
    this.#task.cancel = undefined;
    const succeed = () => {
      this.#task.result = result;
      this.#end("success");
    };
    if (settleMs === 0) succeed();
    else this.#after(settleMs, succeed);
  }

  #cancel(): void {
    this.#task.cancel = undefined;
    this.#task.cancelled = true;
    touchTask(this.#world, this.#task, "info.cancelled");
    this.#timer?.cancel();
    this.#stopWaiting();
    this.#leaveRoom();
    this.#leaveRoom = () => {};
    this.#after(0, () => { throw new VimFault("RequestCanceled", "The task was canceled by a user."); });
  }

  #fail(fault: VimFault): void {
    this.#task.error = fault.toLocalized();
    try {
      this.#operation.failed?.(this.#task, fault);
    } catch (error) {
      this.#world.defects.push(asError(error));
    }
    this.#end("error");
  }

  #end(state: "success" | "error"): void {
    endTask(this.#world, this.#task, state);
    this.#leaveRoom();
  }

  #after(delayMs: number, work: () => void): void {
    this.#timer = this.#world.clock.after(delayMs, () => { this.#guard(work); });
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof VimFault) {
        this.#fail(error);
      } else {
        this.#world.defects.push(asError(error));
        this.#fail(new VimFault("SystemError", "A general system error occurred: the lab has a defect.", { reason: asError(error).message }));
      }
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
