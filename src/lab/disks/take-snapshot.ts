/** Takes a snapshot: the current disks become read-only and a new delta is put over each (vim-facts 10.2). It runs no guest: quiescing is only noted. */
import { VimFault } from "../wire/vim-fault.js";
import { ref } from "../wire/vim-value.js";
import type { SnapshotState, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { addEmptyDelta, levelOf } from "./disk-levels.js";
import { freeDeltaPath, type TakenPaths } from "./file-names.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { touchDisks, touchSnapshotTree } from "./touch-vm.js";

export interface NewSnapshot {
  readonly name: string;
  readonly description: string;
  readonly memory: boolean;
  readonly quiesce: boolean;
}

const dataFileBytes = 30_000;

/** InvalidName, TooManySnapshotLevels, FileNotFound, SnapshotIncompatibleDeviceInVm (multi-writer, physical RDM), NoDiskSpace. */
export function takeSnapshot(world: World, vm: VmState, wanted: NewSnapshot): SnapshotState {
  const memory = wanted.memory && vm.powerState !== "poweredOff";
  const memoryBytes = memory ? vm.config.memoryMiB * 1024 ** 2 : 0;
  requireSnapshotAllowed(world, vm, wanted.name, memoryBytes);

  const id = vm.nextSnapshotId++;
  const now = world.clock.now();
  const { datastore, directory } = vm.home;
  const stem = `${directory}/${vmStem(vm)}-Snapshot${id}`;
  const dataFile = world.files.add({ datastore, path: `${stem}.vmsn`, kind: "snapshotData", sizeBytes: dataFileBytes, modifiedAt: now });
  const memoryFile = memory ? world.files.add({ datastore, path: `${stem}.vmem`, kind: "snapshotMemory", sizeBytes: memoryBytes, modifiedAt: now }) : undefined;
  const snapshot: SnapshotState = {
    ref: ref("VirtualMachineSnapshot", world.nextId("snapshot")), id, name: wanted.name, description: wanted.description, createdAt: now,
    powerState: memory ? vm.powerState : "poweredOff", quiesced: wanted.quiesce && vm.powerState === "poweredOn" && !memory, dataFile, memoryFile,
    frozen: { config: { ...vm.config, extraConfig: new Map(vm.config.extraConfig) }, disks: vm.disks.map((disk) => ({ ...disk })), devices: new Map(vm.devices) },
    parent: vm.currentSnapshot, children: [],
  };
  putDeltasOver(world, vm, snapshot);
  (vm.currentSnapshot?.children ?? vm.snapshots).push(snapshot);
  if (vm.currentSnapshot !== undefined) world.changes.touch(vm.currentSnapshot.ref, "childSnapshot");
  vm.currentSnapshot = snapshot;
  world.snapshots.set(snapshot.ref.value, { vm, snapshot });
  world.changes.created(snapshot.ref);
  touchSnapshotTree(world, vm);
  touchDisks(world, vm);
  return snapshot;
}

/** Independent disks take no part in snapshots (vim-facts 6.3). */
export function isIndependent(disk: VmDisk): boolean {
  return disk.mode.startsWith("independent_");
}

/** Since 5.0 a delta lies next to the disk it covers (vim-facts 6.7). */
function putDeltasOver(world: World, vm: VmState, snapshot: SnapshotState): void {
  const taken: TakenPaths = new Set();
  for (const disk of snapshot.frozen.disks) world.files.hold(disk.file, vm.ref.value);
  for (const disk of vm.disks.filter((each) => !isIndependent(each))) {
    const { datastore } = disk.file;
    const path = freeDeltaPath(world, datastore, disk.file.path, taken);
    world.setDiskFile(vm, disk, addEmptyDelta(world, { datastore, path }, disk.file, levelOf(disk.file).uuid));
  }
}

/** What the VM's snapshot files are called after: its .vmx, for a renamed VM keeps its files' names. */
function vmStem(vm: VmState): string {
  const path = vm.files[0]?.path ?? vm.name;
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.vmx$/, "");
}

function requireSnapshotAllowed(world: World, vm: VmState, name: string, memoryBytes: number): void {
  if (name === "" || name.length > 80) throw new VimFault("InvalidName", `The snapshot name '${name}' is not valid.`, { name, entity: vm.ref });
  let depth = 0;
  for (let each = vm.currentSnapshot; each !== undefined; each = each.parent) depth++;
  const tooMany = () => new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
  if (depth >= world.settings.snapshotLevelLimit) throw tooMany();
  requireFiles(world, vm.disks);
  const needs: SpaceNeeds = new Map([[vm.home.datastore, dataFileBytes + memoryBytes]]);
  for (const disk of vm.disks) {
    if (isIndependent(disk)) continue;
    requireSnapshotDisk(disk);
    if (world.files.chain(disk.file).length >= world.settings.diskLevelLimit) throw tooMany();
    addNeed(needs, disk.file.datastore, emptyDeltaBytes);
  }
  requireSpace(world, needs);
}

function requireSnapshotDisk(disk: VmDisk): void {
  const physical = disk.file.disk?.compatibilityMode === "physicalMode";
  if (!physical && disk.sharing === "sharingNone") return;
  const why = new VimFault("DeviceNotSupported", `The device '${disk.label}' does not support snapshots.`, { device: disk.label });
  throw new VimFault("SnapshotIncompatibleDeviceInVm", `Cannot take a snapshot as the device '${disk.label}' does not support it.`, { fault: why.toLocalized() });
}

