/**
 * A model of one vCenter that follows changes and judges nothing: what the tests of executors use where a daemon has its decision line. A lost session begins a new
 * watch with the same model; it publishes nothing and saves nothing.
 */
import { applyUpdates } from "../../../src/inventory/apply-updates.js";
import { leavesAfterResync } from "../../../src/inventory/resync.js";
import type { Ref } from "../../../src/inventory/updates.js";
import { policySet } from "../../../src/policies/policy-set.js";
import { delayMs } from "../../../src/streams/backoff.js";
import { isFatal } from "../../../src/streams/errors.js";
import type { Look } from "../../../src/streams/executor/context.js";
import { readHistory } from "../../../src/streams/history.js";
import { LineState } from "../../../src/streams/line-state.js";
import type { LineContext } from "../../../src/streams/line-context.js";
import type { VCenter, Watch } from "../../../src/streams/ports.js";
import { worldOf } from "../../../src/streams/world-of.js";

const noPolicies = policySet([], []);

export interface FollowContext {
  readonly vcenter: VCenter;
  readonly hostLimit: number | undefined;
  readonly maxWaitSeconds: number;
  readonly historyIntervalMs: number;
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

export class FollowedModel {
  readonly #context: FollowContext;
  readonly #listeners = new Set<() => void>();
  #state: LineState | undefined;
  #apiVersion: string | undefined;
  #why = "vCenter has not been read yet.";

  constructor(context: FollowContext) {
    this.#context = context;
  }

  look(): Look {
    if (this.#state === undefined || this.#why !== "") return { ready: false, why: this.#why };
    return { ready: true, ground: { ...worldOf(this.#state, this.#context.hostLimit, "fake"), apiVersion: this.#apiVersion }, dataAt: this.#state.lastDataAt };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Until the signal aborts. Rejects with what makes going on wrong. */
  async run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted;) {
      let watch: Watch | undefined;
      try {
        watch = await this.#context.vcenter.open((uuid) => {
          this.#state ??= new LineState(uuid, undefined, this.#context.now());
          return Promise.resolve(this.#state.position);
        }, signal);
        attempt = 0;
        if (this.#state === undefined) throw new TypeError("the vCenter port did not ask for a position");
        this.#apiVersion = watch.about.apiVersion;
        await this.#follow(watch, this.#state, signal);
      } catch (error) {
        if (ended(signal)) return;
        if (isFatal(error)) throw error;
        this.#tell(`vCenter cannot be seen: ${error instanceof Error ? error.message : String(error)}`);
        await this.#context.wait(delayMs(error, attempt++, this.#context.random()), signal).catch(() => undefined);
      } finally {
        await watch?.close();
      }
    }
  }

  async #follow(watch: Watch, state: LineState, signal: AbortSignal): Promise<void> {
    let seen: Set<Ref> | undefined = new Set();
    for (;;) {
      const waitSeconds = state.openTasks.size > 0 ? 1 : this.#context.maxWaitSeconds;
      const batch = await watch.waitForUpdates(waitSeconds, signal);
      state.lastDataAt = this.#context.now();
      applyUpdates(state.inventory, batch.updates);
      for (const update of batch.updates) if (update.kind !== "leave") seen?.add(update.ref);
      if (batch.truncated) continue;
      if (seen !== undefined) {
        applyUpdates(state.inventory, leavesAfterResync(state.inventory, seen));
        state.inventory.settleGroupIds();
        seen = undefined;
      }
      await readHistory(this.#historyContext, { watch, state }, batch.historyChanged || batch.updates.length > 0, signal);
      state.dirty.take(Infinity);
      state.gaps.length = 0;
      this.#tell("");
    }
  }

  get #historyContext(): Pick<LineContext, "scheduler" | "limits" | "policies"> {
    const { now, historyIntervalMs, hostLimit, maxWaitSeconds } = this.#context;
    return { scheduler: { now } as LineContext["scheduler"], policies: () => noPolicies, limits: { hostLimit, maxWaitSeconds, historyIntervalMs, settleMs: 0, sweepMs: 0 } };
  }

  #tell(why: string): void {
    this.#why = why;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Read through a function, because it changes while awaiting. */
function ended(signal: AbortSignal): boolean {
  return signal.aborted;
}
