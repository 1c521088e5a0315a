/**
 * Walks a spec from its starting objects to everything it selects (vim-facts 3.3), and remembers which properties led there.
 * It looks at the world as it is; what changes later is followed by Selection.
 */
import type { Ref } from "../wire/vim-value.js";
import type { FilterSpec, Hops, Traversal } from "./filter-spec.js";
import { isView, type LiveMembers } from "./live-members.js";
import type { Reader } from "./reader.js";
import { applies, byOwnType, objectsAt } from "./traverse.js";

/** A property that was followed, and what it named. */
export interface Hop {
  readonly ref: Ref;
  readonly traversal: Traversal;
  /** Of a view, whose members are not copied, how far its changes are followed; else what was found. */
  found: ReadonlyMap<string, Ref> | { readonly live: LiveMembers; readonly version: number };
}

export interface Selected {
  /** By managed object id, in the order of the walk; how often each is selected. */
  readonly reported: Map<string, { readonly ref: Ref; count: number }>;
  /** By the id of the object walked from. */
  readonly hops: Map<string, Hop[]>;
  /** Starting objects that are not there. */
  readonly missing: readonly Ref[];
}

/** `reports`: whether objects of a type are reported at all. Objects that are named but not there are left out. */
export function selectObjects(reader: Reader, spec: FilterSpec, reports: (type: string) => boolean): Selected {
  const reported: Selected["reported"] = new Map();
  const hops: Selected["hops"] = new Map();
  const missing: Ref[] = [];
  const visited = new Map<Hops, Set<string>>();
  const open: { readonly ref: Ref; readonly hops: Hops }[] = [];

  function report(ref: Ref): void {
    const before = reported.get(ref.value);
    if (before !== undefined) before.count++;
    else if (reports(ref.type)) reported.set(ref.value, { ref, count: 1 });
  }

  function visit(ref: Ref, next: Hops): void {
    if (next.length === 0) return;
    const seen = visited.get(next) ?? new Set();
    visited.set(next, seen);
    if (!seen.has(ref.value)) open.push({ ref, hops: next });
    seen.add(ref.value);
  }

  for (const start of spec.starts) {
    const ref = byOwnType(reader.world, start.ref);
    if (!reader.exists(ref)) {
      missing.push(start.ref);
      continue;
    }
    if (!start.skip) report(ref);
    visit(ref, start.hops);
  }
  // A breadth-first walk: `open` grows while it is read.
  for (const { ref, hops: next } of open) {
    for (const traversal of next) {
      if (!applies(traversal, ref)) continue;
      const found = reach(reader, ref, traversal);
      const known = hops.get(ref.value);
      if (known === undefined) hops.set(ref.value, [{ ref, traversal, found }]);
      else known.push({ ref, traversal, found });
      for (const child of membersOf(found)) {
        if (!reader.exists(child)) continue;
        if (!traversal.skip) report(child);
        visit(child, traversal.next);
      }
    }
  }
  return { reported, hops, missing };
}

/** What a traversal finds at an object now. */
export function reach(reader: Reader, ref: Ref, traversal: Traversal): Hop["found"] {
  const own = reader.session?.objects.get(ref.value);
  return own !== undefined && isView(own) && traversal.path === "view" ? { live: own.live, version: own.live.version } : objectsAt(reader, ref, traversal.path);
}

export function membersOf(found: Hop["found"]): Iterable<Ref> {
  return "live" in found ? found.live.refs : found.values();
}
