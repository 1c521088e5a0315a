/** What a datastore path of a client means: one file (a disk level by either of its two names), or a directory with all its files. */
import { extentPath } from "../properties/file-name.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { formatDatastorePath, type DatastorePlace } from "./datastore-path.js";
import { directoryExists, filesBelow } from "./directories.js";

export interface Target extends DatastorePlace {
  readonly kind: "file" | "directory";
  /** One file, or all below the directory. */
  readonly files: readonly LabFile[];
}

/** Throws FileNotFound when nothing lies there. */
export function findTarget(world: World, place: DatastorePlace): Target {
  const id = place.datastore.ref.value;
  const file = findFile(world, id, place.path);
  if (file !== undefined) return { ...place, path: file.path, kind: "file", files: [file] };
  if (directoryExists(world, id, place.path)) return { ...place, kind: "directory", files: filesBelow(world, id, place.path) };
  throw notFound(place);
}

/** As `findTarget`, for a virtual disk. */
export function findDisk(world: World, place: DatastorePlace): LabFile & { readonly disk: NonNullable<LabFile["disk"]> } {
  const file = findFile(world, place.datastore.ref.value, place.path);
  if (file?.disk === undefined) throw notFound(place);
  return file as LabFile & { readonly disk: NonNullable<LabFile["disk"]> };
}

/** Also by the name of its extent, "vm0/vm0-flat.vmdk". */
export function findFile(world: World, datastore: string, path: string): LabFile | undefined {
  const descriptor = path.replace(/-(flat|delta|sesparse|rdmp?)\.vmdk$/, ".vmdk");
  const disk = world.files.at(datastore, descriptor);
  return world.files.at(datastore, path) ?? (disk !== undefined && extentPath(disk) === path ? disk : undefined);
}

function notFound({ datastore, path }: DatastorePlace): VimFault {
  const file = formatDatastorePath(datastore.name, path);
  return new VimFault("FileNotFound", `File ${file} was not found`, { file });
}
