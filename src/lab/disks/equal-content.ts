/** Finds a level with the content of another on a given datastore, for moves that may share (vim-facts 7.2). Only copies are ever equal, so only they are remembered. */
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { levelOf } from "./disk-levels.js";

const copiesOf = new WeakMap<World, Map<string, Set<LabFile>>>();

/** `copy` has been made from `source` and has its content. */
export function noteEqualContent(world: World, source: LabFile, copy: LabFile): void {
  const known = copiesOf.get(world) ?? new Map<string, Set<LabFile>>();
  copiesOf.set(world, known);
  const { contentId } = levelOf(source);
  known.set(contentId, (known.get(contentId) ?? new Set()).add(source).add(copy));
}

/** A level on `datastore` of the same content that nobody writes to, the level itself included. */
export function equalContentOn(world: World, datastore: string, level: LabFile): LabFile | undefined {
  const { contentId } = levelOf(level);
  const fits = (file: LabFile) => file.datastore === datastore && world.files.exists(file) && levelOf(file).contentId === contentId && !hasWriter(world, file);
  if (fits(level)) return level;
  for (const file of copiesOf.get(world)?.get(contentId) ?? []) if (fits(file)) return file;
  return undefined;
}

/** True while a VM of the inventory has the level as a current disk. */
export function hasWriter(world: World, file: LabFile): boolean {
  for (const id of world.files.holdersOf(file).keys()) {
    if (world.find("VirtualMachine", id)?.disks.some((disk) => disk.file === file) === true) return true;
  }
  return false;
}
