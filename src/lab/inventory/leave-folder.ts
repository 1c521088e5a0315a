/** Takes an entity off its folder's list of children, before it moves away or is removed. The entity itself stays in the world. */
import { forgetNames } from "../disks/folder-names.js";
import type { Entity } from "../world/entities.js";
import type { World } from "../world/world.js";

export function leaveFolder(world: World, entity: Entity): void {
  const folder = world.find("Folder", entity.parent?.value);
  if (folder?.children.delete(entity.ref.value) !== true) return;
  forgetNames(folder);
  world.changes.touch(folder.ref, "childEntity");
}
