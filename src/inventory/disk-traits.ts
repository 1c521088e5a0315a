/**
 * What a disk's own device says of it beside its chain: how its space is provisioned, and what keeps it out of snapshots and sharing
 * (vim-facts 6.3). It looks at the leaf, which is what the VM writes to; unset fields stay unknown.
 */
import { isIndependent } from "./disk-chain.js";
import type { DiskTraits, Provisioning } from "./model.js";
import type { DiskBacking, DiskDevice } from "./updates.js";

/** A disk without a file backing is a raw device or persistent memory: nothing of it is on a datastore. */
export function traitsOf({ backing }: DiskDevice): DiskTraits {
  return {
    provisioning: backing === undefined ? undefined : provisioningOf(backing),
    rawDeviceMapping: backing?.type.startsWith("VirtualDiskRawDisk") ?? false,
    independent: backing !== undefined && isIndependent(backing),
    multiWriter: anyLevel(backing, ({ sharing }) => sharing === "sharingMultiWriter"),
    encrypted: anyLevel(backing, ({ encrypted }) => encrypted === true),
  };
}

/**
 * A level with a parent is a delta and grows as it is written to, whatever format it has. A flat disk is thin, thick (zeroed when first
 * written) or eager-zeroed thick, as VirtualDiskFlatVer2BackingInfo.thinProvisioned and eagerlyScrub tell.
 */
function provisioningOf({ type, parent, thinProvisioned, eagerlyScrub }: DiskBacking): Provisioning | undefined {
  if (parent !== undefined) return "delta";
  if (type.startsWith("VirtualDiskRawDisk")) return "raw";
  if (type.includes("Sparse")) return "sparse";
  if (thinProvisioned === true) return "thin";
  if (eagerlyScrub === true) return "eagerZeroedThick";
  return thinProvisioned === false ? "thick" : undefined;
}

function anyLevel(leaf: DiskBacking | undefined, holds: (backing: DiskBacking) => boolean): boolean {
  const seen = new Set<DiskBacking>();
  for (let backing = leaf; backing !== undefined && !seen.has(backing); backing = backing.parent) {
    if (holds(backing)) return true;
    seen.add(backing);
  }
  return false;
}
