/** Sums over the disks of one VM. A sum that lacks a part is unknown, never too small. */
import type { Disk } from "./model.js";

export function unneededLevelsOf(disks: readonly Disk[] | undefined): number | undefined {
  return sumOf(disks, ({ unneededLevels }) => unneededLevels);
}

export function sumOf(disks: readonly Disk[] | undefined, part: (disk: Disk) => number | undefined): number | undefined {
  return disks?.reduce<number | undefined>((sum, disk) => {
    const value = part(disk);
    return sum === undefined || value === undefined ? undefined : sum + value;
  }, 0);
}

/** Length of the deepest chain; 0 without disks. */
export function depthOf(disks: readonly Disk[] | undefined): number | undefined {
  return disks?.reduce((deepest, { depth }) => Math.max(deepest, depth), 0);
}
