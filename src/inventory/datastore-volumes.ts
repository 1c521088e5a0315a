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

  /** Sets or removes a datastore's url; returns the datastores that are one with others now, or were, because of it. */
  set(ref: Ref, url: string | undefined): ReadonlySet<Ref> {
    const before = this.#urls.get(ref);
    const after = url === "" ? undefined : url;
    if (before === after) return alone;
    const joined = new Set<Ref>();
    for (const one of [before, after]) if (one !== undefined) for (const other of eachOf(this.#refs.get(one))) joined.add(other);
    if (before !== undefined) this.#refs.remove(before, ref);
    if (after === undefined) this.#urls.delete(ref);
    else {
      this.#urls.set(ref, after);
      this.#refs.add(after, ref);
    }
    joined.delete(ref);
    return joined.size === 0 ? alone : joined.add(ref);
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
