/** Where files come to lie that a rehearsed change writes: in one directory of the VM, under names that are free there. What vCenter would call them is not foretold. */
import { datastoreOf, directoryOf, fileKey } from "../file-key.js";
import type { Inventory } from "../inventory.js";
import type { FileKey } from "../model.js";
import type { DiskBacking, Ref } from "../updates.js";

type NewPlace = Pick<DiskBacking, "fileName" | "datastore">;

/** A place for each of the files in a directory, as `directoryOf` spells it; `called` makes a new name out of the old one. */
export function newPlaces(inventory: Inventory, directory: string, files: readonly FileKey[], called: (name: string) => string): ReadonlyMap<FileKey, NewPlace> {
  const datastore = datastoreOf(directory);
  if (datastore === undefined) return new Map();
  const taken = new Set<FileKey>();
  return new Map(files.map((file) => {
    const name = called(file.slice(file.lastIndexOf("/") + 1));
    let path = pathIn(directory, name);
    for (let number = 2; taken.has(fileKey(datastore, path)) || inventory.vmFiles.files.find(fileKey(datastore, path)) !== undefined; number++) path = pathIn(directory, `${number}-${name}`);
    taken.add(fileKey(datastore, path));
    return [file, { datastore, fileName: `[${datastoreName(inventory, datastore)}] ${path}` }];
  }));
}

/** The VM's home on another datastore: a directory where nobody lives and no file lies that anybody has. Costs the whole inventory. */
export function homeOn(inventory: Inventory, vm: Ref, datastore: Ref): string | undefined {
  const [home] = inventory.dwellingsOf(vm);
  if (home === undefined || datastoreOf(home) === datastore) return home;
  const taken = new Set([...inventory.vms.keys()].flatMap((ref) => [...inventory.dwellingsOf(ref), ...inventory.usesOf(ref).map(({ file }) => directoryOf(file.key))]));
  const wanted = `${datastore}:${pathIn(home, "")}`.replace(/\/$/, "");
  let directory = wanted;
  for (let number = 1; taken.has(directory); number++) directory = `${wanted}_${number}`;
  return directory;
}

/** The path of a file in a directory. */
export function pathIn(directory: string, name: string): string {
  const path = datastoreOf(directory) === undefined ? "" : directory.slice(directory.indexOf(":") + 1);
  return path === "" ? name : `${path}/${name}`;
}

export function datastoreName({ datastores }: Inventory, datastore: Ref): string {
  return datastores.get(datastore)?.name ?? datastore;
}
