/** The nuisances of property collectors (vim-facts 10.4): smaller pages, objects told twice, objects that leave without being destroyed. Without a plan it changes nothing. */
import type { Ref, VimObject, VimValue } from "../wire/vim-value.js";
import { VimFault } from "../wire/vim-fault.js";
import type { World } from "../world/world.js";
import type { PropertyFilter } from "./property-filter.js";
import type { Stamp } from "./tracked-object.js";

interface Where {
  readonly method: string;
  readonly object: string;
}

/** How many objects a page may hold: as asked, or fewer with "small-pages" (1 unless an amount is given). */
export function pageLimit(world: World, where: Where, limit: number): number {
  const small = world.nuisances.strikes("small-pages", where);
  return small === undefined ? limit : Math.min(limit, Math.max(1, small.amount ?? 1));
}

/** What befalls a call that waits for updates: true when it must answer null at once. Throws InvalidCollectorVersion, for a client that has a version, or RequestCanceled. */
export function disturbWait(world: World, where: Where, version: string): boolean {
  if (version !== "" && world.nuisances.strikes("invalid-version", where) !== undefined) throw new VimFault("InvalidCollectorVersion", "The collector version is not valid.");
  if (world.nuisances.strikes("request-canceled", where) !== undefined) throw new VimFault("RequestCanceled", "The task was canceled by a user.");
  return world.nuisances.strikes("null-update", where) !== undefined;
}

/** With "object-twice" the first object of a page comes once more at its end. */
export function disturbUpdates(world: World, collector: Ref, filterSet: readonly VimObject[]): readonly VimObject[] {
  const [first, ...others] = filterSet;
  const objects = first?.["objectSet"];
  if (first === undefined || !Array.isArray(objects) || world.nuisances.strikes("object-twice", { method: "WaitForUpdatesEx", object: collector.value }) === undefined) return filterSet;
  const list = objects as readonly VimValue[];
  return [{ ...first, objectSet: [...list, list[0]] }, ...others];
}

/** With "leave-without-destroy" an object leaves the filters although it is there: the planned one, else the first that is told of. True when one left. */
export function disturbSelection(world: World, collector: Ref, filters: Iterable<PropertyFilter>, stamp: Stamp): boolean {
  const planned = world.nuisances.all().filter(({ kind }) => kind === "leave-without-destroy");
  let left = false;
  for (const { object } of planned) {
    const all = [...filters];
    const id = object ?? all.map((filter) => filter.firstObject).find((first) => first !== undefined);
    if (id === undefined || !all.some((filter) => filter.tells(id))) continue;
    if (world.nuisances.strikes("leave-without-destroy", { method: "WaitForUpdatesEx", object: object ?? collector.value }) === undefined) continue;
    for (const filter of all) left = filter.hide(id, stamp) || left;
  }
  return left;
}
