/** The properties of a datastore: space from the files that lie on it, the hosts that see it, the VMs that use it. */
import { ref, vim, type VimValue } from "../wire/vim-value.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { escapeName } from "../inventory/entity-name.js";
import { datastoreBrowserRef } from "./datastore-browser.js";
import { datastoreInfoOf } from "./datastore-info.js";
import { managedEntityProperties } from "./managed-entity.js";
import { part, type Part, type Properties } from "./property-table.js";
import { vmIndexOf } from "./vm-index.js";

const summaryPart: Part<DatastoreState> = part("DatastoreSummary", {
  datastore: (_world, datastore) => datastore.ref,
  name: (_world, datastore) => escapeName(datastore.name),
  url: (_world, datastore) => datastore.url,
  capacity: (_world, datastore) => datastore.capacityBytes,
  freeSpace: (world, datastore) => world.freeBytes(datastore),
  uncommitted: (world, datastore) => vmIndexOf(world).uncommittedBytes(datastore.ref.value),
  accessible: (_world, datastore) => datastore.accessible,
  multipleHostAccess: (_world, datastore) => datastore.hosts.size > 1,
  type: (_world, datastore) => datastore.kind,
  maintenanceMode: () => "normal",
});

function mounts(_world: World, datastore: DatastoreState): VimValue {
  return [...datastore.hosts].map((host) => vim("DatastoreHostMount", {
    key: ref("HostSystem", host),
    mountInfo: vim("HostMountInfo", {
      path: `/vmfs/volumes/${datastore.uuid}`, accessMode: "readWrite", mounted: true,
      accessible: datastore.accessible,
    }),
  }));
}

function capability(_world: World, datastore: DatastoreState): VimValue {
  const isVmfs = datastore.kind === "VMFS";
  const isObjectStore = datastore.kind === "vsan" || datastore.kind === "VVOL";
  return vim("DatastoreCapability", {
    directoryHierarchySupported: true, rawDiskMappingsSupported: isVmfs, perFileThinProvisioningSupported: true, storageIORMSupported: !isObjectStore,
    nativeSnapshotSupported: datastore.kind === "VVOL", topLevelDirectoryCreateSupported: !isObjectStore,
    seSparseSupported: isVmfs && (datastore.vmfsMajorVersion ?? 0) >= 5, vmfsSparseSupported: !isObjectStore, vsanSparseSupported: datastore.kind === "vsan", vmdkExpandSupported: true,
  });
}

export const datastoreProperties: Properties<DatastoreState> = {
  ...managedEntityProperties<DatastoreState>((_world, datastore) => (datastore.accessible ? "green" : "red")),
  info: datastoreInfoOf,
  summary: summaryPart,
  host: mounts,
  vm: (world, datastore) => vmIndexOf(world).vmsUsing(datastore.ref.value),
  browser: (_world, datastore) => datastoreBrowserRef(datastore.ref),
  capability,
  iormConfiguration: () => vim("StorageIORMInfo", {
    enabled: false, congestionThresholdMode: "automatic", congestionThreshold: 30, percentOfPeakThroughput: 90, statsCollectionEnabled: false, reservationEnabled: true,
  }),
};
