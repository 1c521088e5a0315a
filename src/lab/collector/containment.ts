/**
 * What contains an entity: its folder or other parent, and for a VM its pool and its host too. Views, events and tasks ask by it.
 * It only reads.
 */
import type { Ref } from "../wire/vim-value.js";
import type { Entity } from "../world/entities.js";
import type { World } from "../world/world.js";

/** What directly contains it; an entity may be reached from several sides (vim-facts 4). */
export function containersOf(entity: Entity): readonly string[] {
  const ids = entity.parent === undefined ? [] : [entity.parent.value];
  if (entity.type !== "VirtualMachine") return ids;
  if (entity.resourcePool !== undefined) ids.push(entity.resourcePool);
  if (entity.host !== undefined) ids.push(entity.host);
  return ids;
}

/** True when `entity` stands anywhere below the entity `container`; costs the way up, not what is below. */
export function isBelow(world: World, entity: Entity | undefined, container: string): boolean {
  if (entity === undefined) return false;
  return containersOf(entity).some((id) => id === container || isBelow(world, world.get(id), container));
}

/** As `isBelow`, for something that may be gone already. */
export function refIsBelow(world: World, ref: Ref, container: string): boolean {
  return isBelow(world, world.get(ref.value), container);
}
