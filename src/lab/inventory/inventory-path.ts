/**
 * Inventory paths such as "/DC0/vm/old%2fnew/vm0": names below the root folder, each in its stored (escaped) form.
 * The root folder's own name is never part of a path.
 */
import type { Entity } from "../world/entities.js";
import { rootFolderRef, type World } from "../world/world.js";
import { childNamed } from "./children-of.js";

/** What stands at the path; slashes at its ends and doubled ones do not matter. The empty path is the root folder. */
export function findByInventoryPath(world: World, path: string): Entity | undefined {
  let entity: Entity | undefined = world.get(rootFolderRef.value);
  for (const name of path.split("/").filter((each) => each !== "")) {
    if (entity === undefined) return undefined;
    entity = childNamed(world, entity, name);
  }
  return entity;
}
