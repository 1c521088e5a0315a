/** `Datastore.info`, whose type depends on the kind of datastore. */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { escapeName } from "../inventory/entity-name.js";

const GiB = 1024 ** 3;
const TiB = 1024 * GiB;

/** VMFS 3 holds files of 2 TiB less 512 bytes, later versions of 64 TiB (configuration maximums of 5.0 and 5.5). */
function maxFileBytes(datastore: DatastoreState): number {
  return datastore.vmfsMajorVersion === 3 ? 2 * TiB - 512 : 64 * TiB;
}

export function datastoreInfoOf(world: World, datastore: DatastoreState): VimObject {
  const maxFileSize = maxFileBytes(datastore);
  const common = {
    name: escapeName(datastore.name), url: datastore.url, freeSpace: world.freeBytes(datastore), maxFileSize,
    maxVirtualDiskCapacity: maxFileSize, maxMemoryFileSize: maxFileSize, containerId: datastore.uuid,
  };
  switch (datastore.kind) {
    case "VMFS":
      return vim("VmfsDatastoreInfo", { ...common, maxPhysicalRDMFileSize: maxFileSize, maxVirtualRDMFileSize: maxFileSize, vmfs: volumeOf(datastore) });
    case "NFS":
    case "NFS41":
      return vim("NasDatastoreInfo", { ...common, nas: volumeOf(datastore) });
    case "vsan": return vim("VsanDatastoreInfo", { ...common, membershipUuid: datastore.uuid });
    case "VVOL": return vim("VvolDatastoreInfo", { ...common, vvolDS: volumeOf(datastore) });
    case "OTHER": return vim("DatastoreInfo", common);
  }
}

/** HostFileSystemVolume or its subtype, also for HostSystem.config.fileSystemVolume. */
export function volumeOf(datastore: DatastoreState): VimObject {
  const common = { type: datastore.kind, name: escapeName(datastore.name), capacity: datastore.capacityBytes };
  switch (datastore.kind) {
    case "VMFS": {
      const majorVersion = datastore.vmfsMajorVersion ?? 6;
      return vim("HostVmfsVolume", {
        ...common, blockSizeMb: 1, blockSize: 1024, unmapGranularity: 1024, unmapPriority: majorVersion >= 6 ? "low" : "none", maxBlocks: 63_963_136, majorVersion,
        version: { 3: "3.54", 5: "5.81", 6: "6.82" }[majorVersion] ?? `${majorVersion}.0`, uuid: datastore.uuid,
        extent: [vim("HostScsiDiskPartition", { diskName: `naa.${datastore.uuid.replace(/\W/g, "")}`, partition: 1 })], vmfsUpgradable: majorVersion === 3, ssd: true, local: false,
      });
    }
    case "NFS":
    case "NFS41":
      return vim("HostNasVolume", { ...common, remoteHost: "nas", remotePath: `/${datastore.name}`, userName: "", remoteHostNames: ["nas"], securityType: "AUTH_SYS", protocolEndpoint: false });
    case "VVOL": return vim("HostVvolVolume", { ...common, scId: datastore.uuid });
    case "vsan":
    case "OTHER": return vim("HostFileSystemVolume", common);
  }
}
