/**
 * What a filter selects, kept up with the world: a change of a property at the end of the walk is followed by itself, any other one walks anew.
 * It knows references only, no values.
 */
import type { Ref } from "../wire/vim-value.js";
import type { FilterSpec } from "./filter-spec.js";
import type { MemberChange } from "./live-members.js";
import type { Reader } from "./reader.js";
import { reach, selectObjects, type Hop, type Selected } from "./select-objects.js";
import { isAtOrBelow } from "./silent-properties.js";
import type { TouchedObject } from "./touched-objects.js";

export interface SelectionChange {
  readonly entered: readonly Ref[];
  readonly left: readonly Ref[];
}

const nothing: SelectionChange = { entered: [], left: [] };

export class Selection {
  readonly #spec: FilterSpec;
  readonly #reports: (type: string) => boolean;
  #selected: Selected = { reported: new Map(), hops: new Map(), missing: [] };

  constructor(spec: FilterSpec, reports: (type: string) => boolean) {
    this.#spec = spec;
    this.#reports = reports;
  }

  get missing(): readonly Ref[] {
    return this.#selected.missing;
  }

  has(id: string): boolean {
    return this.#selected.reported.has(id);
  }

  /** Walks anew. */
  select(reader: Reader): SelectionChange {
    const before = this.#selected.reported;
    this.#selected = selectObjects(reader, this.#spec, this.#reports);
    const now = this.#selected.reported;
    return {
      entered: [...now.values()].filter(({ ref }) => !before.has(ref.value)).map(({ ref }) => ref),
      left: [...before.values()].filter(({ ref }) => !now.has(ref.value)).map(({ ref }) => ref),
    };
  }

  /** Follows what was touched, by managed object id. */
  follow(reader: Reader, touched: ReadonlyMap<string, TouchedObject>): SelectionChange {
    const ends: Hop[] = [];
    const gone: string[] = [];
    for (const [id, object] of touched) {
      const hops = this.#selected.hops.get(id);
      if (object.destroyed) {
        if (hops !== undefined || this.#spec.starts.some((start) => start.ref.value === id)) return this.select(reader);
        if (this.has(id)) gone.push(id);
        continue;
      }
      for (const hop of hops ?? []) {
        if (![...object.paths].some((path) => isAtOrBelow(path, hop.traversal.path) || isAtOrBelow(hop.traversal.path, path))) continue;
        if (hop.traversal.next.length > 0) return this.select(reader);
        ends.push(hop);
      }
    }
    if (ends.length === 0 && gone.length === 0) return nothing;
    const changes = ends.map((hop) => changesAt(reader, hop));
    return changes.includes(undefined) ? this.select(reader) : this.#apply(reader, changes.flatMap((each) => each ?? []), gone);
  }

  #apply(reader: Reader, changes: readonly (MemberChange & { readonly skip: boolean })[], gone: readonly string[]): SelectionChange {
    const { reported } = this.#selected;
    const before = new Map<string, { readonly ref: Ref; readonly was: boolean }>();
    const note = (ref: Ref) => { if (!before.has(ref.value)) before.set(ref.value, { ref, was: reported.has(ref.value) }); };
    for (const { ref, entered, skip } of changes) {
      if (skip) continue;
      note(ref);
      const known = reported.get(ref.value);
      if (known !== undefined) {
        known.count += entered ? 1 : -1;
        if (known.count === 0) reported.delete(ref.value);
      } else if (entered && this.#reports(ref.type) && reader.exists(ref)) {
        reported.set(ref.value, { ref, count: 1 });
      }
    }
    for (const id of gone) {
      const known = reported.get(id);
      if (known !== undefined) note(known.ref);
      reported.delete(id);
    }
    const changed = [...before.values()].filter(({ ref, was }) => was !== reported.has(ref.value));
    return { entered: changed.filter(({ was }) => !was).map(({ ref }) => ref), left: changed.filter(({ was }) => was).map(({ ref }) => ref) };
  }
}

/** What came and went at a hop since it was last looked at; the hop is brought up to date. Undefined when a view does not know that any more. */
function changesAt(reader: Reader, hop: Hop): readonly (MemberChange & { readonly skip: boolean })[] | undefined {
  const before = hop.found;
  const now = reach(reader, hop.ref, hop.traversal);
  hop.found = now;
  const { skip } = hop.traversal;
  if ("live" in before) {
    return before.live.since(before.version)?.map((change) => ({ ...change, skip }));
  }
  if ("live" in now) return [];
  const left = [...before.values()].filter((ref) => !now.has(ref.value)).map((ref) => ({ ref, entered: false, skip }));
  return [...left, ...[...now.values()].filter((ref) => !before.has(ref.value)).map((ref) => ({ ref, entered: true, skip }))];
}
