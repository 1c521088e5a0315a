/** Directories of a datastore: most exist because files lie in or below them, some were made empty. The root always exists. */
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { directoryOf, formatDatastorePath, type DatastorePlace } from "./datastore-path.js";

/** Looks through the datastore's files when none lies directly in the directory. */
export function directoryExists(world: World, datastore: string, directory: string): boolean {
  if (directory === "" || world.files.hasDirectory(datastore, directory)) return true;
  const below = `${directory}/`;
  for (const made of world.madeDirectories.get(datastore) ?? []) if (made === directory || made.startsWith(below)) return true;
  for (const file of world.files.filesOn(datastore)) if (file.path.startsWith(below)) return true;
  return false;
}

/** Throws FileAlreadyExists, and FileNotFound when the directory above is not there and shall not be made too. */
export function makeDirectory(world: World, { datastore, path }: DatastorePlace, withParents: boolean): void {
  const id = datastore.ref.value;
  const name = (directory: string) => formatDatastorePath(datastore.name, directory);
  if (directoryExists(world, id, path) || world.files.at(id, path) !== undefined) {
    throw new VimFault("FileAlreadyExists", `Cannot complete the operation because the file or folder ${name(path)} already exists`, { file: name(path) });
  }
  const above = directoryOf(path);
  if (!withParents && !directoryExists(world, id, above)) throw new VimFault("FileNotFound", `File ${name(above)} was not found`, { file: name(above) });
  keepDirectory(world, id, path);
}

/** The directory stays although nothing lies in it. */
export function keepDirectory(world: World, datastore: string, directory: string): void {
  if (directory === "") return;
  const made = world.madeDirectories.get(datastore);
  if (made === undefined) world.madeDirectories.set(datastore, new Set([directory]));
  else made.add(directory);
}

/** Takes directories that were made out again, with all below; files are the caller's business. */
export function forgetDirectories(world: World, datastore: string, directory: string): void {
  const made = world.madeDirectories.get(datastore);
  for (const each of [...made ?? []]) if (each === directory || each.startsWith(`${directory}/`)) made?.delete(each);
}

/** Directories that were made at or below `directory`. */
export function directoriesBelow(world: World, datastore: string, directory: string): readonly string[] {
  return [...world.madeDirectories.get(datastore) ?? []].filter((each) => isBelow(each, directory));
}

/** Every file in or below `directory`. Looks through all files of the datastore. */
export function filesBelow(world: World, datastore: string, directory: string): readonly LabFile[] {
  return [...world.files.filesOn(datastore)].filter((file) => isBelow(file.path, directory));
}

function isBelow(path: string, directory: string): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}
