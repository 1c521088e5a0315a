/**
 * The executor line of one vCenter: looks over the journal whenever something has changed or is due, and carries out side by side what may begin. Everything it
 * knows is in the journal; a restart, or another executor, goes on from there. It decides only through the pure rules of `actions`.
 */
import type { ExecutorContext } from "./context.js";
import { Alarms } from "./alarms.js";
import type { Errand } from "./errand.js";
import { Records, keyOf } from "./records.js";
import { takeRound } from "./round.js";
import { runErrand } from "./run-errand.js";

/** While something waits, or somebody else's executor may die. */
const busyRoundMs = 1_000;
const idleRoundMs = 5_000;
/** After an errand has failed in a way nobody foresaw. */
const defectMs = 5_000;
/** So many waiting actions are told with what they wait for. */
const mostTold = 1_000;

export class Executor {
  readonly #context: ExecutorContext;
  readonly #atWork = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  /** Since the last round began. */
  #rung = 0;
  /** Ids of waiting actions that were looked at lately. */
  readonly #looked = new Set<string>();
  #waitsText = "";

  constructor(context: ExecutorContext) {
    this.#context = context;
  }

  /** Resolves after `stop` once nothing is in the middle of a call; rejects with what makes going on wrong. Tasks in vCenter run on. */
  async run(stop: AbortSignal, kill: AbortSignal): Promise<void> {
    const { journal, world } = this.#context;
    const records = new Records(this.#context, kill);
    const alarms = new Alarms(this.#context, kill);
    const leave = new AbortController();
    const errand: Errand = {
      context: this.#context, records, kill: AbortSignal.any([kill, leave.signal]), stop, nudge: (signal) => this.#next(signal), alarm: (alarm) => alarms.tell(alarm),
    };
    const ring = (): void => this.#ring();
    // What waiting actions wait for is told and never listened to: two executors would wake each other for ever.
    const told = waitsKey(this.#context.vcenter);
    const quiet = [journal.onChange((key) => { if (key !== told) ring(); }), world.onChange(ring)];
    stop.addEventListener("abort", ring, { once: true });
    try {
      await alarms.finish();
      let waits: ReadonlyMap<string, readonly string[]> = new Map();
      while (!stop.aborted) {
        this.#rung = 0;
        const round = await takeRound(errand, new Set(this.#atWork.keys()), this.#looked, waits);
        waits = round.waits;
        for (const id of round.begin) this.#begin(errand, id);
        await alarms.settle(records);
        await this.#tellWaits(round.waits, kill);
        this.#context.report({ kind: "counts", waiting: round.waits.size, active: round.active, unknown: round.unknown, paused: records.pause !== undefined, held: heldNow(records), breakersOpen: breakersOpen(records) });
        const untilDueMs = Math.max(0, round.dueAt - this.#context.now());
        if (this.#rung === 0) await this.#pause(Math.min(untilDueMs, round.waits.size + round.active > 0 ? busyRoundMs : idleRoundMs), AbortSignal.any([stop, kill]));
        kill.throwIfAborted();
      }
      // What only watches is left where it is; what has just called is written down first.
      await this.#settled(records, leave, kill);
    } finally {
      for (const end of quiet) end();
      stop.removeEventListener("abort", ring);
    }
  }

  #begin(errand: Errand, id: string): void {
    if (this.#atWork.has(id)) return;
    // A signal of its own: many listeners on one would look like a leak.
    const work = runErrand({ ...errand, kill: AbortSignal.any([errand.kill]) }, id).catch(async (error: unknown) => {
      if (errand.kill.aborted) return;
      this.#context.report({ kind: "trouble", error, what: `carrying out action ${id}` });
      await this.#context.wait(defectMs, errand.kill).catch(() => undefined);
    }).finally(() => {
      this.#atWork.delete(id);
      this.#ring();
    });
    this.#atWork.set(id, work);
  }

  /** Nobody leaves between a call and its being written down; whoever follows a task may go at any time. */
  async #settled(records: Records, leave: AbortController, kill: AbortSignal): Promise<void> {
    while ([...this.#atWork.keys()].some((id) => ["prepared", "issuing"].includes(records.intent(id)?.state ?? ""))) {
      await this.#pause(busyRoundMs, kill);
      kill.throwIfAborted();
    }
    leave.abort(new Error("tetherd stops"));
    await Promise.all(this.#atWork.values());
    await records.told();
  }

  async #tellWaits(waits: ReadonlyMap<string, readonly string[]>, signal: AbortSignal): Promise<void> {
    // In an order of its own: whoever is looked at first changes from round to round, and what is told does not.
    const told = Object.fromEntries([...waits].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostTold));
    const text = JSON.stringify(told);
    if (text === this.#waitsText) return;
    const key = waitsKey(this.#context.vcenter);
    const entry = this.#context.journal.entries.get(key);
    if (JSON.stringify((entry?.value as { readonly waits?: unknown } | undefined)?.waits) !== text) {
      await this.#context.journal.put(key, { at: this.#context.now(), waits: told, more: Math.max(0, waits.size - mostTold) }, entry?.revision ?? 0, signal);
    }
    this.#waitsText = text;
  }

  #ring(): void {
    this.#rung++;
    for (const listener of [...this.#listeners]) listener();
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#listeners.delete(heard);
        signal.removeEventListener("abort", cut);
      };
      const heard = (): void => {
        end();
        resolve();
      };
      const cut = (): void => {
        end();
        reject(signal.reason instanceof Error ? signal.reason : new Error("cut"));
      };
      if (signal.aborted) {
        cut();
        return;
      }
      this.#listeners.add(heard);
      signal.addEventListener("abort", cut, { once: true });
    });
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([this.#context.wait(ms, either), this.#next(either)]).catch(() => undefined); // the caller looks at its signals
    over.abort(new Error("waited long enough"));
  }
}

/** Where what each waiting action waits for can be read. */
export function waitsKey(vcenter: string): string {
  return `${keyOf(vcenter)}.waits`;
}

function breakersOpen({ desk }: Records): readonly string[] {
  return Object.entries(desk.breakers).flatMap(([name, { openUntil }]) => (openUntil === undefined ? [] : [name]));
}

function heldNow(records: Records): readonly string[] {
  return [...records.held.values()].filter(({ liftedAt }) => liftedAt === undefined).map(({ policy }) => policy);
}

