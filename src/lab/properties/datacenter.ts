/** The properties of a datacenter. Its datastores and networks are what lies in its folders, however deep. */
import { vim, type Ref } from "../wire/vim-value.js";
import type { DatacenterState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { managedEntityProperties } from "./managed-entity.js";
import type { Properties } from "./property-table.js";

function entitiesBelow(world: World, folder: Ref, type: "Datastore" | "Network"): readonly Ref[] {
  const found: Ref[] = [];
  for (const id of world.find("Folder", folder.value)?.children ?? []) {
    const child = world.get(id);
    if (child?.type === type) found.push(child.ref);
    else if (child?.type === "Folder") found.push(...entitiesBelow(world, child.ref, type));
  }
  return found;
}

export const datacenterProperties: Properties<DatacenterState> = {
  ...managedEntityProperties<DatacenterState>(),
  vmFolder: (_world, datacenter) => datacenter.vmFolder,
  hostFolder: (_world, datacenter) => datacenter.hostFolder,
  datastoreFolder: (_world, datacenter) => datacenter.datastoreFolder,
  networkFolder: (_world, datacenter) => datacenter.networkFolder,
  datastore: (world, datacenter) => entitiesBelow(world, datacenter.datastoreFolder, "Datastore"),
  network: (world, datacenter) => entitiesBelow(world, datacenter.networkFolder, "Network"),
  configuration: () => vim("DatacenterConfigInfo"),
};
