/**
 * The decision line driven by hand: the same turns as the daemon's, but its owner moves the clock and says when to look. For policy tests.
 * It never waits, sets no timer and does nothing by itself.
 */
import { NEVER } from "rxjs";
import type { PolicySet } from "../policies/policy-set.js";
import { delayMs } from "./backoff.js";
import { blindTurn } from "./blind-turn.js";
import { isFatal } from "./errors.js";
import type { LineContext, LineLimits } from "./line-context.js";
import type { LineState } from "./line-state.js";
import type { Ledger, VCenter } from "./ports.js";
import type { LineReport } from "./report.js";
import { openWatching, watchTurn, type Bell, type LineMemory, type Watching } from "./watching.js";

/** A moment after which a line still wants another turn is a defect, not patience. */
const mostTurnsAtOnce = 5_000;

export interface VirtualLineInput {
  readonly vcenter: VCenter;
  readonly ledger: Ledger;
  readonly policies: () => PolicySet;
  readonly silences?: NonNullable<LineContext["silences"]>;
  readonly limits: Omit<LineLimits, "maxWaitSeconds">;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly report: (report: LineReport) => void;
}

/** The lifetime of one line. */
export class VirtualLine {
  readonly #context: LineContext;
  readonly #report: (report: LineReport) => void;
  readonly #memory: LineMemory = { state: undefined, presumed: false };
  readonly #ended = new AbortController();
  #watching: Watching | undefined;
  #attempt = 0;
  #openAt = 0;

  constructor({ vcenter, ledger, policies, silences, limits, now, report }: VirtualLineInput) {
    this.#report = report;
    this.#context = {
      vcenter, ledger, policies, ...(silences === undefined ? {} : { silences }), limits: { ...limits, maxWaitSeconds: 0 }, wake$: NEVER, resync$: NEVER, stop$: NEVER, random: () => 0.5,
      scheduler: { now, schedule: () => { throw new TypeError("a virtual line sets no timers"); } },
    };
  }

  /** Undefined until vCenter has answered once. */
  get state(): LineState | undefined {
    return this.#memory.state;
  }

  /** When it wants to look again by itself, ms since the epoch. */
  dueAt(): number {
    return this.#watching?.dueAt() ?? this.#openAt;
  }

  /** Reads and judges until nothing more is there at this moment. Rejects with what would end the daemon. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < mostTurnsAtOnce; turns++) {
      try {
        if (!(await this.#step())) return;
      } catch (error) {
        if (isFatal(error)) throw error;
        await this.#blind(error);
        return;
      }
    }
    throw new RangeError(`the line wants more than ${mostTurnsAtOnce} turns at one moment`);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#watching?.close();
  }

  /** False when there was nothing to do. */
  async #step(): Promise<boolean> {
    const now = this.#context.scheduler.now();
    if (this.#watching === undefined) {
      if (now < this.#openAt) return false;
      const { watching, reports } = await openWatching(this.#context, this.#memory, this.#ended.signal);
      this.#watching = watching;
      this.#attempt = 0;
      reports.forEach(this.#report);
      return true;
    }
    if (this.#watching.behind) return this.#turn(this.#watching, "due");
    const batch = await this.#watching.nextBatch();
    if (batch.updates.length > 0 || batch.truncated || batch.historyChanged || this.#watching.truncated) return this.#turn(this.#watching, batch);
    this.#watching.taken();
    this.#watching.state.lastDataAt = now; // an empty answer confirms what is known
    return this.#watching.dueAt() <= now && this.#turn(this.#watching, "due");
  }

  async #turn(watching: Watching, bell: Bell): Promise<true> {
    (await watchTurn(this.#context, watching, bell, this.#ended.signal)).forEach(this.#report);
    return true;
  }

  async #blind(error: unknown): Promise<void> {
    const watching = this.#watching;
    this.#watching = undefined;
    await watching?.close();
    if (watching === undefined) (await blindTurn(this.#context, this.#memory, this.#ended.signal)).forEach(this.#report);
    const retryInMs = delayMs(error, this.#attempt++, this.#context.random());
    this.#openAt = this.#context.scheduler.now() + retryInMs;
    this.#report({ kind: "blind", error, retryInMs });
  }
}
