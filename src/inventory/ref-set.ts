/**
 * Small sets of references, kept as a bare reference while they hold one: most files have one user, and there are many files.
 * Callers store what the functions return; they never change a set that somebody else was handed as read-only.
 */
import type { Ref } from "./updates.js";

export type RefSet = undefined | Ref | Set<Ref>;

export function withRef(refs: RefSet, ref: Ref): RefSet {
  if (refs === undefined || refs === ref) return ref;
  if (typeof refs === "string") return new Set([refs, ref]);
  return refs.add(ref);
}

export function withoutRef(refs: RefSet, ref: Ref): RefSet {
  if (refs === ref) return undefined;
  if (typeof refs !== "object") return refs;
  refs.delete(ref);
  if (refs.size !== 1) return refs;
  const [last] = refs;
  return last;
}

export function countOf(refs: RefSet): number {
  return refs === undefined ? 0 : typeof refs === "string" ? 1 : refs.size;
}

export function hasRef(refs: RefSet, ref: Ref): boolean {
  return typeof refs === "object" ? refs.has(ref) : refs === ref;
}

/** For walking; the array of a single reference is made on the spot. */
export function eachOf(refs: RefSet): Iterable<Ref> {
  return refs === undefined ? [] : typeof refs === "string" ? [refs] : refs;
}

const nobody: ReadonlySet<Ref> = new Set();

export function asSet(refs: RefSet): ReadonlySet<Ref> {
  return refs === undefined ? nobody : typeof refs === "string" ? new Set([refs]) : refs;
}

/** Sets by key, e.g. the VMs of each host. A key without members is forgotten. */
export class RefIndex {
  readonly #sets = new Map<string, Exclude<RefSet, undefined>>();

  get(key: string): RefSet {
    return this.#sets.get(key);
  }

  add(key: string, ref: Ref): void {
    const next = withRef(this.#sets.get(key), ref);
    if (next !== undefined) this.#sets.set(key, next);
  }

  remove(key: string, ref: Ref): void {
    const next = withoutRef(this.#sets.get(key), ref);
    if (next === undefined) this.#sets.delete(key);
    else this.#sets.set(key, next);
  }
}
