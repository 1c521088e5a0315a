/** Making levels of virtual disks: bases, empty deltas, copies. Callers have checked names and space; this gives levels their ids and formats. */
import type { DiskLevel, LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { deltaFormatOn, emptyDeltaBytes } from "./delta-format.js";

export interface LevelPlace {
  readonly datastore: string;
  readonly path: string;
}

export function levelOf(file: LabFile): DiskLevel {
  if (file.disk === undefined) throw new TypeError(`${file.path} is no virtual disk`);
  return file.disk;
}

export interface NewBase {
  readonly capacityBytes: number;
  readonly sizeBytes: number;
  readonly thin: boolean;
  readonly eagerlyScrub: boolean;
  readonly format?: "flat" | "rdm";
  readonly lunUuid?: string;
  readonly compatibilityMode?: "virtualMode" | "physicalMode";
  /** Equal to the source's for a copy of a whole disk; unset for content of its own. */
  readonly contentId?: string;
}

/** A level without a parent. */
export function addBase(world: World, place: LevelPlace, base: NewBase): LabFile {
  return world.files.add({
    ...place, kind: "disk", sizeBytes: base.sizeBytes, modifiedAt: world.clock.now(),
    disk: {
      format: base.format ?? "flat", capacityBytes: base.capacityBytes, thin: base.thin, eagerlyScrub: base.eagerlyScrub,
      uuid: world.random.uuid(), contentId: base.contentId ?? newContentId(world),
      ...(base.lunUuid === undefined ? {} : { lunUuid: base.lunUuid }), ...(base.compatibilityMode === undefined ? {} : { compatibilityMode: base.compatibilityMode }),
    },
  });
}

/** An empty level over `parent`. A snapshot's delta repeats the disk's uuid; whether a clone's leaf does is not known, and `uuid` decides. */
export function addEmptyDelta(world: World, place: LevelPlace, parent: LabFile, uuid: string): LabFile {
  const { capacityBytes, contentId } = levelOf(parent);
  const datastore = world.the("Datastore", place.datastore);
  return world.files.add({
    ...place, kind: "disk", sizeBytes: emptyDeltaBytes, modifiedAt: world.clock.now(), parent,
    disk: {
      format: deltaFormatOn(datastore, capacityBytes), capacityBytes, thin: true, eagerlyScrub: false, uuid,
      contentId: newContentId(world), parentContentId: contentId,
    },
  });
}

/** A copy of one level alone, over `parent` (which has the content of the source's parent); the content stays equal, the format follows the datastore. */
export function addLevelCopy(world: World, place: LevelPlace, source: LabFile, parent: LabFile | undefined): LabFile {
  const level = levelOf(source);
  const format = parent === undefined ? "flat" : deltaFormatOn(world.the("Datastore", place.datastore), level.capacityBytes);
  return world.files.add({
    ...place, kind: "disk", sizeBytes: copySizeBytes(source), modifiedAt: world.clock.now(), parent,
    disk: {
      format, capacityBytes: level.capacityBytes, thin: level.thin, eagerlyScrub: level.eagerlyScrub, uuid: world.random.uuid(), contentId: level.contentId,
      ...(parent === undefined || level.parentContentId === undefined ? {} : { parentContentId: level.parentContentId }),
    },
  });
}

/** Bytes that a copy of this level alone occupies; a mapping to a LUN becomes a whole file. */
export function copySizeBytes(source: LabFile): number {
  return source.disk?.format === "rdm" ? source.disk.capacityBytes : source.sizeBytes;
}

/** Somebody wrote to the level: its content is no longer equal to anything. */
export function markWritten(world: World, file: LabFile): void {
  levelOf(file).contentId = newContentId(world);
  file.modifiedAt = world.clock.now();
}

function newContentId(world: World): string {
  return world.random.hex(32);
}
