/**
 * What one answer or several truncated ones tell: the objects with news for a client, filter by filter, in pages. Values are read when their page is built.
 */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { PropertyFilter } from "./property-filter.js";
import type { Reader } from "./reader.js";
import type { Stamp } from "./tracked-object.js";

interface Part {
  readonly filter: PropertyFilter;
  readonly missing: readonly VimObject[];
  readonly ids: readonly string[];
}

export class UpdateRun {
  /** Where the client stands at its end. */
  readonly target: Stamp;
  readonly #since: Stamp | undefined;
  readonly #parts: readonly Part[];
  #part = 0;
  #next = 0;

  /** `since`: where the client stands now; undefined for one that holds nothing. */
  constructor(filters: Iterable<PropertyFilter>, since: Stamp | undefined, target: Stamp) {
    this.#since = since;
    this.target = target;
    this.#parts = [...filters].map((filter) => ({ filter, missing: filter.missingSince(since), ids: filter.newSince(since) })).filter(({ missing, ids }) => missing.length + ids.length > 0);
  }

  /** True when there is nothing (more) to tell. */
  get isAtEnd(): boolean {
    return this.#part >= this.#parts.length;
  }

  /** PropertyFilterUpdates with `limit` objects at most, for filters that are there still. */
  page(limit: number, reader: Reader, isThere: (filter: PropertyFilter) => boolean): readonly VimObject[] {
    const filterSet: VimObject[] = [];
    let count = 0;
    for (let part = this.#parts[this.#part]; part !== undefined && count < limit; part = this.#parts[this.#part]) {
      const missing = this.#next === 0 ? part.missing : [];
      const objects: VimObject[] = [];
      const ids = isThere(part.filter) ? part.ids : [];
      for (; this.#next < ids.length && count < limit; this.#next++) {
        const update = part.filter.updateOf(ids[this.#next] ?? "", this.#since, reader);
        if (update === undefined) continue;
        objects.push(update);
        count++;
      }
      if (objects.length > 0 || missing.length > 0) {
        filterSet.push(vim("PropertyFilterUpdate", {
          filter: part.filter.ref, objectSet: objects.length > 0 ? objects : undefined, missingSet: missing.length > 0 ? missing : undefined,
        }));
      }
      if (this.#next < ids.length) break;
      this.#part++;
      this.#next = 0;
    }
    return filterSet;
  }
}
