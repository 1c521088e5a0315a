/** Whether a chain can be opened: every level is there, and nobody wrote below a level since it was put there. It repairs nothing. */
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";

export interface ChainBreak {
  readonly file: LabFile;
  /** "missing": the file is gone. "modified": its parent has other content than it was made over. */
  readonly why: "missing" | "modified";
}

/** The first break from the leaf down; undefined for a chain that is whole. */
export function chainBreak(world: World, leaf: LabFile): ChainBreak | undefined {
  for (let level: LabFile | undefined = leaf; level !== undefined; level = level.parent) {
    if (!world.files.exists(level)) return { file: level, why: "missing" };
    const expected = level.disk?.parentContentId;
    if (level.parent !== undefined && expected !== undefined && world.files.exists(level.parent) && level.parent.disk?.contentId !== expected) return { file: level, why: "modified" };
  }
  return undefined;
}

/** FileNotFound naming the first level of these disks that is gone; the leaf of each is looked at first. */
export function requireFiles(world: World, disks: Iterable<{ readonly file: LabFile }>): void {
  for (const { file } of disks) {
    for (let level: LabFile | undefined = file; level !== undefined; level = level.parent) {
      if (!world.files.exists(level)) throw new VimFault("FileNotFound", `File ${world.pathOf(level)} was not found`, { file: world.pathOf(level) });
    }
  }
}
