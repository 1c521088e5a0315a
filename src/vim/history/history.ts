/**
 * Events and tasks of one watch, from a saved position on, with the gaps that vCenter's own forgetting leaves (reliability 3.2).
 * It tells a gap rather than guess, and never moves its position past something it has not read.
 */
import type { TaskInfo, VCenterEvent } from "../../inventory/activity.js";
import { decodeEvents } from "../decode/events.js";
import { decodeTasks } from "../decode/tasks.js";
import { moRef, type MoRef } from "../soap-caller.js";
import { HandledKeys, type HandledRecord } from "./handled-keys.js";
import { readNewestEvent } from "./newest-event.js";
import { eventHistory, taskHistory } from "./history-kinds.js";
import { HistoryStream, later, overlapMs, pageSize, type HistoryDependencies } from "./history-stream.js";
import { compareTimes, minusMs } from "./vcenter-time.js";

export interface Position {
  readonly time: string;
  readonly eventKey: number;
  /** Which events up to here were handled, as far back as is read again. */
  readonly handled?: HandledRecord;
}

export interface HistoryGap {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly reason: string;
}

export interface HistoryRead {
  readonly events: readonly VCenterEvent[];
  readonly tasks: readonly TaskInfo[];
  readonly position: Position;
  readonly complete: boolean;
  /** A collector for tasks is there. */
  readonly tasksReadable: boolean;
  readonly gaps: readonly HistoryGap[];
}

/** Events ring but none can be read for this long: the reader is stuck behind events it may not see (vim-facts 5.1). */
const stuckMs = 60_000;
/** Pages of tasks that ran or ended while nobody watched. */
const mostPages = 40;
/** The last overlap is read again this often, for what became visible late. */
const sweepMs = 10_000;

export class History {
  readonly #dependencies: HistoryDependencies;
  readonly #events: HistoryStream<VCenterEvent>;
  readonly #tasks: HistoryStream<TaskInfo>;
  /** What was handled before this watch; undefined at the very first. */
  readonly #saved: Position | undefined;
  /** What was handled before this watch, event by event; undefined where that was not saved. */
  readonly #savedKeys: HandledKeys | undefined;
  #handled: HandledKeys;
  #lastKey: number;
  #rangAt: number | undefined;
  #checked = false;
  #askedBefore = false;
  #sweptAt: number;
  /** Read while opening, handed on by the first `read`. */
  #early: { events: readonly VCenterEvent[]; tasks: readonly TaskInfo[]; complete: boolean } = { events: [], tasks: [], complete: true };
  #gaps: HistoryGap[] = [];

  /** `startTime` is vCenter's time of the opening, for want of a position. */
  constructor(saved: Position | undefined, startTime: string, dependencies: HistoryDependencies) {
    this.#saved = saved;
    this.#dependencies = dependencies;
    this.#lastKey = saved?.eventKey ?? 0;
    this.#sweptAt = dependencies.now();
    const readUpTo = saved?.time ?? startTime;
    const begin = saved === undefined ? startTime : minusMs(saved.time, overlapMs);
    this.#savedKeys = saved?.handled === undefined ? undefined : new HandledKeys(saved.handled, saved.time);
    this.#handled = new HandledKeys(saved?.handled ?? { since: readUpTo, runs: [] }, readUpTo);
    this.#events = new HistoryStream(eventHistory, begin, readUpTo, dependencies);
    // What tasks did just before the very first start may still show.
    this.#tasks = new HistoryStream(taskHistory, minusMs(readUpTo, overlapMs), readUpTo, dependencies);
  }

  /** Makes the collectors, looks for tasks that began before, and compares the saved position with what can still be read; the gaps found are returned. */
  async open(signal: AbortSignal): Promise<readonly HistoryGap[]> {
    await this.#tasks.open(signal);
    this.#early = { ...this.#early, tasks: await this.#begunBefore(signal) };
    await this.#readEarly(signal);
    return this.#gaps.splice(0);
  }

  /** The bell of one of the collectors; true when it is ours. */
  rang(collectorId: string): boolean {
    if (collectorId === this.#events.id) this.#rangAt ??= this.#dependencies.now();
    return collectorId === this.#events.id || collectorId === this.#tasks.id;
  }

  /** One page of each; never waits. */
  async read(signal: AbortSignal): Promise<HistoryRead> {
    if (!this.#checked) await this.#readEarly(signal);
    const early = this.#early;
    this.#early = { events: [], tasks: [], complete: true };
    const events = await this.#events.readPage(signal);
    const tasks = await this.#tasks.readPage(signal);
    const late = await this.#sweep(events.complete && tasks.complete, signal);
    const freshEvents = [...early.events, ...this.#unhandled(events.fresh), ...this.#unhandled(late.events)];
    const freshTasks = [...early.tasks, ...await this.#begunBefore(signal), ...tasks.fresh, ...late.tasks];
    for (const task of tasks.fresh) this.#tasks.readUpTo = later(this.#tasks.readUpTo, task.queueTime);
    if (events.fresh.length > 0) this.#rangAt = undefined;
    else await this.#watchdog(signal);
    return { events: freshEvents, tasks: freshTasks, position: this.#position(), complete: events.complete && tasks.complete, tasksReadable: this.#tasks.isOpen, gaps: this.#gaps.splice(0) };
  }

  /** Gives the collectors back. */
  async close(): Promise<void> {
    await Promise.all([this.#events.close(), this.#tasks.close()]);
  }

  /** Where reading stands: never past what the slower of the two has read while it still has a backlog. */
  #position(): Position {
    const [event, task] = [this.#events.readUpTo, this.#tasks.readUpTo];
    const behind = [...(this.#events.drained ? [] : [event]), ...(this.#tasks.drained ? [] : [task])];
    const time = behind.length === 0 ? later(event, task) : behind.reduce((a, b) => (compareTimes(a, b) <= 0 ? a : b));
    this.#handled.forgetBefore(minusMs(time, overlapMs));
    return { time, eventKey: this.#lastKey, handled: this.#handled.read() };
  }

  /** Leaves out what was handled before this watch, and moves on. Keys that fall belong to late events, which do not move the position back. */
  #unhandled(events: readonly VCenterEvent[]): readonly VCenterEvent[] {
    const saved = this.#saved;
    return events.filter(({ key, createdTime }) => {
      if (key < 0 && this.#lastKey >= 0) {
        this.#gaps.push({ from: this.#events.readUpTo, to: createdTime, reason: "the keys of vCenter's events have overflowed; events are told apart by their times from here on" });
        this.#lastKey = key - 1;
        this.#handled = new HandledKeys({ since: this.#events.readUpTo, runs: [] }, createdTime);
      }
      if (key > this.#lastKey) {
        this.#lastKey = key;
        this.#events.readUpTo = createdTime;
      }
      this.#handled.add(key, createdTime);
      return saved === undefined || key > saved.eventKey || compareTimes(createdTime, saved.time) > 0 || this.#savedKeys?.has(key, createdTime) === false;
    });
  }

  async #readEarly(signal: AbortSignal): Promise<void> {
    await this.#events.open(signal);
    if (!this.#events.isOpen) return;
    this.#checked = true;
    const page = await this.#events.readPage(signal);
    const saved = this.#saved;
    if (saved !== undefined && !page.fresh.some(({ key, createdTime }) => key === saved.eventKey && compareTimes(createdTime, saved.time) <= 0)) {
      await this.#compareWithOldest(saved, signal);
    }
    this.#early = { ...this.#early, events: [...this.#early.events, ...this.#unhandled(page.fresh)] };
  }

  /** The last handled event is not there any more: is it only old, or has history been lost? */
  async #compareWithOldest(saved: Position, signal: AbortSignal): Promise<void> {
    const oldest = await this.#oldestEvent(signal);
    if (oldest === undefined) {
      if (saved.eventKey !== 0) this.#newEra({ from: saved.time, to: undefined, reason: "vCenter's event history is empty although events were handled before" });
      return;
    }
    if (compareTimes(oldest.createdTime, saved.time) > 0) {
      this.#newEra({ from: saved.time, to: oldest.createdTime, reason: "vCenter's event history begins later than the last handled event: it was aged out, restored or begun anew" });
      return;
    }
    const newest = await readNewestEvent(this.#dependencies.session, signal);
    if (newest !== undefined && newest.key < saved.eventKey) {
      this.#newEra({ from: saved.time, to: newest.createdTime, reason: `vCenter's newest event has key ${newest.key}, below the last handled ${saved.eventKey}: its database was restored or the keys have overflowed` });
    }
  }

  #newEra(gap: HistoryGap): void {
    this.#gaps.push(gap);
    this.#lastKey = Number.MIN_SAFE_INTEGER;
    this.#handled = new HandledKeys({ since: gap.from ?? this.#events.readUpTo, runs: [] }, this.#events.readUpTo);
  }

  async #oldestEvent(signal: AbortSignal): Promise<VCenterEvent | undefined> {
    return await this.#withCollector("CreateCollectorForEvents", this.#dependencies.session.managers.eventManager, { disableFullMessage: true }, signal, async (collector) => {
      const { events } = await this.#dependencies.session.caller.stream("ReadNextEvents", collector, { maxCount: 1 }, (body) => decodeEvents(body), { signal, repeatable: false });
      return events[0];
    });
  }

  /**
   * Asked once, as soon as a collector is granted: tasks may have been queued long before the position, and either run on or have ended
   * after it; the collector by queue time would show neither.
   */
  async #begunBefore(signal: AbortSignal): Promise<readonly TaskInfo[]> {
    if (this.#askedBefore || !this.#tasks.isOpen) return [];
    this.#askedBefore = true;
    // Unfinished ones first: one that ends between the two questions is then told as ended.
    const unfinished = await this.#tasksWith({ state: ["queued", "running"] }, signal);
    const completed = this.#saved === undefined ? [] : await this.#tasksWith({ time: { timeType: "completedTime", beginTime: minusMs(this.#saved.time, overlapMs) } }, signal);
    return [...unfinished, ...completed];
  }

  async #sweep(complete: boolean, signal: AbortSignal): Promise<{ readonly events: readonly VCenterEvent[]; readonly tasks: readonly TaskInfo[] }> {
    const now = this.#dependencies.now();
    if (!complete || now - this.#sweptAt < sweepMs) return { events: [], tasks: [] };
    this.#sweptAt = now;
    return { events: await this.#events.sweep(signal), tasks: await this.#tasks.sweep(signal) };
  }

  async #tasksWith(filter: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<readonly TaskInfo[]> {
    return await this.#withCollector("CreateCollectorForTasks", this.#dependencies.session.managers.taskManager, filter, signal, async (collector) => {
      const found: TaskInfo[] = [];
      for (let page = 0; page < mostPages; page++) {
        const { tasks, read } = await this.#dependencies.session.caller.stream("ReadNextTasks", collector, { maxCount: pageSize }, (body) => decodeTasks(body), { signal, repeatable: false });
        found.push(...tasks);
        if (read < pageSize) break;
      }
      return found;
    }) ?? [];
  }

  /** A collector for one question; without a free one the question goes unanswered, as `HistoryStream` has told already. */
  async #withCollector<Value>(
    create: "CreateCollectorForEvents" | "CreateCollectorForTasks", manager: MoRef, filter: Readonly<Record<string, unknown>>, signal: AbortSignal,
    ask: (collector: MoRef) => Promise<Value>,
  ): Promise<Value | undefined> {
    if (!this.#tasks.isOpen) return undefined;
    const { caller } = this.#dependencies.session;
    const collector = moRef(await caller.call(create, manager, { filter }, { signal, repeatable: false }), "a history collector");
    try {
      return await ask(collector);
    } finally {
      await caller.call("DestroyCollector", collector, {}, { signal });
    }
  }

  async #watchdog(signal: AbortSignal): Promise<void> {
    const { now, session, warn } = this.#dependencies;
    if (this.#rangAt === undefined || now() - this.#rangAt < stuckMs) return;
    this.#rangAt = undefined;
    const newest = await readNewestEvent(session, signal);
    if (newest === undefined || newest.key === this.#lastKey || compareTimes(newest.createdTime, this.#events.readUpTo) <= 0) return;
    const begin = minusMs(newest.createdTime, overlapMs);
    this.#gaps.push({ from: this.#events.readUpTo, to: begin, reason: "events could not be read although newer ones exist: the account may not see a long stretch of them" });
    warn("the event history is stuck behind events this account may not see; reading on after them", { from: this.#events.readUpTo, to: begin });
    await this.#events.restart(begin, signal);
  }
}
