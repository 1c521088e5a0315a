/** Changes of the world brought together by object, so that what was touched many times is looked at once. It keeps no order and no values. */
import type { Change } from "../world/change-log.js";

export interface TouchedObject {
  readonly paths: ReadonlySet<string>;
  readonly destroyed: boolean;
}

/** By managed object id. */
export function touchedObjects(changes: readonly Change[]): ReadonlyMap<string, TouchedObject> {
  const byId = new Map<string, { paths: Set<string>; destroyed: boolean }>();
  for (const { ref, kind, paths } of changes) {
    let object = byId.get(ref.value);
    if (object === undefined) byId.set(ref.value, object = { paths: new Set(), destroyed: false });
    object.destroyed = kind === "destroyed";
    for (const path of paths) object.paths.add(path);
  }
  return byId;
}
