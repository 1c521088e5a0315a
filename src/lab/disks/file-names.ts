/** Names for new files and directories, as vCenter chooses them (vim-facts 6.7). It makes no file; nothing may ever be inferred from a name. */
import type { World } from "../world/world.js";

/** The directory of a new VM: its name, with `_1`, `_2`, … when something lies there already. */
export function freeDirectory(world: World, datastore: string, name: string): string {
  for (let number = 0; ; number++) {
    const directory = number === 0 ? name : `${name}_${number}`;
    if (!world.files.hasDirectory(datastore, directory)) return directory;
  }
}

/** `taken` holds "datastore path" of files that the same step will make. */
export type TakenPaths = Set<string>;

/** The next free base name: `<name>.vmdk`, `<name>_1.vmdk`, … beginning with `from`. The path is marked as taken. */
export function freeBasePath(world: World, datastore: string, directory: string, name: string, taken: TakenPaths, from = 0): string {
  for (let number = from; ; number++) {
    const path = `${directory}/${name}${number === 0 ? "" : `_${number}`}.vmdk`;
    if (isFree(world, datastore, path, taken)) return path;
  }
}

/** The next free delta name beside or for a disk: `<disk>-000001.vmdk`, … `stem` is the path of the disk's base, or of another delta of it. */
export function freeDeltaPath(world: World, datastore: string, stem: string, taken: TakenPaths): string {
  const bare = stem.replace(/\.vmdk$/, "").replace(/-\d{6}$/, "");
  for (let number = 1; ; number++) {
    const path = `${bare}-${String(number).padStart(6, "0")}.vmdk`;
    if (isFree(world, datastore, path, taken)) return path;
  }
}

function isFree(world: World, datastore: string, path: string, taken: TakenPaths): boolean {
  const key = `${datastore} ${path}`;
  if (taken.has(key) || world.files.at(datastore, path) !== undefined) return false;
  taken.add(key);
  return true;
}
