/** The oracle's clone groups: pairs of VMs are joined until nothing joins any more. */
import { findLimit } from "./find-limit.js";
import { findRisk } from "./find-risk.js";
import type { GroupFinding } from "./findings.js";
import { disksOf } from "./oracle.js";
import { directoryOf, type Picture, type PictureVm } from "./picture.js";

export function findGroups(picture: Picture): readonly GroupFinding[] {
  let parts: (readonly PictureVm[])[] = picture.vms.map((vm) => [vm]);
  for (let joined = true; joined;) {
    joined = false;
    for (const a of parts) {
      const b = parts.find((part) => part !== a && part.some((vm) => a.some((other) => areLinked(vm, other))));
      if (b === undefined) continue;
      parts = [...parts.filter((part) => part !== a && part !== b), [...a, ...b]];
      joined = true;
      break;
    }
  }
  const groups = parts.filter((part) => part.length > 1).map((part) => describe(picture, [...part].sort((a, b) => (a.ref < b.ref ? -1 : 1))));
  return groups.sort((a, b) => ((a.members[0] ?? "") < (b.members[0] ?? "") ? -1 : 1));
}

function areLinked(a: PictureVm, b: PictureVm): boolean {
  const files = linkingFiles(b);
  return linkingFiles(a).some((file) => files.includes(file));
}

/** A file that a VM opens as multi-writer in any of its disks links it to nobody, unless another disk has it in the ordinary way. */
function linkingFiles(vm: PictureVm): readonly string[] {
  return disksOf(vm).filter((disk) => !disk.multiWriter).flatMap((disk) => disk.files);
}

function describe(picture: Picture, members: readonly PictureVm[]): GroupFinding {
  const usersOf = (file: string): number => members.filter((vm) => linkingFiles(vm).includes(file)).length;
  const sharedFiles = [...new Set(members.flatMap(linkingFiles))].filter((file) => usersOf(file) > 1).sort();
  const roots = sharedFiles.filter((file) => members.some((vm) => disksOf(vm).some((disk) => !disk.multiWriter && disk.files.at(-1) === file)));
  const candidates = roots.length > 0 ? roots : sharedFiles;
  const most = Math.max(...candidates.map(usersOf));
  const base = candidates.find((file) => usersOf(file) === most) ?? "";
  const owner = members.find((vm) => vm.home === directoryOf(base));
  const limit = findLimit(picture, members, base);
  return {
    members: members.map(({ ref }) => ref), base, owner: owner?.ref, name: owner?.name ?? (directoryOf(base).split(/[:/]/).at(-1) || base), sharedFiles, limit,
    risk: findRisk(picture, members, limit),
  };
}
