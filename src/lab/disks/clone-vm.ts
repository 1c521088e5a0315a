/** A new VM from another's current point or from a snapshot of it, sharing what the disk move types say (vim-facts 7.2, 10.2). The source's files are only read. */
import { VimFault } from "../wire/vim-fault.js";
import type { Ref, VimObject } from "../wire/vim-value.js";
import type { OtherDevices, SnapshotState, VmConfig, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { networksOf, nextMacAddress } from "./default-devices.js";
import { requireDatastore, requireReachable } from "./destination.js";
import { moveOf, requireKnownDisks, type DiskMoves } from "./disk-move-type.js";
import { freeDirectory, type TakenPaths } from "./file-names.js";
import { requireFreeName } from "./folder-names.js";
import { addVmState } from "./new-vm-state.js";
import { makeDiskCopy, planDiskCopy, type DiskCopyPlan } from "./plan-disk-copy.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { touchFiles } from "./touch-vm.js";
import { addHomeFiles, homeFilesBytes } from "./vm-home.js";

export interface NewClone extends DiskMoves {
  readonly name: string;
  readonly folder: Ref;
  /** Unset for a template. */
  readonly resourcePool?: Ref;
  readonly host: Ref;
  /** A snapshot of the source; unset: the current point. */
  readonly snapshot?: SnapshotState;
  readonly template: boolean;
  /** What differs from the source's configuration; uuid and instanceUuid are new unless given. */
  readonly config?: Partial<VmConfig>;
  /** Instead of the source's devices. */
  readonly devices?: OtherDevices;
}

interface PlannedDisk {
  readonly disk: VmDisk;
  readonly plan: DiskCopyPlan;
}

/** Bytes that the clone would copy or write on its datastores. */
export function cloneBytes(world: World, source: VmState, wanted: NewClone): number {
  return planDisks(world, source, wanted).reduce((sum, { plan }) => sum + plan.steps.reduce((of, { bytes }) => of + bytes, 0), 0);
}

/** Throws what `cloneVm` would throw now. */
export function checkClone(world: World, source: VmState, wanted: NewClone): void {
  planClone(world, source, wanted);
}

/**
 * InvalidName, DuplicateName, InvalidArgument, InvalidDatastore, CannotAccessVmDisk, MultiWriterNotSupported, TooManySnapshotLevels, NoDiskSpace, and the
 * fault of the settings for a new child without a snapshot; otherwise the clone, powered off.
 */
export function cloneVm(world: World, source: VmState, wanted: NewClone): VmState {
  const { name, planned, datastore } = planClone(world, source, wanted);
  const home = { datastore, directory: freeDirectory(world, datastore, name) };
  const directories = new Map([[datastore, home.directory]]);
  const files = addHomeFiles(world, home, name);
  const taken: TakenPaths = new Set();
  const disks = planned.map(({ disk, plan }, index) => {
    const directory = directories.get(plan.datastore) ?? freeDirectory(world, plan.datastore, name);
    directories.set(plan.datastore, directory);
    return { ...disk, file: makeDiskCopy(world, plan, directory, name, index, taken) };
  });
  const devices = wanted.devices ?? copiedDevices(world, wanted.snapshot?.frozen.devices ?? source.devices);
  const clone = addVmState(world, {
    name, folder: wanted.folder, host: wanted.host.value, resourcePool: wanted.template ? undefined : wanted.resourcePool?.value, template: wanted.template,
    config: copiedConfig(world, wanted.snapshot?.frozen.config ?? source.config, wanted.config), home, files, disks, devices, networks: networksOf(devices),
  });
  touchFiles(world, source);
  return clone;
}

function planClone(world: World, source: VmState, wanted: NewClone) {
  const name = requireFreeName(world, world.the("Folder", wanted.folder.value), wanted.name);
  const planned = planDisks(world, source, wanted);
  const datastore = wanted.datastore ?? source.home.datastore;
  requireDestination(world, wanted, datastore, planned);
  return { name, planned, datastore };
}

function planDisks(world: World, source: VmState, wanted: NewClone): readonly PlannedDisk[] {
  const disks = wanted.snapshot?.frozen.disks ?? source.disks;
  requireKnownDisks(disks, wanted);
  requireFiles(world, disks);
  return disks.map((disk) => {
    if (disk.sharing === "sharingMultiWriter") {
      throw new VimFault("MultiWriterNotSupported", `The device '${disk.label}' is shared by several writers and cannot be cloned.`, { device: disk.label });
    }
    const move = moveOf(disk, wanted);
    if (move.type === "createNewChildDiskBacking" && wanted.snapshot === undefined) throw childWithoutSnapshot(world);
    return { disk, plan: planDiskCopy(world, disk.file, move) };
  });
}

/** Only a snapshot's disks are read-only, so only they can have another VM's child (vim-facts 7.2). */
function childWithoutSnapshot(world: World): VimFault {
  if (world.settings.childWithoutSnapshotFault === "NotSupported") return new VimFault("NotSupported", "The operation is not supported on the object.");
  return new VimFault("InvalidArgument", "A specified parameter was not correct: spec.snapshot", { invalidProperty: "spec.snapshot" });
}

function requireDestination(world: World, wanted: NewClone, datastore: string, planned: readonly PlannedDisk[]): void {
  const host = world.the("HostSystem", wanted.host.value);
  const needs: SpaceNeeds = new Map([[datastore, homeFilesBytes]]);
  for (const { disk, plan } of planned) {
    for (const { bytes } of plan.steps) addNeed(needs, plan.datastore, bytes);
    const kept = plan.onto === undefined ? [] : world.files.chain(plan.onto);
    requireReachable(world, kept, host, disk.label);
    if (kept.length + plan.steps.length > world.settings.diskLevelLimit) throw new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
  }
  for (const each of needs.keys()) requireDatastore(world, each, host);
  requireSpace(world, needs);
}

function copiedConfig(world: World, source: VmConfig, changes: Partial<VmConfig> = {}): VmConfig {
  return { ...source, uuid: world.random.uuid(), instanceUuid: world.random.uuid(), managedBy: undefined, extraConfig: new Map(source.extraConfig), ...changes };
}

/** The same devices, shared, but for network cards: each gets a MAC address of its own. */
export function copiedDevices(world: World, source: OtherDevices): OtherDevices {
  const copies = new Map(source);
  for (const [key, device] of source) if (device["macAddress"] !== undefined && device["addressType"] !== "manual") copies.set(key, withNewMac(world, device));
  return copies;
}

function withNewMac(world: World, device: VimObject): VimObject {
  return { ...device, macAddress: nextMacAddress(world) };
}
