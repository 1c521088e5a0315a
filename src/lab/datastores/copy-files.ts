/** Copies files level by level as they are, and whole virtual disks into one new base. The copy has no VM. */
import { addBase, levelOf } from "../disks/disk-levels.js";
import { requireSpace } from "../disks/require-space.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { formatDatastorePath, type DatastorePlace } from "./datastore-path.js";
import { directoriesBelow, keepDirectory } from "./directories.js";
import type { Target } from "./find-target.js";
import { takeUp } from "./lost-files.js";
import { makeRoom, newPath } from "./move-files.js";

export function bytesToCopy(target: Target): number {
  return target.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** A copied delta stands on the same parent as its source. Throws NoDiskSpace and what `makeRoom` throws, with nothing copied. */
export function copyFiles(world: World, target: Target, to: DatastorePlace, force: boolean): void {
  const id = to.datastore.ref.value;
  requireSpace(world, new Map([[id, bytesToCopy(target)]]), formatDatastorePath(to.datastore.name, to.path));
  makeRoom(world, target, to, force);
  for (const { disk, ...rest } of target.files) {
    const copy = world.files.add({ ...rest, datastore: id, path: newPath(target, to, rest.path), modifiedAt: world.clock.now(), ...(disk === undefined ? {} : { disk: { ...disk } }) });
    takeUp(world, copy);
  }
  if (target.kind !== "directory") return;
  keepDirectory(world, id, to.path);
  for (const directory of directoriesBelow(world, target.datastore.ref.value, target.path)) keepDirectory(world, id, newPath(target, to, directory));
}

/** Bytes of a copy of the whole disk: what its levels hold together, or its capacity when it becomes thick. */
export function bytesOfWholeDisk(world: World, disk: LabFile, thin: boolean): number {
  const { capacityBytes } = levelOf(disk);
  return thin ? Math.min(capacityBytes, world.files.chain(disk).reduce((sum, level) => sum + level.sizeBytes, 0)) : capacityBytes;
}

/** One base with the content of the whole chain. Throws NoDiskSpace and what `makeRoom` throws. */
export function copyWholeDisk(world: World, target: Target, disk: LabFile, to: DatastorePlace, options: { readonly thin: boolean; readonly force: boolean }): LabFile {
  const id = to.datastore.ref.value;
  const sizeBytes = bytesOfWholeDisk(world, disk, options.thin);
  requireSpace(world, new Map([[id, sizeBytes]]), formatDatastorePath(to.datastore.name, to.path));
  makeRoom(world, target, to, options.force);
  const { capacityBytes, contentId } = levelOf(disk);
  const copy = addBase(world, { datastore: id, path: to.path }, { capacityBytes, sizeBytes, thin: options.thin, eagerlyScrub: false, contentId });
  takeUp(world, copy);
  return copy;
}
