/**
 * Tells one receiver: one message after the other, in its pace, again after failures, each thread when its time has come. What it is about to tell is written down before,
 * and that it was accepted afterwards. It never holds up another receiver.
 */
import type { ActionNews } from "../../notify/action-news.js";
import { NotifyError } from "../../notify/errors.js";
import { notificationOf } from "../../notify/notification-of.js";
import type { Notification } from "../../notify/notification.js";
import type { Notifier } from "../../notify/notifier.js";
import { nextTelling, type Telling } from "../../notify/routing/next-telling.js";
import type { Receiver, Route } from "../../notify/routing/routing.js";
import type { ThreadRecord } from "../../notify/threads/records.js";
import { toldActions } from "../../notify/threads/told-actions.js";
import { describeError, TetherdError } from "../../shared/errors.js";
import { Agenda } from "./agenda.js";
import type { Book } from "./book.js";
import type { RelayClock } from "./clock.js";
import type { LaneReport } from "./lane-report.js";
import { Pace } from "./pace.js";
import { ReceiverThreads } from "./receiver-threads.js";

export interface LaneInput {
  readonly receiver: Receiver;
  readonly notifier: Notifier;
  readonly book: Book;
  /** The route by which a thread is told now; undefined where only ends are left to tell. */
  readonly route: (key: string) => Route | undefined;
  /** False while a message for the thread is being written into the book. */
  readonly isSettled: (key: string) => boolean;
  /** Whether this process may still tell people. */
  readonly held: () => boolean;
  /** The newest word on the action of an alert. */
  readonly newest: (fingerprint: string) => ActionNews | undefined;
  readonly clock: RelayClock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly report: (report: LaneReport) => void;
  /** Keeps what the receiver refused. */
  readonly putAside: (id: string, letter: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<void>;
}

export interface WaitingThread {
  readonly key: string;
  readonly reason: Telling["reason"] | "receiver" | "rate";
  /** Ms since the epoch. */
  readonly since: number;
}

/** One attempt at a receiver takes no longer, however many requests it makes. */
const longestAttemptMs = 300_000;
/** What is owed to a thread that no route leads to any more is told at once. */
const farewell: Omit<Route, "to"> = { name: "no route any more", match: undefined, group: [], waitMs: 0, intervalMs: 0, repeatMs: Number.POSITIVE_INFINITY, mute: [], goOn: false };

const heldAgainMs = 1_000;

export class Lane {
  readonly #input: LaneInput;
  readonly #pace: Pace;
  readonly #agenda: Agenda;
  readonly #threads: ReceiverThreads;
  #bell = new AbortController();

  constructor(input: LaneInput) {
    this.#input = input;
    this.#pace = new Pace(input.receiver.pace);
    this.#threads = new ReceiverThreads(input.receiver.name, input.book, input.clock);
    this.#agenda = new Agenda((key, now) => nextTelling(this.#routeOf(key), this.#threads.view(key), now), input.isSettled, input.route);
  }

  /** Something about this thread is new. */
  touch(key: string): void {
    this.#agenda.touch(key);
    this.#bell.abort();
  }

  /** `stop` ends it after what is in hand, `kill` at once. Rejects with what the book says when it can no longer be written. */
  async run(stop: AbortSignal, kill: AbortSignal): Promise<void> {
    while (!stop.aborted && !kill.aborted) {
      this.#bell = new AbortController();
      const now = this.#input.clock.now();
      this.#agenda.judge(now);
      const opens = this.#pace.openAt(now);
      const pick = opens > now ? undefined : this.#agenda.next(now);
      if (pick !== undefined) {
        await this.#tell(pick, kill);
        continue;
      }
      await Promise.all(this.#agenda.toNote(now).map(async (key) => this.#threads.due(key, kill)));
      await this.#input.clock.wait(this.#agenda.wakeAt(now, opens) - now, AbortSignal.any([this.#bell.signal, stop, kill]));
    }
  }

  /** What is not told yet, and why; repetitions are not among it. */
  waiting(now: number): readonly WaitingThread[] {
    return this.#agenda.waiting(now).map(({ key, telling: { reason, at }, ready }) => (ready
      ? { key, reason: this.#pace.failing ? "receiver" : "rate", since: this.#threads.record(key).due?.since ?? now }
      : { key, reason, since: Math.min(now, at ?? now) }));
  }

  get failing(): boolean {
    return this.#pace.failing;
  }

  async #tell(key: string, kill: AbortSignal): Promise<void> {
    const { clock, notifier, receiver, report, held, newest } = this.#input;
    const now = clock.now();
    const view = this.#threads.view(key);
    const telling = nextTelling(this.#routeOf(key), view, now);
    const [first, ...others] = view.alerts;
    if (!this.#agenda.judged(key, telling, now) || telling.kind === undefined || first === undefined) return;
    const record = await this.#threads.due(key, kill);
    if (!held()) return clock.wait(heldAgainMs, kill); // whoever took the lease away is about to say so
    const notification = notificationOf({ ...(view.common === undefined ? {} : { common: view.common }), alerts: [first, ...others], told: view.severities, actions: toldActions(view, newest), kind: telling.kind, tellings: record.tellings }, now);
    this.#pace.take(now);
    try {
      const { memory, unreached = [] } = await notifier.notify(notification, record.memory, AbortSignal.any([kill, AbortSignal.timeout(longestAttemptMs)]));
      this.#pace.answered();
      await this.#threads.accepted(key, record, { memory: notification.status === "resolved" ? undefined : memory, refused: undefined }, kill);
      this.#agenda.told(key);
      report({ kind: "told", receiver: receiver.name, notification, tookMs: clock.now() - now, unreached });
    } catch (error) {
      if (kill.aborted) return; // whether it was accepted is not known; whoever tells next finds it written down as due
      await this.#failed(key, record, notification, error, kill);
    }
  }

  async #failed(key: string, record: ThreadRecord, notification: Notification, error: unknown, kill: AbortSignal): Promise<void> {
    const { clock, receiver, report, random, putAside } = this.#input;
    const now = clock.now();
    const code = error instanceof TetherdError ? error.code : "unexpected";
    if (error instanceof TetherdError && error.retryable) {
      const pauseMs = this.#pace.failed(now, random(), error instanceof NotifyError ? (error.retryAfterMs ?? 0) : 0);
      this.#agenda.failed(key, now, random());
      report({ kind: "failed", receiver: receiver.name, key, error, retryInMs: pauseMs });
      await this.#threads.failed(key, { at: now, code, words: describeError(error), retryAt: now + pauseMs }, kill);
      return;
    }
    // Trying again would not help, and must not hold up what comes after it.
    this.#pace.answered();
    const words = describeError(error);
    await putAside(`${receiver.name}.${notification.id}`, { receiver: receiver.name, kind: receiver.kind, id: notification.id, key, at: new Date(now).toISOString(), code, reason: words, title: notification.title, news: notification.kind, firing: notification.firing, resolved: notification.resolved }, kill);
    await this.#threads.accepted(key, record, { memory: record.memory, refused: { at: now, code, words } }, kill);
    this.#agenda.told(key);
    report({ kind: "refused", receiver: receiver.name, key, error });
  }

  /** What forgets is told again as often as it needs, also while news waits for a long interval. */
  #routeOf(key: string): Route {
    const { receiver } = this.#input;
    const route = this.#input.route(key) ?? { ...farewell, to: [receiver] };
    const { repeatMs = Number.POSITIVE_INFINITY } = receiver.pace;
    return { ...route, repeatMs: Math.min(route.repeatMs, repeatMs), intervalMs: Math.min(route.intervalMs, repeatMs) };
  }
}
