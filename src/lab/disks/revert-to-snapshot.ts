/** Takes a VM back to a snapshot: its configuration, its devices, and a new delta over every disk the snapshot pins (vim-facts 6.5, 10.2). The tree of snapshots stays. */
import { setPower } from "../power/set-power.js";
import { VimFault } from "../wire/vim-fault.js";
import type { SnapshotState, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { networksOf } from "./default-devices.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { addEmptyDelta, levelOf } from "./disk-levels.js";
import { freeDeltaPath, type TakenPaths } from "./file-names.js";
import { removeUnused } from "./levels-of-vm.js";
import { touchStores } from "./new-vm-state.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { isIndependent } from "./take-snapshot.js";
import { touchConfig, touchDisks, touchSnapshotTree } from "./touch-vm.js";

/** The power state a revert ends in. */
export function stateAfterRevert(snapshot: SnapshotState, suppressPowerOn: boolean): VmState["powerState"] {
  return suppressPowerOn ? "poweredOff" : snapshot.powerState;
}

/**
 * NoDiskSpace, TooManySnapshotLevels, FileNotFound when a pinned level is gone. Deltas that nothing needs any more are deleted; whole disks that were added since the
 * snapshot are detached and stay as files.
 */
export function revertToSnapshot(world: World, vm: VmState, snapshot: SnapshotState, suppressPowerOn: boolean): void {
  requireRevertPossible(world, vm, snapshot, suppressPowerOn);
  touchStores(world, vm);
  const left = vm.disks;
  const taken: TakenPaths = new Set();
  vm.disks = snapshot.frozen.disks.map((pinned) => ({ ...pinned, file: fileAfterRevert(world, vm, pinned, taken) }));
  for (const { file } of vm.disks) world.files.hold(file, vm.ref.value);
  for (const { file } of left) world.files.release(file, vm.ref.value);
  removeUnused(world, left.map(({ file }) => file), true);

  const { config, devices } = snapshot.frozen;
  vm.config = { ...config, extraConfig: new Map(config.extraConfig) };
  vm.devices = new Map(devices);
  vm.networks.clear();
  for (const network of networksOf(devices)) vm.networks.add(network);
  if (vm.currentSnapshot !== snapshot) {
    vm.currentSnapshot = snapshot;
    touchSnapshotTree(world, vm);
  }
  setPower(world, vm, stateAfterRevert(snapshot, suppressPowerOn));
  touchDisks(world, vm);
  touchStores(world, vm);
  touchConfig(world, vm, "config", "summary.config", "network");
}

/** An independent disk takes no part: it stays as it is, or comes back with what it has now. */
function fileAfterRevert(world: World, vm: VmState, pinned: VmDisk, taken: TakenPaths): VmDisk["file"] {
  if (isIndependent(pinned)) return vm.disks.find(({ key }) => key === pinned.key)?.file ?? pinned.file;
  const { datastore, path } = pinned.file;
  return addEmptyDelta(world, { datastore, path: freeDeltaPath(world, datastore, path, taken) }, pinned.file, levelOf(pinned.file).uuid);
}

function requireRevertPossible(world: World, vm: VmState, snapshot: SnapshotState, suppressPowerOn: boolean): void {
  const needs: SpaceNeeds = new Map();
  const starts = vm.powerState !== "poweredOn" && stateAfterRevert(snapshot, suppressPowerOn) === "poweredOn";
  if (starts) addNeed(needs, vm.home.datastore, snapshot.frozen.config.memoryMiB * 1024 ** 2);
  requireFiles(world, snapshot.frozen.disks);
  for (const disk of snapshot.frozen.disks) {
    if (isIndependent(disk)) continue;
    if (world.files.chain(disk.file).length >= world.settings.diskLevelLimit) throw new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
    addNeed(needs, disk.file.datastore, emptyDeltaBytes);
  }
  requireSpace(world, needs);
}
