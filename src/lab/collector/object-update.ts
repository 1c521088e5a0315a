/**
 * Builds the ObjectUpdates of a filter (vim-facts 3.5): everything that is set for an object that entered, only what is new for one that was known.
 * What it sends it notes in the tracked object, so that the same value is not sent twice.
 */
import { asAny } from "../wire/as-any.js";
import { vim, type VimObject, type VimValue } from "../wire/vim-value.js";
import { fingerprint } from "./fingerprint.js";
import type { Reader } from "./reader.js";
import { isSilent } from "./silent-properties.js";
import { changedAt, markChanged, type NarrowTrack, type Stamp, type TrackedObject } from "./tracked-object.js";
import { narrowChanges, shapeOf } from "./value-shape.js";
import type { WatchedPath, WatchedPaths } from "./watched-paths.js";

export interface TellOptions {
  readonly reader: Reader;
  readonly watched: WatchedPaths;
  readonly partialUpdates: boolean;
}

/** The object as it is now, `enter`. */
export function enterUpdate(object: TrackedObject, { reader, watched, partialUpdates }: TellOptions): VimObject {
  const changeSet: VimObject[] = [];
  const missingSet: VimObject[] = [];
  const values: VimValue[] = [];
  object.prints = watched.all.map(({ name, field, privilege }) => {
    if (!reader.mayRead(privilege)) {
      missingSet.push(reader.refusal(object.ref, name, privilege));
      values.push(undefined);
      return unreadable;
    }
    const read = reader.at(object.ref, name);
    values.push(read.value);
    if (read.value !== undefined) changeSet.push(propertyChange(name, "assign", asAny(field, read.value)));
    return fingerprint(read);
  });
  if (partialUpdates) object.partial = { shapes: values.map(shapeOf), narrow: object.partial?.narrow ?? new Map<number, NarrowTrack>() };
  return objectUpdate("enter", object, changeSet, missingSet);
}

/** What is new for a client at `since`, `modify`. */
export function modifyUpdate(object: TrackedObject, since: Stamp, { reader, watched }: TellOptions): VimObject {
  const changeSet = watched.all.flatMap((path, index) => {
    if (changedAt(object, index) <= since) return [];
    const narrow = object.partial?.narrow.get(index);
    return narrow !== undefined && narrow.previous <= since && narrow.changes.length > 0
      ? narrow.changes.map(({ path: name, field, op }) => propertyChange(name, op, op === "remove" ? undefined : asAny(field, reader.at(object.ref, name).value)))
      : [wholeChange(object, path, index, reader)];
  });
  return objectUpdate("modify", object, changeSet, []);
}

export function leaveUpdate(object: Pick<TrackedObject, "ref">): VimObject {
  return objectUpdate("leave", object, [], []);
}

/** Looks at the paths of those indexes again, and marks those whose value is not what was sent; true when there is one. */
export function noteChanges(object: TrackedObject, indexes: Iterable<number>, stamp: Stamp, { reader, watched }: TellOptions): boolean {
  const { prints } = object;
  if (prints === undefined) return false;
  let changed = false;
  for (const index of indexes) {
    const path = watched.all[index];
    const before = prints[index] ?? unreadable;
    if (path === undefined || before === unreadable) continue;
    const read = reader.at(object.ref, path.name);
    const now = fingerprint(read);
    if (now === before) continue;
    prints[index] = now;
    if (now < 0 && before < 0) continue;
    if (object.partial !== undefined) {
      const shape = shapeOf(read.value);
      const all = narrowChanges(object.partial.shapes[index] ?? 0, shape, path.name, path.field);
      const changes = all.filter((change) => !isSilent(object.ref.type, change.path));
      object.partial.shapes[index] = shape;
      if (all.length > 0 && changes.length === 0) continue;
      object.partial.narrow.set(index, { previous: changedAt(object, index), changes });
    }
    markChanged(object, index, stamp);
    changed = true;
  }
  return changed;
}

/** In the place of a fingerprint: the caller may not read it. */
const unreadable = -3;

/** Unset: `assign` without a value; `indirectRemove` when something around it is unset, `remove` for an element that is gone. */
function wholeChange(object: TrackedObject, { name, field }: WatchedPath, index: number, reader: Reader): VimObject {
  const read = reader.at(object.ref, name);
  if (object.prints !== undefined) object.prints[index] = fingerprint(read);
  if (object.partial !== undefined) object.partial.shapes[index] = shapeOf(read.value);
  if (read.found) return propertyChange(name, "assign", asAny(field, read.value));
  const array = name.endsWith("]") ? reader.at(object.ref, name.slice(0, name.lastIndexOf("["))).found : false;
  return propertyChange(name, array ? "remove" : "indirectRemove", undefined);
}

function propertyChange(name: string, op: string, val: VimValue): VimObject {
  return vim("PropertyChange", { name, op, val });
}

function objectUpdate(kind: string, { ref: obj }: Pick<TrackedObject, "ref">, changeSet: readonly VimObject[], missingSet: readonly VimObject[]): VimObject {
  return vim("ObjectUpdate", { kind, obj, changeSet: changeSet.length > 0 ? changeSet : undefined, missingSet: missingSet.length > 0 ? missingSet : undefined });
}
