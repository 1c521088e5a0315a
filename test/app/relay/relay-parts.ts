/** A relay for tests: a book in memory, receivers that answer as told, and a clock that moves when it is told to. */
import type { Alert } from "../../../src/alerts/alert.js";
import { actionsInSight } from "../../../src/app/relay/actions-in-sight.js";
import { Book, type Entries } from "../../../src/app/relay/book.js";
import type { RelayClock } from "../../../src/app/relay/clock.js";
import type { LaneReport } from "../../../src/app/relay/lane-report.js";
import { Relay } from "../../../src/app/relay/relay.js";
import type { Notification } from "../../../src/notify/notification.js";
import type { Memory, Notifier } from "../../../src/notify/notifier.js";
import { loadRouting } from "../../../src/notify/routing/load-routing.js";
import type { Routing } from "../../../src/notify/routing/routing.js";
import { resolvedAlert, sampleAlert } from "../../notify/alert-samples.js";

export const start = Date.parse("2026-11-24T08:00:00Z");
export const [minute, hour] = [60_000, 3_600_000];

/** The bucket, with compare-and-set as on a server. */
export class MemoryEntries implements Entries {
  readonly entries = new Map<string, { readonly value: unknown; readonly revision: number }>();
  readonly #listeners = new Set<(key: string) => void>();
  #revision = 0;
  /** Called before each write; throws for a crash. */
  before: (key: string) => void = () => undefined;

  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async put(key: string, value: unknown, revision: number): Promise<boolean> {
    await Promise.resolve();
    this.before(key);
    if ((this.entries.get(key)?.revision ?? 0) !== revision) return false;
    this.entries.set(key, { value: JSON.parse(JSON.stringify(value)) as unknown, revision: ++this.#revision });
    for (const listener of this.#listeners) listener(key);
    return true;
  }

  async drop(key: string): Promise<void> {
    await Promise.resolve();
    this.entries.delete(key);
    for (const listener of this.#listeners) listener(key);
  }
}

export class TestClock implements RelayClock {
  #now = start;
  readonly #waits = new Set<{ readonly at: number; readonly done: () => void }>();
  readonly now = (): number => this.#now;
  readonly wait = (ms: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const one = { at: this.#now + Math.max(0, ms), done: () => { this.#waits.delete(one); resolve(); } };
    this.#waits.add(one);
    signal.addEventListener("abort", one.done, { once: true });
  });

  /** Goes on in steps of what is waited for, and lets everything settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#waits].reduce<number>((so, { at }) => Math.min(so, at), Number.POSITIVE_INFINITY);
      if (next > end) break;
      this.#now = Math.max(this.#now, next);
      for (const wait of [...this.#waits]) if (wait.at <= this.#now) wait.done();
    }
    this.#now = end;
    await settle();
  }
}

/** Until nothing more happens by itself. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 12; n++) await new Promise((done) => setImmediate(done));
}

export interface TestReceiver {
  readonly told: Notification[];
  /** What it does with each; by default it accepts. */
  answer: (notification: Notification, memory: Memory | undefined, signal: AbortSignal) => Promise<Memory | undefined> | Memory | undefined;
}

export interface TestRelay {
  readonly relay: Relay;
  readonly reports: LaneReport[];
  readonly aside: Readonly<Record<string, unknown>>[];
  /** As a message of the stream. */
  readonly hear: (alert: Alert) => Promise<string | undefined>;
  readonly stop: () => Promise<void>;
  /** As SIGKILL: nothing it does from now on counts. */
  readonly crash: () => void;
  /** Its lease has run out, and its timer does not know yet. */
  readonly outlived: () => void;
}

export function receiver(): TestReceiver {
  return { told: [], answer: () => undefined };
}

let sequence = 0;

/** Begins with what is in the book. */
export async function startRelay({ entries, routing, receivers, clock, journal = new MemoryEntries() }: { readonly entries: MemoryEntries; readonly routing: Routing; readonly receivers: Readonly<Record<string, TestReceiver>>; readonly clock: TestClock; readonly journal?: MemoryEntries }): Promise<TestRelay> {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const reports: LaneReport[] = [];
  let outlived = false;
  const aside: Readonly<Record<string, unknown>>[] = [];
  const notifier = (name: string): Notifier => ({
    notify: async (notification, memory, signal) => {
      const one = receivers[name];
      if (one === undefined) throw new Error(`there is no receiver ${name}`);
      const kept = await one.answer(notification, memory, signal);
      one.told.push(notification);
      return kept === undefined ? {} : { memory: kept };
    },
  });
  const relay = new Relay({
    book: new Book(entries), routing, clock, notifier: ({ name }) => notifier(name), actions: actionsInSight(journal), held: () => !kill.signal.aborted && !outlived, random: () => 0.5, report: (report) => void reports.push(report),
    putAside: (_id, letter) => Promise.resolve(void aside.push(letter)),
  });
  const done = relay.run(stop.signal, kill.signal);
  done.catch(() => undefined);
  await settle();
  return {
    relay, reports, aside,
    hear: async (alert) => {
      const outcome = await relay.take({ text: JSON.stringify({ data: alert }), at: { stream: "s", sequence: ++sequence } });
      await settle();
      return outcome;
    },
    stop: async () => {
      stop.abort();
      await done;
    },
    outlived: () => void (outlived = true),
    crash: () => kill.abort(new Error("killed")),
  };
}

export function routingOf(text: string): Routing {
  const { routing, problems } = loadRouting({ path: "relay.yaml", text });
  if (routing === undefined) throw new Error(JSON.stringify(problems));
  return routing;
}

export const at = (ms: number): string => new Date(start + ms).toISOString();

export function firing(change: Partial<Alert> = {}, atMs = 0): Alert {
  return sampleAlert({ startsAt: at(0), updatedAt: at(atMs), validUntil: at(400 * hour), ...change });
}

export function over(change: Partial<Alert> = {}, atMs = 0): Alert {
  return resolvedAlert({ startsAt: at(0), updatedAt: at(atMs), endsAt: at(atMs), ...change });
}
