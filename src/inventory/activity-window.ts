/**
 * The events and tasks of the last minutes by the objects they touched: where facts look for their cause.
 * Bounded by count and by age on tetherd's clock; it never decides what caused what.
 */
import type { TaskInfo, VCenterEvent } from "./activity.js";
import type { Cause } from "./facts.js";
import type { Ref } from "./updates.js";

/** One event or task, reduced to what a cause needs. */
export interface Deed {
  /** "event:4711" or "task:task-901". */
  readonly id: string;
  /** vCenter's time: of an event its own, of a task when it ended, began or was queued. */
  readonly at: string;
  /** Class or eventTypeId of an event, descriptionId of a task, as vCenter spells it. A TaskEvent counts as its task's descriptionId. */
  readonly operation: string;
  readonly user: string | undefined;
  readonly task: Ref | undefined;
  readonly eventKey: number | undefined;
  /** Joins a task with its events; 0 where the server tells none (vcsim). */
  readonly chainId: number;
  readonly failed: boolean;
  /** An event always; a task that has ended. */
  readonly over: boolean;
  /** tetherd's own action that did it, as far as the task itself says. */
  readonly action?: string;
  readonly touches: readonly Ref[];
}

export interface ActivityBounds {
  /** Default 20,000: two bursts of 10,000 events. */
  readonly maxDeeds?: number;
  /** Default 15 minutes: how long a property may trail its event. */
  readonly maxAgeMs?: number;
  /** Default 5 s: for how long a deed that has explained a change explains more, for servers tell one change in pieces. */
  readonly piecesMs?: number;
  /** Tasks that tetherd itself began, and the action each belongs to; whoever begins them adds to it. */
  readonly ownTasks?: ReadonlyMap<Ref, string>;
}

interface Kept {
  readonly deed: Deed;
  readonly seenAt: number;
  readonly order: number;
  /** What it did was in a full state that has been compared: it explains nothing more, however often it is told again. */
  readonly closed: boolean;
}

export class Activity {
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  readonly #byRef = new Map<Ref, Set<string>>();
  readonly #maxDeeds: number;
  readonly #maxAgeMs: number;
  readonly #piecesMs: number;
  /** When a deed, or the chain it is of, first explained a change; oldest first. */
  readonly #spentAt = new Map<string, number>();
  readonly #ownTasks: ReadonlyMap<Ref, string>;
  /** Objects that something new was told of since this was last asked. */
  #news = new Set<Ref>();
  #added = 0;
  /** When a deed was last let go before its age: since then what is here is not all there was. */
  #crowdedAt = -Infinity;

  constructor({ maxDeeds = 20_000, maxAgeMs = 15 * 60_000, piecesMs = 5_000, ownTasks = new Map() }: ActivityBounds = {}) {
    this.#maxDeeds = maxDeeds;
    this.#maxAgeMs = maxAgeMs;
    this.#piecesMs = piecesMs;
    this.#ownTasks = ownTasks;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** A task told again replaces what was known of it. `seenAt` is tetherd's clock, ms; what is too old or too many by then is let go. */
  add(events: readonly VCenterEvent[], tasks: readonly TaskInfo[], seenAt: number): void {
    for (const event of events) this.#keep(deedOfEvent(event), seenAt);
    for (const task of tasks) this.#keep(deedOfTask(task), seenAt);
    this.expire(seenAt);
  }

  expire(now: number): void {
    for (const [mark, at] of this.#spentAt) {
      if (now - at <= this.#maxAgeMs) break;
      this.#spentAt.delete(mark);
    }
    for (const [id, { seenAt }] of this.#kept) {
      if (this.#kept.size <= this.#maxDeeds && now - seenAt <= this.#maxAgeMs) return;
      if (now - seenAt <= this.#maxAgeMs) this.#crowdedAt = now;
      this.#drop(id);
    }
  }

  /** False while deeds younger than the bound of age had to make room: a cause may have been among them. */
  isWhole(now: number): boolean {
    return now - this.#crowdedAt > this.#maxAgeMs;
  }

  /** The id of tetherd's own action that the deed belongs to. */
  actionOf({ task, action }: Deed): string | undefined {
    return (task === undefined ? undefined : this.#ownTasks.get(task)) ?? action;
  }

  /** The objects that events and tasks told since the last call touched: of all others nothing new can be explained. */
  takeNews(): ReadonlySet<Ref> {
    const news = this.#news;
    this.#news = new Set();
    return news;
  }

  /** What touched this object, oldest first as it came in. Costs the object's own deeds. */
  touching(ref: Ref): readonly Deed[] {
    const found = [...this.#byRef.get(ref) ?? []].map((id) => this.#kept.get(id)).filter((kept) => kept !== undefined);
    return found.sort((a, b) => a.order - b.order).map(({ deed }) => deed);
  }

  /** What may explain a change of this object seen at `now`: what has explained another and was not told again since does not. */
  explaining(ref: Ref, now: number): readonly Deed[] {
    return this.touching(ref).filter((deed) => {
      if (this.#kept.get(deed.id)?.closed === true) return false;
      const spentAt = Math.min(...marksOf(deed).map((mark) => this.#spentAt.get(mark) ?? Infinity));
      return now - Math.max(spentAt, this.#kept.get(deed.id)?.seenAt ?? 0) <= this.#piecesMs;
    });
  }

  /** The cause was told with a change: its event, its task and their chain have explained what they had to. */
  spend({ eventKey, task }: Pick<Cause, "eventKey" | "task">, now: number): void {
    for (const id of [`event:${eventKey ?? ""}`, `task:${task ?? ""}`]) {
      const deed = this.#kept.get(id)?.deed;
      for (const mark of deed === undefined ? [] : marksOf(deed)) if (!this.#spentAt.has(mark)) this.#spentAt.set(mark, now);
    }
  }

  /**
   * The full state has been read and compared: what had happened by then is in it, and explains nothing that shows later. By vCenter's own times the latest
   * deeds may still show pieces, and so may a task that is still told of.
   */
  closeBook(now: number): void {
    let newest = -Infinity;
    for (const { deed } of this.#kept.values()) if (Date.parse(deed.at) > newest) newest = Date.parse(deed.at);
    for (const [id, kept] of this.#kept) {
      for (const mark of marksOf(kept.deed)) if (!this.#spentAt.has(mark)) this.#spentAt.set(mark, now);
      if (kept.deed.over && newest - Date.parse(kept.deed.at) > this.#piecesMs) this.#kept.set(id, { ...kept, closed: true });
    }
  }

  task(ref: Ref): Deed | undefined {
    return this.#kept.get(`task:${ref}`)?.deed;
  }

  #keep(deed: Deed, seenAt: number): void {
    const before = this.#kept.get(deed.id);
    this.#drop(deed.id);
    this.#kept.set(deed.id, { deed, seenAt, order: before?.order ?? ++this.#added, closed: before?.closed === true && before.deed.at === deed.at });
    for (const ref of deed.touches) {
      this.#news.add(ref);
      const ids = this.#byRef.get(ref);
      if (ids === undefined) this.#byRef.set(ref, new Set([deed.id]));
      else ids.add(deed.id);
    }
  }

  #drop(id: string): void {
    for (const ref of this.#kept.get(id)?.deed.touches ?? []) {
      const ids = this.#byRef.get(ref);
      ids?.delete(id);
      if (ids?.size === 0) this.#byRef.delete(ref);
    }
    this.#kept.delete(id);
  }
}

/** Names under which a deed is spent: its own, and that of the operation it is part of where the server tells one. */
function marksOf({ id, chainId }: Deed): readonly string[] {
  return chainId === 0 ? [id] : [id, `chain:${chainId}`];
}

function deedOfEvent(event: VCenterEvent): Deed {
  const { task } = event;
  return {
    id: `event:${event.key}`, at: event.createdTime,
    operation: task?.descriptionId ?? event.eventTypeId ?? event.class,
    user: named(event.userName) ?? named(task?.userName), task: task?.task, eventKey: event.key, chainId: event.chainId,
    failed: task?.state === "error", over: true,
    touches: distinct([event.vm, event.host, event.computeResource, event.datastore, task?.entity]),
  };
}

function deedOfTask(task: TaskInfo): Deed {
  return {
    id: `task:${task.task}`, at: task.completeTime ?? task.startTime ?? task.queueTime,
    operation: task.descriptionId, user: named(task.userName), task: task.task, eventKey: undefined, chainId: task.eventChainId,
    failed: task.state === "error", over: task.state === "success" || task.state === "error",
    ...actionIn(task),
    touches: distinct([task.entity]),
  };
}

/** tetherd begins its calls under the operationID "tetherd-<action>-<attempt>". */
function actionIn({ activationId }: TaskInfo): { readonly action?: string } {
  const action = /^tetherd-(.+)-\d+$/.exec(activationId ?? "")?.[1];
  return action === undefined ? {} : { action };
}

/** vCenter gives an empty user name where it has none. */
function named(user: string | undefined): string | undefined {
  return user === "" ? undefined : user;
}

function distinct(refs: readonly (Ref | undefined)[]): readonly Ref[] {
  return [...new Set(refs)].filter((ref) => ref !== undefined);
}
