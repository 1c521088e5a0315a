/** A new virtual disk that belongs to no VM. */
import { addBase } from "../disks/disk-levels.js";
import { requireSpace } from "../disks/require-space.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { directoryOf, formatDatastorePath, type DatastorePlace } from "./datastore-path.js";
import { directoryExists } from "./directories.js";
import { findFile } from "./find-target.js";
import { takeUp } from "./lost-files.js";

export interface NewVirtualDisk {
  readonly capacityBytes: number;
  readonly thin: boolean;
  readonly eagerlyScrub: boolean;
}

/** A thin disk takes no space yet. Throws FileNotFound for a directory that is not there, FileAlreadyExists, NoDiskSpace. */
export function createDisk(world: World, place: DatastorePlace, disk: NewVirtualDisk): LabFile {
  const datastore = place.datastore.ref.value;
  const name = (path: string) => formatDatastorePath(place.datastore.name, path);
  const above = directoryOf(place.path);
  if (!directoryExists(world, datastore, above)) throw new VimFault("FileNotFound", `File ${name(above)} was not found`, { file: name(above) });
  if (findFile(world, datastore, place.path) !== undefined) {
    throw new VimFault("FileAlreadyExists", `Cannot complete the operation because the file or folder ${name(place.path)} already exists`, { file: name(place.path) });
  }
  const sizeBytes = disk.thin ? 0 : disk.capacityBytes;
  requireSpace(world, new Map([[datastore, sizeBytes]]), name(place.path));
  const file = addBase(world, { datastore, path: place.path }, { ...disk, sizeBytes });
  takeUp(world, file);
  return file;
}
