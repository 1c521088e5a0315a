/** A datastore, mounted on hosts. It checks neither names nor rights, and it has no files yet. */
import { ref } from "../wire/vim-value.js";
import type { DatacenterState, DatastoreState, DatastoreType, FolderState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { datacenterOf } from "./children-of.js";
import { escapeName } from "./entity-name.js";
import { mountDatastore } from "./mount-datastore.js";

export interface NewDatastore {
  readonly name: string;
  readonly kind: DatastoreType;
  /** 3, 5 or 6 for VMFS (6 unless given); never for the others. */
  readonly vmfsMajorVersion?: number;
  readonly capacityBytes: number;
  /** Bytes in use by what the lab does not model; default 0. */
  readonly otherUsedBytes?: number;
  readonly hosts?: readonly HostState[];
}

/** Into the datastore folder of a datacenter, or into a folder below that. */
export function addDatastore(world: World, into: DatacenterState | FolderState, datastore: NewDatastore): DatastoreState {
  const folder = into.type === "Folder" ? into : world.the("Folder", into.datastoreFolder.value);
  const self = ref("Datastore", world.nextId("datastore"));
  const uuid = volumeUuid(world, datastore.kind);
  const added: DatastoreState = {
    type: "Datastore",
    ref: self,
    name: escapeName(datastore.name),
    parent: folder.ref,
    kind: datastore.kind,
    vmfsMajorVersion: datastore.kind === "VMFS" ? (datastore.vmfsMajorVersion ?? 6) : undefined,
    url: `ds:///vmfs/volumes/${uuid}/`,
    uuid,
    capacityBytes: datastore.capacityBytes,
    otherUsedBytes: datastore.otherUsedBytes ?? 0,
    accessible: true,
    hosts: new Set(),
  };
  world.add(added);
  folder.children.add(self.value);
  world.changes.touch(folder.ref, "childEntity");
  const datacenter = datacenterOf(world, folder.ref);
  if (datacenter !== undefined) world.changes.touch(datacenter.ref, "datastore");
  for (const host of datastore.hosts ?? []) mountDatastore(world, added, host);
  return added;
}

/** As ESX makes them: four groups for VMFS, "vsan:" before the one of vSAN, two groups for the others. */
function volumeUuid(world: World, kind: DatastoreType): string {
  const hex = (length: number) => world.random.hex(length);
  if (kind === "VMFS") return `${hex(8)}-${hex(8)}-${hex(4)}-${hex(12)}`;
  if (kind === "vsan" || kind === "VVOL") return `${kind.toLowerCase()}:${hex(16)}-${hex(16)}`;
  return `${hex(8)}-${hex(8)}`;
}
