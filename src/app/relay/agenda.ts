/**
 * Which threads of one receiver are to be told, and when: each is looked at again when something of it is new, and when its moment has come. It tells nobody and writes
 * nothing down.
 */
import type { Telling } from "../../notify/routing/next-telling.js";
import { retryInMs } from "./pace.js";

interface Item {
  readonly telling: Telling;
  readonly tries: number;
  /** Ms since the epoch: after a failure of this thread. */
  readonly notBefore: number;
  /** Ms since the epoch: when it was last looked at. */
  readonly judgedAt: number;
  /** The route it was looked at by. */
  readonly route: unknown;
  /** It has been handed out by `toNote` since something of it was new. */
  readonly noted: boolean;
}

export class Agenda {
  readonly #telling: (key: string, now: number) => Telling;
  readonly #isSettled: (key: string) => boolean;
  readonly #route: (key: string) => unknown;
  readonly #items = new Map<string, Item>();
  readonly #changed = new Set<string>();

  /** `isSettled`: false while a message for the thread is being written into the book; it is touched again when that is done. `route`: by which the thread is told now. */
  constructor(telling: (key: string, now: number) => Telling, isSettled: (key: string) => boolean, route: (key: string) => unknown) {
    this.#telling = telling;
    this.#isSettled = isSettled;
    this.#route = route;
  }

  touch(key: string): void {
    this.#changed.add(key);
  }

  /** It was told, and is looked at anew. */
  told(key: string): void {
    this.#items.delete(key);
    this.#changed.add(key);
  }

  /** It is tried again later, behind the others. `random` in [0, 1). */
  failed(key: string, now: number, random: number): void {
    const item = this.#items.get(key);
    const tries = (item?.tries ?? 0) + 1;
    if (item !== undefined) this.#items.set(key, { ...item, tries, notBefore: now + retryInMs(tries, random) });
  }

  /**
   * What waits for its moment, or has come to it and waits for the receiver, is not looked at again for being touched, unless another route leads to it now: more news makes it no
   * sooner, and whoever tells it looks anew. So ten thousand alerts that come one by one are not looked at ten thousand times each.
   */
  judge(now: number): void {
    const keys = new Set<string>();
    for (const key of this.#changed) {
      const item = this.#items.get(key);
      if (!this.#isSettled(key)) continue;
      if (item?.telling.kind === undefined || item.telling.kind === "repeated" || item.route !== this.#route(key)) keys.add(key);
      else this.#items.set(key, { ...item, noted: false });
    }
    this.#changed.clear();
    for (const [key, { telling: { at }, judgedAt }] of this.#items) if (at !== undefined && at <= now && judgedAt < at) keys.add(key);
    for (const key of keys) this.judged(key, this.#telling(key, now), now);
  }

  /** Looked at now. True: it is to be told now. */
  judged(key: string, telling: Telling, now: number): boolean {
    if (telling.at === undefined) this.#items.delete(key);
    else this.#items.set(key, { tries: 0, notBefore: 0, ...this.#items.get(key), telling, judgedAt: now, route: this.#route(key), noted: false });
    return isReady(telling, now);
  }

  /** Those whose time has come, each once until something of it is new. */
  toNote(now: number): readonly string[] {
    const found = [...this.#items].filter(([key, { telling, noted }]) => !noted && isReady(telling, now) && this.#isSettled(key));
    for (const [key, item] of found) this.#items.set(key, { ...item, noted: true });
    return found.map(([key]) => key);
  }

  /** The one to be told now, if any: what failed least first, then what has waited longest. */
  next(now: number): string | undefined {
    const able = [...this.#items].filter(([key, { telling, notBefore }]) => notBefore <= now && isReady(telling, now) && this.#isSettled(key));
    return able.reduce<readonly [string, Item] | undefined>((so, one) => (so === undefined || one[1].tries < so[1].tries || (one[1].tries === so[1].tries && (one[1].telling.at ?? 0) < (so[1].telling.at ?? 0)) ? one : so), undefined)?.[0];
  }

  /** Ms since the epoch: when to look again, if nothing is touched before; `opens`: from when on the receiver may be told. */
  wakeAt(now: number, opens: number): number {
    const wakes = [...this.#items].map(([key, { telling, notBefore }]) => (!isReady(telling, now) ? (telling.at ?? Number.POSITIVE_INFINITY) : this.#isSettled(key) ? Math.max(opens, notBefore) : Number.POSITIVE_INFINITY));
    return wakes.reduce((so, at) => Math.min(so, at), Number.POSITIVE_INFINITY);
  }

  /** What is still to be told; repetitions are not among it. */
  waiting(now: number): readonly { readonly key: string; readonly telling: Telling; readonly ready: boolean }[] {
    return [...this.#items].flatMap(([key, { telling }]) => (telling.kind === undefined || telling.kind === "repeated" ? [] : [{ key, telling, ready: isReady(telling, now) }]));
  }
}

function isReady({ kind, reason, at }: Telling, now: number): boolean {
  return kind !== undefined && reason !== "mute time" && at !== undefined && at <= now;
}
