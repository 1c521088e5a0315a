/**
 * What follows from a picture of an estate: slow, obvious, from nothing, every time. It shares no code with the inventory and keeps nothing
 * between two questions.
 */
import { findGroups } from "./find-groups.js";
import type { DiskFinding, Findings, LevelFinding } from "./findings.js";
import type { Picture, PictureDisk, PictureVm } from "./picture.js";

export function oracle(picture: Picture): Findings {
  const vms = [...picture.vms].sort((a, b) => (a.ref < b.ref ? -1 : 1));
  return {
    vms: Object.fromEntries(vms.map((vm) => [vm.ref, { name: vm.name, host: vm.host, disks: vm.disks.map((disk) => findDisk(picture, vm, disk)) }])),
    groups: findGroups(picture),
  };
}

/** Disks that the VM has now or that one of its snapshots pins. */
export function disksOf(vm: PictureVm): readonly PictureDisk[] {
  return [...vm.disks, ...vm.snapshots.flatMap((snapshot) => snapshot.disks.filter((disk) => !disk.independent))];
}

export function filesOf(vm: PictureVm): readonly string[] {
  return [...new Set(disksOf(vm).flatMap((disk) => disk.files))];
}

function findDisk(picture: Picture, vm: PictureVm, disk: PictureDisk): DiskFinding {
  const levels = disk.files.map((file) => findLevel(picture, vm, disk, file));
  const unsure = levels.some(({ role }) => role === "unknown");
  return { key: disk.key, levels, unneeded: unsure ? undefined : levels.filter(({ role }) => role === "unneeded").length };
}

function findLevel(picture: Picture, vm: PictureVm, disk: PictureDisk, file: string): LevelFinding {
  const pinnedBy = vm.snapshots.filter((snapshot) => snapshot.disks.some((each) => !each.independent && each.files[0] === file)).map(({ ref }) => ref).sort();
  const sharedWith = picture.vms.filter((other) => other !== vm && filesOf(other).includes(file)).map(({ ref }) => ref).sort();
  const childFiles = new Set(disksOf(vm).flatMap((each) => each.files.flatMap((below, depth) => (below === file ? each.files.slice(Math.max(0, depth - 1), depth) : []))));
  const branches = childFiles.size > 1;
  const role = !vm.readable ? "unknown" : disk.files[0] === file ? "leaf" : pinnedBy.length > 0 ? "pinned" : sharedWith.length > 0 ? "shared" : branches ? "branch" : "unneeded";
  return { file, role, pinnedBy, sharedWith, foldedBy: waysToFold(role, branches, vm.consolidationNeeded) };
}

function waysToFold(role: string, branches: boolean, consolidationNeeded: boolean): readonly string[] | undefined {
  if (role === "unknown") return undefined;
  if (role === "unneeded") return consolidationNeeded ? ["promote", "consolidate"] : ["promote"];
  return role === "shared" && !branches ? ["unlink"] : [];
}
