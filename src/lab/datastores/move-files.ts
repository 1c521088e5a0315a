/** Moves files behind the backs of their VMs: who names them by their old path finds them no more. A VM that is registered nowhere moves with its .vmx. */
import { requireSpace } from "../disks/require-space.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { directoryOf, formatDatastorePath, type DatastorePlace } from "./datastore-path.js";
import { deleteFiles } from "./delete-files.js";
import { directoriesBelow, directoryExists, forgetDirectories, keepDirectory } from "./directories.js";
import { findFile, findTarget, type Target } from "./find-target.js";
import { leaveBehind, renameIn, takeUp } from "./lost-files.js";
import { refuseOpen } from "./refuse-open.js";

/** Bytes that must be written: none within one datastore. */
export function bytesToMove(target: Target, to: DatastorePlace): number {
  return target.datastore === to.datastore ? 0 : target.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** Throws FileLocked, NoDiskSpace, and what `refuseTaken` throws, with nothing moved. */
export function moveFiles(world: World, target: Target, to: DatastorePlace, force: boolean): void {
  refuseOpen(world, target.files, "FileLocked");
  requireSpace(world, new Map([[to.datastore.ref.value, bytesToMove(target, to)]]), formatDatastorePath(to.datastore.name, to.path));
  makeRoom(world, target, to, force);
  const from = target.datastore.ref.value;
  const made = target.kind === "directory" ? directoriesBelow(world, from, target.path) : [];
  const renamed = new Map(target.files.map((file) => [file, moveFile(world, file, to.datastore.ref.value, newPath(target, to, file.path))]));
  for (const [before, after] of renamed) keepNeighbour(world, before, after, renamed);
  for (const vm of [...world.unregistered.values()]) followUnregistered(world, vm, renamed);
  if (target.kind === "directory") forgetDirectories(world, from, target.path);
  for (const directory of made) keepDirectory(world, to.datastore.ref.value, newPath(target, to, directory));
  const above = directoryOf(target.path);
  if (!world.files.hasDirectory(from, above)) keepDirectory(world, from, above);
}

/** What lies at the destination goes when `force` is set; otherwise FileAlreadyExists, as always for a place inside the target itself. Throws FileNotFound when the directory above it is not there. */
export function makeRoom(world: World, target: Target, to: DatastorePlace, force: boolean): void {
  const id = to.datastore.ref.value;
  const above = directoryOf(to.path);
  const name = (path: string) => formatDatastorePath(to.datastore.name, path);
  if (!directoryExists(world, id, above)) throw new VimFault("FileNotFound", `File ${name(above)} was not found`, { file: name(above) });
  const inside = to.datastore === target.datastore && (to.path === target.path || to.path.startsWith(`${target.path}/`));
  if (!inside && findFile(world, id, to.path) === undefined && !directoryExists(world, id, to.path)) return;
  if (!force || inside) throw new VimFault("FileAlreadyExists", `Cannot complete the operation because the file or folder ${name(to.path)} already exists`, { file: name(to.path) });
  deleteFiles(world, findTarget(world, to), "FileLocked");
}

/** Where a file of the target comes to lie. */
export function newPath(target: Target, to: DatastorePlace, path: string): string {
  return `${to.path}${path.slice(target.path.length)}`;
}

/** A new file at the new path with the old one's content; what stood on the old one still points there. */
function moveFile(world: World, file: LabFile, datastore: string, path: string): LabFile {
  leaveBehind(world, file);
  world.files.remove(file);
  const { disk, ...rest } = file;
  const moved = world.files.add({ ...rest, datastore, path, ...(disk === undefined ? {} : { disk: { ...disk } }) });
  takeUp(world, moved);
  return moved;
}

/** A level names a parent in its own directory by the bare name, so the two stay together when the directory moves. */
function keepNeighbour(world: World, before: LabFile, after: LabFile, renamed: ReadonlyMap<LabFile, LabFile>): void {
  const parent = before.parent && renamed.get(before.parent);
  if (parent !== undefined && before.parent !== undefined && directoryOf(before.parent.path) === directoryOf(before.path)) world.files.reparent(after, parent);
}

/** When its .vmx moved, it lies elsewhere, and what its .vmx names beside itself moved along. */
function followUnregistered(world: World, vm: VmState, renamed: ReadonlyMap<LabFile, LabFile>): void {
  const config = vm.files[0];
  const moved = config && renamed.get(config);
  if (config === undefined || moved === undefined) return;
  world.unregistered.delete(`${config.datastore}/${config.path}`);
  world.unregistered.set(`${moved.datastore}/${moved.path}`, vm);
  vm.home = { datastore: moved.datastore, directory: directoryOf(moved.path) };
  vm.files.splice(0, vm.files.length, ...vm.files.map((file) => renamed.get(file) ?? file));
  renameIn(world, vm, renamed);
}
