/**
 * One watch of a vCenter: the full state, then its changes, and the history beside it, for as long as its session lives. Whatever is
 * lost with the session ends the watch with an error; it never hides a resync.
 */
import type { TaskInfo } from "../inventory/activity.js";
import type { InventoryUpdate, Ref } from "../inventory/updates.js";
import { toInventoryUpdate, type DecodedObject } from "./decode/managed-object.js";
import { FrozenDisks } from "./frozen-disks.js";
import { History, type HistoryGap, type HistoryRead, type Position } from "./history/history.js";
import { LayoutRefresh } from "./layout-refresh.js";
import { watchedTypes } from "./property-paths.js";
import { asModification, retrieveObjects, retrieveTasks, retrieveView } from "./retrieve.js";
import type { About, Session } from "./session.js";
import { silent, type VCenterAccess, type VimLog } from "./settings.js";
import { SlowRefresh } from "./slow-refresh.js";
import { UpdateFeed } from "./update-feed.js";

const defaultRefreshMs = 60_000;
const defaultMaxObjectUpdates = 1_000;
/** The longest wait while layouts are still to be read. */
const backlogWaitSeconds = 1;

export interface WatchBatch {
  readonly updates: readonly InventoryUpdate[];
  readonly truncated: boolean;
  readonly historyChanged: boolean;
}

export class VimWatch {
  readonly about: About;
  readonly gaps: readonly HistoryGap[];
  readonly #session: Session;
  readonly #feed: UpdateFeed;
  readonly #history: History;
  readonly #frozen = new FrozenDisks();
  readonly #refresh = new SlowRefresh();
  readonly #layouts: LayoutRefresh;
  readonly #refreshMs: number;
  readonly #now: () => number;
  readonly #log: VimLog;
  /** Listed paths that must be read again, by type and object; kept while pages are truncated. */
  #reread = new Map<string, Map<Ref, Set<string>>>();
  #refreshedAt: number;
  #sawObjects = false;
  #synced = false;
  #closing: Promise<void> | undefined;

  private constructor(session: Session, feed: UpdateFeed, history: History, gaps: readonly HistoryGap[], access: VCenterAccess) {
    this.#session = session;
    this.about = session.about;
    this.#feed = feed;
    this.#history = history;
    this.gaps = gaps;
    this.#refreshMs = access.refreshMs ?? defaultRefreshMs;
    this.#layouts = new LayoutRefresh(access.layoutMs);
    this.#now = access.now ?? Date.now;
    this.#log = access.log ?? silent;
    this.#refreshedAt = this.#now();
  }

  /** Builds collectors from zero in a fresh session, which belongs to the watch from now on. */
  static async open(session: Session, position: Position | undefined, access: VCenterAccess, signal: AbortSignal): Promise<VimWatch> {
    const log = access.log ?? silent;
    const startTime = await session.currentTime(signal);
    const feed = await UpdateFeed.open(session, access.maxObjectUpdates ?? defaultMaxObjectUpdates, signal);
    const history = new History(position, startTime, {
      session, ringFor: (collector, ringSignal) => feed.ringFor(collector, ringSignal), now: access.now ?? Date.now,
      warn: (message, fields) => log("warn", message, fields),
    });
    return new VimWatch(session, feed, history, await history.open(signal), access);
  }

  /** See `Watch.waitForUpdates` of the line. The wait is cut short when a slow refresh is due. */
  async waitForUpdates(maxWaitSeconds: number, signal: AbortSignal): Promise<WatchBatch> {
    const dueMs = this.#refreshedAt + this.#refreshMs - this.#now();
    const longest = this.#layouts.pending > 0 ? backlogWaitSeconds : maxWaitSeconds;
    const waitSeconds = this.#synced ? Math.max(1, Math.min(longest, Math.ceil(dueMs / 1000))) : maxWaitSeconds;
    const { objects, truncated } = await this.#feed.wait(maxWaitSeconds <= 0 ? 0 : waitSeconds, signal);
    const updates: InventoryUpdate[] = [];
    let historyChanged = false;
    for (const object of objects) {
      if (object.kind !== "leave" && this.#history.rang(object.ref)) historyChanged = true;
      else this.#take(object, updates);
    }
    // A truncated set must be continued at once, with nothing in between (vim-facts 3.4); but a dead session may give no set at all, and for ever.
    if (truncated && objects.length === 0) await this.#session.currentTime(signal);
    if (truncated) return { updates, truncated, historyChanged };

    await this.#readAgain(updates, signal);
    if (this.#synced && this.#now() - this.#refreshedAt >= this.#refreshMs) await this.#readSlowly(updates, signal);
    if (this.#frozen.pending > 0) {
      updates.push(...(await this.#frozen.fetch((refs) => retrieveObjects(this.#session, "VirtualMachineSnapshot", refs, ["config.hardware.device"], signal))));
    }
    if (!this.#synced) await this.#confirmSynced(signal);
    else await this.#readLayouts(updates, signal);
    return { updates, truncated, historyChanged };
  }

  async readHistory(signal: AbortSignal): Promise<HistoryRead> {
    return await this.#history.read(signal);
  }

  async readTasks(tasks: readonly Ref[], signal: AbortSignal): Promise<readonly TaskInfo[]> {
    return tasks.length === 0 ? [] : await retrieveTasks(this.#session, tasks, signal);
  }

  /** Cancels the wait, gives everything back and logs out, each within a deadline. Never throws. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    for (const step of [() => this.#feed.cancel(), () => this.#history.close()]) {
      try {
        await step();
      } catch (error) {
        this.#log("debug", "a collector could not be given back; it ends with the session", { reason: error instanceof Error ? error.message : "" });
        break; // the session or the connection is gone
      }
    }
    await this.#session.close(this.#log);
  }

  #take(object: DecodedObject, updates: InventoryUpdate[]): void {
    updates.push(...this.#frozen.note(object));
    const update = toInventoryUpdate(object);
    if (update === undefined) return;
    this.#sawObjects = true;
    this.#refresh.note(object);
    this.#layouts.note(object, this.#now());
    updates.push(update);
    if (object.kind === "leave") this.#reread.get(object.objectType)?.delete(object.ref);
    for (const path of object.reread) {
      let byRef = this.#reread.get(object.objectType);
      if (byRef === undefined) this.#reread.set(object.objectType, (byRef = new Map<Ref, Set<string>>()));
      let paths = byRef.get(object.ref);
      if (paths === undefined) byRef.set(object.ref, (paths = new Set()));
      paths.add(path);
    }
  }

  /** Values of which only a part was announced. An object that is gone meanwhile is left to its `leave`. */
  async #readAgain(updates: InventoryUpdate[], signal: AbortSignal): Promise<void> {
    const due = this.#reread;
    this.#reread = new Map();
    for (const [type, byRef] of due) {
      const paths = [...new Set([...byRef.values()].flatMap((some) => [...some]))];
      if (byRef.size === 0 || paths.length === 0) continue;
      for (const object of await retrieveObjects(this.#session, type, [...byRef.keys()], paths, signal)) this.#take(asModification(object, paths), updates);
    }
  }

  async #readSlowly(updates: InventoryUpdate[], signal: AbortSignal): Promise<void> {
    const changed = await this.#refresh.read({
      all: async (type, paths) => {
        const view = this.#feed.view(type);
        return view === undefined ? [] : await retrieveView(this.#session, view, [{ type, pathSet: paths }], signal);
      },
      some: async (type, refs, paths) => (refs.length === 0 ? [] : await retrieveObjects(this.#session, type, refs, paths, signal)),
    });
    this.#refreshedAt = this.#now();
    this.#layouts.age(this.#refreshedAt);
    for (const object of changed) {
      const update = toInventoryUpdate(object);
      if (update !== undefined) updates.push(update);
    }
    if (changed.length > 0) this.#log("debug", "found changes that vCenter did not announce", { objects: changed.length });
  }

  /** Sizes of files: not before the first full state is told, for nobody should wait for them. */
  async #readLayouts(updates: InventoryUpdate[], signal: AbortSignal): Promise<void> {
    const due = this.#layouts.take(this.#now());
    if (due.length === 0) return;
    for (const object of await retrieveObjects(this.#session, "VirtualMachine", due, ["layoutEx"], signal)) {
      const update = toInventoryUpdate(asModification(object, ["layoutEx"]));
      if (update !== undefined) updates.push(update);
    }
  }

  /** "No objects" is never "an empty inventory" without a living session (vim-facts 1.8). */
  async #confirmSynced(signal: AbortSignal): Promise<void> {
    if (!this.#sawObjects) {
      await this.#session.currentTime(signal);
      this.#log("warn", "vCenter shows no object at all; the account may lack the read-only role on the root folder, propagated", { types: watchedTypes.size });
    }
    this.#synced = true;
    this.#refreshedAt = this.#now();
  }
}

