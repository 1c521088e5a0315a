/**
 * An EventHistoryCollector or TaskHistoryCollector: a place in a history that is read forward and backward, and a window over its newest items (vim-facts 5.1).
 * What the history holds and what of it matches is its source's business.
 */
import type { Ref, VimObject, VimValue } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import type { Following } from "./live-members.js";

export interface HistorySource<T> {
  /** Oldest first; the first one has the number `forgotten`, counted from the beginning of time. */
  items(): { readonly forgotten: number; readonly all: readonly T[] };
  matches(item: T): boolean;
  show(item: T): VimObject;
  /** What came or changed since this was asked last, oldest first. */
  news(): readonly T[];
}

/** Items of the window (vim-facts 5.1). */
const defaultPageSize = 10;
export const largestPage = 1_000;

export class HistoryCollector<T> implements Following {
  readonly ref: Ref;
  readonly #world: World;
  readonly #filter: VimObject;
  readonly #source: HistorySource<T>;
  /** The newest matching items, oldest first, up to the largest page. */
  #window: T[];
  #pageSize = defaultPageSize;
  /** Number of the item that ReadNext looks at first; the oldest that is still there when it is smaller. */
  #position = 0;

  constructor(world: World, ref: Ref, filter: VimObject, source: HistorySource<T>) {
    this.ref = ref;
    this.#world = world;
    this.#filter = filter;
    this.#source = source;
    source.news();
    this.#window = newest(source, largestPage);
  }

  property(name: string): VimValue {
    switch (name) {
      case "filter": return this.#filter;
      case "latestPage":
        this.catchUp();
        return this.#window.slice(-this.#pageSize).reverse().map((item) => this.#source.show(item));
      case "initialized": return true;
      default: return undefined;
    }
  }

  catchUp(): void {
    const news = this.#source.news();
    if (news.length === 0) return;
    const shown = new Set(this.#window);
    const matching = news.filter((item) => this.#source.matches(item));
    const staying = new Set(matching);
    const left = new Set(news.filter((item) => shown.has(item) && !staying.has(item)));
    if (matching.length === 0 && left.size === 0) return;
    const added = matching.filter((item) => !shown.has(item));
    const burst = added.length > 1 && this.#world.nuisances.strikes("short-pages", { method: "latestPage", object: this.ref.value }) !== undefined;
    this.#window = [...this.#window.filter((item) => !left.has(item)), ...(burst ? added.slice(-1) : added)].slice(-largestPage);
    this.#world.changes.touch(this.ref, "latestPage");
  }

  dispose(): void {
    this.#window = [];
  }

  /** Up to `count` matching items from the present place toward newer ones; empty at the end. */
  readNext(count: number): readonly VimObject[] {
    const { forgotten, all } = this.#source.items();
    const found: VimObject[] = [];
    let index = Math.max(0, this.#position - forgotten);
    for (; index < all.length && found.length < count; index++) {
      const item = all[index];
      if (item !== undefined && this.#source.matches(item)) found.push(this.#source.show(item));
    }
    this.#position = forgotten + index;
    return found;
  }

  /** Up to `count` matching items before the present place, the nearest first. */
  readPrevious(count: number): readonly VimObject[] {
    const { forgotten, all } = this.#source.items();
    const found: VimObject[] = [];
    let index = Math.min(all.length, Math.max(0, this.#position - forgotten));
    for (; index > 0 && found.length < count; index--) {
      const item = all[index - 1];
      if (item !== undefined && this.#source.matches(item)) found.push(this.#source.show(item));
    }
    this.#position = forgotten + index;
    return found;
  }

  /** To the oldest item, where a new collector stands. */
  rewind(): void {
    this.#position = 0;
  }

  /** To just after the newest item. */
  reset(): void {
    const { forgotten, all } = this.#source.items();
    this.#position = forgotten + all.length;
  }

  /** 1 to 1000; more is taken as 1000. */
  setPageSize(size: number): void {
    this.#pageSize = Math.min(size, largestPage);
    this.#world.changes.touch(this.ref, "latestPage");
  }
}

/** The newest matching items, oldest first. */
export function newest<T>(source: Pick<HistorySource<T>, "items" | "matches">, count: number): T[] {
  const { all } = source.items();
  const found: T[] = [];
  for (let index = all.length - 1; index >= 0 && found.length < count; index--) {
    const item = all[index];
    if (item !== undefined && source.matches(item)) found.push(item);
  }
  return found.reverse();
}
