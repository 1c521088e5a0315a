/**
 * A lab with a clock that stands still and the real decision line before it: time moves only as far as the next thing that happens, so that the
 * line sees everything at its moment. It judges nothing by itself and publishes nothing.
 */
import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { runVerb } from "../lab/control/verbs.js";
import type { Certificate } from "../lab/server/make-certificate.js";
import { startLab, type Lab } from "../lab/start-lab.js";
import type { PolicySet } from "../policies/policy-set.js";
import { KeptLedger } from "../streams/kept-ledger.js";
import type { LineState } from "../streams/line-state.js";
import { VirtualLine } from "../streams/virtual-line.js";
import { createVCenter } from "../vim/create-vcenter.js";
import type { Deed, Trial } from "./trial.js";
import { unlessQuiet } from "./unless-quiet.js";

const hourMs = 3_600_000;
/** Sessions do not end by idleness while virtual time leaps. */
const sessionMs = 10 * 366 * 24 * hourMs;
/** Real time that the end of a deed may take once no timer of the lab is in its way. */
const patienceMs = 5_000;

/** What the lab's vCenter is called, as by the settings of a daemon. */
export const stageName = "lab";

export interface DeedOutcome {
  readonly state?: string;
  readonly fault?: { readonly type: string; readonly message: string };
}

/** The lifetime of one trial's world. */
export class Stage {
  readonly ledger = new KeptLedger();
  readonly #lab: Lab;
  readonly #line: VirtualLine;
  readonly #seen: () => void;
  #startedAt = 0;
  /** Moments of what was done: what a guest writes no vCenter announces, and it is read by its age, so a later moment than its own is worth a look. */
  readonly #deedsAt: number[] = [];

  private constructor(lab: Lab, trial: Trial, policies: PolicySet, seen: (stage: Stage) => void) {
    this.#lab = lab;
    const now = (): number => lab.world.clock.now();
    const { userName, password } = lab.world.settings;
    this.#line = new VirtualLine({
      vcenter: unlessQuiet(createVCenter({ name: stageName, url: lab.url, username: userName, password: () => password, tls: { thumbprint: lab.thumbprintSha256 }, refreshMs: 1, layoutMs: 1, now }), () => lab.world.changes.seq + this.#deedsAt.filter((at) => at < now()).length),
      ledger: this.ledger, policies: () => policies, now, report: () => undefined,
      limits: { hostLimit: trial.settings.hostLimit, historyIntervalMs: sessionMs, settleMs: trial.settings.settleMs, sweepMs: trial.settings.sweepMs },
    });
    this.#seen = () => seen(this);
  }

  /** Up and judged once; `seen` is called after each moment. Throws what starting a lab throws. */
  static async open(trial: Trial, policies: PolicySet, certificate: Certificate, seen: (stage: Stage) => void): Promise<Stage> {
    const lab = await startLab({ estate: trial.estate, clock: { factor: 0 }, certificate, settings: { sessionTimeoutMs: sessionMs } });
    const stage = new Stage(lab, trial, policies, seen);
    try {
      await stage.#look();
      stage.#startedAt = lab.world.clock.now();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** ms since the start. */
  get elapsedMs(): number {
    return this.#lab.world.clock.now() - this.#startedAt;
  }

  get now(): number {
    return this.#lab.world.clock.now();
  }

  get state(): LineState | undefined {
    return this.#line.state;
  }

  /** Errors of the lab itself. */
  get defects(): readonly string[] {
    return this.#lab.control.defects();
  }

  /** Lets time go on until so many ms after the start. */
  async runTo(elapsedMs: number): Promise<void> {
    const target = this.#startedAt + elapsedMs;
    while (this.now < target) await this.#leap(target);
  }

  /** Does something in the lab and, unless told otherwise, lets time go on until it is done. Throws LAB_ORDER_REFUSED. */
  async do({ words, via, wait }: Deed): Promise<DeedOutcome> {
    const ended = new AbortController();
    this.#deedsAt.push(this.now);
    const working = Promise.resolve(runVerb(this.#lab.control, words, { wait, ...(via === undefined ? {} : { via }) })).finally(() => ended.abort());
    working.catch(() => undefined); // looked at below
    for (;;) {
      await nextTurn();
      await this.#look();
      if (ended.signal.aborted) break;
      const due = this.#lab.world.clock.nextDueAt();
      if (due !== undefined && due - this.now <= hourMs) await this.#leap(due);
      else await Promise.race([working, delay(patienceMs).then(() => { throw new RangeError("it did not end"); })]);
    }
    return (await working as DeedOutcome | undefined) ?? {};
  }

  async close(): Promise<void> {
    await this.#line.close();
    await this.#lab.stop();
  }

  async #leap(target: number): Promise<void> {
    const next = Math.min(target, this.#line.dueAt(), this.#lab.world.clock.nextDueAt() ?? target);
    this.#lab.control.advance(Math.max(0, next - this.now));
    await nextTurn();
    await this.#look();
  }

  async #look(): Promise<void> {
    await this.#line.settle();
    this.#seen();
  }
}
