/** How a delta is stored on a datastore, and what an empty one occupies. It never looks at the chain: formats that would mix are a matter of the datastores. */
import type { DatastoreState } from "../world/entities.js";
import type { DiskFormat } from "../world/lab-file.js";

const twoTiB = 2 * 1024 ** 4;

/** Bytes of a delta nobody wrote to yet: one block and its header. */
export const emptyDeltaBytes = 1024 ** 2 + 64 * 1024;

/** vim-facts 6.7; for NFS no source says it, and vmfsSparse is what the lab takes. */
export function deltaFormatOn(datastore: DatastoreState, capacityBytes: number): DiskFormat {
  if (datastore.kind === "vsan") return "vsanSparse";
  if (datastore.kind === "VVOL") return "native";
  if (datastore.kind !== "VMFS") return "vmfsSparse";
  return (datastore.vmfsMajorVersion ?? 0) >= 6 || capacityBytes >= twoTiB ? "seSparse" : "vmfsSparse";
}
