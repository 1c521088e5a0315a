/**
 * One task from the queue to its end, on the world's clock: queued, running, progress, effect, success or error (vim-facts 10.3).
 * It never lets an error out: a VimFault becomes the task's error, anything else a defect of the lab.
 */
import { VimFault } from "../wire/vim-fault.js";
import type { LabTimer } from "../world/lab-clock.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { commitAnnounced } from "./commit-announced.js";
import { forgetLater } from "./forget-tasks.js";
import { releaseLocks } from "./lock.js";
import type { Operation } from "./operation.js";
import { plannedFailure } from "./planned-failure.js";
import { sharesOf } from "./task-shares.js";

/** Most announcements of progress between 0 and 100. */
const progressSteps = 10;
/** Progress is not told more often than this, in ms of lab time. */
const progressEveryMs = 500;

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
      this.#leaveRoom = this.#world.taskRoom.take(sharesOf(this.#world, this.#where.method, this.#operation.entity), () => { this.#guard(() => { this.#run(); }); });
    });
  }

  #run(): void {
    const task = this.#task;
    task.state = "running";
    task.startTime = this.#world.clock.now();
    task.progress = 0;
    this.#operation.begin?.(task);
    this.#touch("info.state", "info.startTime", "info.progress");
    this.#bytes = this.#operation.bytes();
    const { taskBaseMs, copyBytesPerSecond } = this.#world.settings;
    const durationMs = taskBaseMs + (copyBytesPerSecond === 0 ? 0 : (this.#bytes / copyBytesPerSecond) * 1_000);
    const failure = plannedFailure(this.#world, this.#where);
    if (this.#operation.wait !== undefined && failure === undefined) {
      this.#stopWaiting = this.#operation.wait(task, (fault) => { this.#goOn(fault); });
      return;
    }
    const failAt = failure?.atPercent ?? 101;
    const steps = Math.max(1, Math.min(progressSteps, Math.floor(durationMs / progressEveryMs)));
    this.#step(1, steps, durationMs / steps, failAt, () => { if (failure !== undefined) throw failure.fault; });
  }

  /** What the operation waited for is there, or will never be. */
  #goOn(fault: VimFault | undefined): void {
    this.#after(0, () => {
      if (fault !== undefined) throw fault;
      this.#commit();
    });
  }

  /** Waits for the next step; at the last one, or where it must fail, it ends. */
  #step(number: number, steps: number, stepMs: number, failAt: number, fail: () => void): void {
    const percent = Math.floor((100 * number) / steps);
    const failMs = percent >= failAt ? stepMs * (1 - (percent - failAt) / (100 / steps)) : stepMs;
    this.#after(Math.max(0, failMs), () => {
      if (percent >= failAt) {
        this.#tell(failAt);
        fail();
      } else if (number === steps) {
        this.#commit();
      } else {
        this.#tell(percent);
        this.#step(number + 1, steps, stepMs, failAt, fail);
      }
    });
  }

  #tell(percent: number): void {
    this.#task.progress = percent;
    this.#touch("info.progress");
  }

  #commit(): void {
    const { entity } = this.#operation;
    const vm = this.#world.find("VirtualMachine", entity.value);
    const host = this.#world.find("HostSystem", vm?.host);
    if (host !== undefined && host.connectionState !== "connected") throw new VimFault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");
    const { result, settleMs } = commitAnnounced(this.#world, this.#where, () => this.#operation.commit(this.#task));
    this.#world.effects.add({
      operation: this.#where.method, entity, entityName: this.#task.entityName ?? "", task: this.#task.ref,
      userName: this.#task.userName, via: this.#via, at: this.#world.clock.now(), bytes: this.#bytes,
    });
    this.#task.cancel = undefined;
    const succeed = () => {
      this.#task.result = result;
      this.#end("success", "info.result");
    };
    if (settleMs === 0) succeed();
    else this.#after(settleMs, succeed);
  }

  #cancel(): void {
    this.#task.cancel = undefined;
    this.#task.cancelled = true;
    this.#touch("info.cancelled");
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
    this.#end("error", "info.error");
  }

  #end(state: "success" | "error", outcome: "info.result" | "info.error"): void {
    const task = this.#task;
    task.cancel = undefined;
    task.state = state;
    task.completeTime = this.#world.clock.now();
    task.progress = undefined;
    releaseLocks(this.#world, task.locked, task.ref);
    this.#touch("info.state", "info.completeTime", "info.progress", outcome);
    forgetLater(this.#world, task);
    this.#leaveRoom();
  }

  #touch(...paths: readonly string[]): void {
    if (this.#world.tasks.get(this.#task.ref.value) === this.#task) this.#world.changes.touch(this.#task.ref, ...paths);
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
