/** Whether a chain can be opened: every level is there, and nobody wrote below a level since it was put there. It repairs nothing. */
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
