/** Moves a VM: to another host, pool or folder, its files to other datastores, its disks level by level as the move types say (vim-facts 7.2). Shared levels never leave the others. */
import { refuseOverHostLimit } from "../power/host-limit.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { requireDatastore, requireReachable } from "./destination.js";
import { addEmptyDelta, levelOf } from "./disk-levels.js";
import { moveOf, requireKnownDisks, type DiskMoves } from "./disk-move-type.js";
import { freeBasePath, freeDirectory, type TakenPaths } from "./file-names.js";
import { addToFolder, removeFromFolder, requireFreeName } from "./folder-names.js";
import { mergePass } from "./merge-pass.js";
import { homeBytes, moveHome } from "./move-home.js";
import { touchStores } from "./new-vm-state.js";
import { planDiskRelocation } from "./plan-relocation.js";
import { rebuildLevels, rebuildNeeds, type LevelFate } from "./rebuild-levels.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { isIndependent } from "./take-snapshot.js";
import { touchDisks, touchEverySnapshot } from "./touch-vm.js";

export interface Relocation extends DiskMoves {
  readonly folder?: Ref;
  readonly host?: Ref;
  readonly resourcePool?: Ref;
}

interface RelocationPlan {
  readonly host: HostState;
  /** Where the .vmx and its neighbours go; unset when they stay. */
  readonly home: VmState["home"] | undefined;
  readonly moved: readonly VmDisk[];
  readonly fates: ReadonlyMap<LabFile, LevelFate>;
  /** Disks that get a new child on another datastore instead, with its place. */
  readonly children: ReadonlyMap<VmDisk, { readonly datastore: string; readonly path: string }>;
  /** Keys to fold afterwards. */
  readonly folded: ReadonlySet<number>;
  readonly needs: SpaceNeeds;
}

/** Bytes to be written. */
export function relocationBytes(world: World, vm: VmState, wanted: Relocation): number {
  return [...planRelocation(world, vm, wanted).needs.values()].reduce((sum, each) => sum + each, 0);
}

/** Throws what `relocateVm` would throw now. */
export function checkRelocation(world: World, vm: VmState, wanted: Relocation): void {
  requireRelocatable(world, vm, wanted, planRelocation(world, vm, wanted));
}

/** InvalidArgument, InvalidDatastore, CannotAccessVmDisk, DuplicateName, NoDiskSpace, and the host limit's fault for a running VM that changes its host. */
export function relocateVm(world: World, vm: VmState, wanted: Relocation): void {
  const plan = planRelocation(world, vm, wanted);
  requireRelocatable(world, vm, wanted, plan);
  touchStores(world, vm);
  rebuildLevels(world, vm, plan.moved, plan.fates);
  for (const [disk, place] of plan.children) world.setDiskFile(vm, disk, addEmptyDelta(world, place, disk.file, levelOf(disk.file).uuid));
  if (plan.folded.size > 0) mergePass(world, vm, { keys: plan.folded, via: "vcenter" });
  if (plan.home !== undefined) moveHome(world, vm, plan.home);
  if (plan.home !== undefined || plan.moved.length + plan.children.size > 0) {
    touchDisks(world, vm);
    touchEverySnapshot(world, vm, "config.hardware.device");
    touchStores(world, vm);
  }
  world.placeVm(vm, plan.host.ref.value, vm.template ? undefined : (wanted.resourcePool?.value ?? vm.resourcePool));
  if (wanted.folder !== undefined) moveToFolder(world, vm, wanted.folder);
}

function planRelocation(world: World, vm: VmState, wanted: Relocation): RelocationPlan {
  requireKnownDisks(vm.disks, wanted);
  const host = world.the("HostSystem", wanted.host?.value ?? vm.host ?? "");
  const home = wanted.datastore === undefined || wanted.datastore === vm.home.datastore ? undefined : { datastore: wanted.datastore, directory: freeDirectory(world, wanted.datastore, vm.name) };
  const taken: TakenPaths = new Set();
  const directories = new Map([[vm.home.datastore, vm.home.directory], ...(home === undefined ? [] : [[home.datastore, home.directory] as const])]);
  const directoryOn = (datastore: string) => {
    const directory = directories.get(datastore) ?? freeDirectory(world, datastore, vm.name);
    directories.set(datastore, directory);
    return directory;
  };
  const frozen = [...world.snapshotsOf(vm)].flatMap((snapshot) => snapshot.frozen.disks);
  const fates = new Map<LabFile, LevelFate>();
  const children = new Map<VmDisk, { readonly datastore: string; readonly path: string }>();
  const moved: VmDisk[] = [];
  const folded = new Set<number>();
  for (const disk of vm.disks) {
    if (wanted.datastore === undefined && wanted.locators?.some(({ diskId }) => diskId === disk.key) !== true) continue;
    const move = moveOf(disk, wanted);
    if (move.type === "createNewChildDiskBacking") {
      children.set(disk, { datastore: move.datastore, path: freeBasePath(world, move.datastore, directoryOn(move.datastore), vm.name, taken, vm.disks.indexOf(disk)) });
      continue;
    }
    const pinned = frozen.filter(({ key }) => key === disk.key);
    planDiskRelocation(world, vm, disk, pinned, move, { directoryOn, taken }, fates);
    moved.push(disk, ...pinned);
    if (move.type === "moveAllDiskBackingsAndConsolidate" && !isIndependent(disk)) folded.add(disk.key);
  }
  const needs = rebuildNeeds(fates);
  for (const { datastore } of children.values()) addNeed(needs, datastore, emptyDeltaBytes);
  if (home !== undefined) addNeed(needs, home.datastore, homeBytes(world, vm));
  return { host, home, moved, fates, children, folded, needs };
}

function requireRelocatable(world: World, vm: VmState, wanted: Relocation, plan: RelocationPlan): void {
  const { host, fates, children } = plan;
  requireFiles(world, [...plan.moved, ...children.keys()]);
  if (children.size > 0 && children.size < vm.disks.filter((disk) => !isIndependent(disk)).length) {
    throw new VimFault("InvalidArgument", "All disks must get a new child if one does.", { invalidProperty: "spec.disk" });
  }
  for (const disk of children.keys()) {
    if (world.files.chain(disk.file).length >= world.settings.diskLevelLimit) throw new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
  }
  for (const datastore of new Set([...plan.needs.keys(), ...(wanted.datastore === undefined ? [] : [wanted.datastore])])) requireDatastore(world, datastore, host);
  if (plan.home === undefined) requireDatastore(world, vm.home.datastore, host);
  for (const disk of vm.disks) {
    const stays = world.files.chain(disk.file).filter((level) => (fates.get(level)?.kind ?? "keep") === "keep");
    requireReachable(world, stays, host, disk.label);
  }
  if (host.ref.value !== vm.host && vm.powerState === "poweredOn") refuseOverHostLimit(world, vm, host);
  if (wanted.folder !== undefined) requireFreeName(world, world.the("Folder", wanted.folder.value), vm.name, vm.ref);
  requireSpace(world, plan.needs);
}

function moveToFolder(world: World, vm: VmState, folder: Ref): void {
  if (vm.parent?.value === folder.value) return;
  const before = world.find("Folder", vm.parent?.value);
  if (before !== undefined) removeFromFolder(world, before, vm);
  vm.parent = folder;
  addToFolder(world, world.the("Folder", folder.value), vm);
  world.changes.touch(vm.ref, "parent");
}
