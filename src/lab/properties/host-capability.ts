/** `HostSystem.capability`: what tells hosts of different versions apart is what linked clones depend on (vim-facts 7.2, 8.1). */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";
import { allFlags } from "./all-flags.js";
import { isAtLeast } from "./host-product.js";

export function hostCapabilityOf(host: HostState): VimObject {
  return vim("HostCapability", {
    ...allFlags("HostCapability", true),
    maxSupportedVMs: 1024,
    maxRunningVMs: 1024,
    maxSupportedVcpus: 768,
    maxRegisteredVMs: 4096,
    restrictedSnapshotRelocateSupported: !isAtLeast(host, 5, 0),
    vmotionWithStorageVMotionSupported: isAtLeast(host, 5, 1),
    vmotionAcrossNetworkSupported: isAtLeast(host, 6, 0),
    recordReplaySupported: false,
    ftSupported: false,
    smpFtSupported: false,
    tpmSupported: false,
    cloneFromSnapshotSupported: isAtLeast(host, 4, 0),
    deltaDiskBackingsSupported: isAtLeast(host, 4, 0),
    supportedVmfsMajorVersion: supportedVmfs(host),
    snapshotRelayoutSupported: isAtLeast(host, 5, 0),
    eightPlusHostVmfsSharedAccessSupported: isAtLeast(host, 5, 1),
    nfs41Supported: isAtLeast(host, 6, 0),
    vsanSupported: isAtLeast(host, 5, 5),
    virtualVolumeDatastoreSupported: isAtLeast(host, 6, 0),
    vmCreateDateSupported: isAtLeast(host, 6, 7),
  });
}

/** VMFS 5 came with 5.0 and VMFS 6 with 6.5; 7.0 was the first without VMFS 3. */
function supportedVmfs(host: HostState): readonly number[] {
  return [...(isAtLeast(host, 7, 0) ? [] : [3]), ...(isAtLeast(host, 5, 0) ? [5] : []), ...(isAtLeast(host, 6, 5) ? [6] : [])];
}
