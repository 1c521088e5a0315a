/**
 * Which datastores are one volume: vCenter has a datastore object per datacenter, so a volume mounted in two of them has two references
 * and one `summary.url`, which holds the volume's own id (vim-facts 7.8). It never compares names.
 */
import { asSet, countOf, eachOf, hasRef, RefIndex } from "./ref-set.js";
import type { Ref } from "./updates.js";

const alone: ReadonlySet<Ref> = new Set();

export class DatastoreVolumes {
  readonly #urls = new Map<Ref, string>();
  readonly #refs = new RefIndex();
  readonly #all = new Set<Ref>();
  #shared = 0;

  /** True while the url of a datastore is not known: it may be another's volume. */
  hasUnknown(): boolean {
    return this.#all.size > this.#urls.size;
  }

  /** True while it can be in doubt of any file whether it is another. */
  get leaveDoubt(): boolean {
    return this.#shared > 0 || this.hasUnknown();
  }

  /** Sets or removes a datastore's url; returns the datastores that are one with others now, or were, because of it. */
  set(ref: Ref, url: string | undefined): ReadonlySet<Ref> {
    this.#all.add(ref);
    const before = this.#urls.get(ref);
    const after = url === "" ? undefined : url;
    if (before === after) return alone;
    const joined = new Set<Ref>();
    for (const one of [before, after]) if (one !== undefined) for (const other of eachOf(this.#refs.get(one))) joined.add(other);
    if (before !== undefined) {
      this.#refs.remove(before, ref);
      if (countOf(this.#refs.get(before)) === 1) this.#shared -= 1;
    }
    if (after === undefined) this.#urls.delete(ref);
    else {
      this.#urls.set(ref, after);
      this.#refs.add(after, ref);
      if (countOf(this.#refs.get(after)) === 2) this.#shared += 1;
    }
    joined.delete(ref);
    return joined.size === 0 ? alone : joined.add(ref);
  }

  /** The datastore is not there any more; returns as `set`. */
  forget(ref: Ref): ReadonlySet<Ref> {
    const parted = this.set(ref, undefined);
    this.#all.delete(ref);
    return parted;
  }

  /** Datastores of which it is not known whether they are this one's volume. */
  maybeSame(ref: Ref): readonly Ref[] {
    const known = this.#urls.has(ref);
    return !this.hasUnknown() ? [] : [...this.#all].filter((other) => other !== ref && !(known && this.#urls.has(other)));
  }

  /** True when the volume has more than one datastore. */
  isShared(ref: Ref): boolean {
    return countOf(this.#refs.get(this.#urls.get(ref) ?? "")) > 1;
  }

  /** The one reference that stands for the volume: the smallest. */
  standFor(ref: Ref): Ref {
    const all = this.#refs.get(this.#urls.get(ref) ?? "");
    if (countOf(all) < 2 || !hasRef(all, ref)) return ref;
    return [...asSet(all)].sort()[0] ?? ref;
  }
}
