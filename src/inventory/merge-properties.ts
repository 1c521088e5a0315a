/**
 * How one announced change becomes the next state of an object's record: enter replaces, modify overlays, unset and unreadable both
 * make a member undefined. It never changes the record it is given.
 */
import { sameValue } from "./same-value.js";

interface Announced {
  readonly kind: "enter" | "modify" | "leave";
  readonly set: object;
  readonly unreadable: readonly string[];
}

/**
 * `blank` is the record with everything unset. Returns `before` itself when the update says nothing new, and keeps the old value
 * of every member that has not changed. Members of `set` that `blank` does not have are passed over.
 */
export function mergeProperties<RecordOf extends object>(blank: RecordOf, before: RecordOf | undefined, update: Announced): RecordOf {
  const next = { ...(update.kind === "enter" ? blank : before ?? blank) } as Record<string, unknown>;
  const defaults = blank as Readonly<Record<string, unknown>>;
  const old = before as Readonly<Record<string, unknown>> | undefined;
  for (const [name, value] of Object.entries(update.set) as [string, unknown][]) {
    if (!(name in next) || value === undefined) continue;
    next[name] = value === null ? defaults[name] : old !== undefined && sameValue(old[name], value) ? old[name] : value;
  }
  for (const name of update.unreadable) if (name in next) next[name] = defaults[name];
  return old !== undefined && Object.keys(next).every((name) => Object.is(next[name], old[name])) ? old as RecordOf : next as RecordOf;
}
