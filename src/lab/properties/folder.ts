/** The properties of a folder. */
import type { Ref } from "../wire/vim-value.js";
import type { FolderState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { managedEntityProperties } from "./managed-entity.js";
import type { Properties } from "./property-table.js";

function childrenOf(world: World, folder: FolderState): readonly Ref[] {
  const children: Ref[] = [];
  for (const id of folder.children) {
    const child = world.get(id);
    if (child !== undefined) children.push(child.ref);
  }
  return children;
}

export const folderProperties: Properties<FolderState> = {
  ...managedEntityProperties<FolderState>(),
  childType: (_world, folder) => folder.childTypes,
  childEntity: childrenOf,
};
