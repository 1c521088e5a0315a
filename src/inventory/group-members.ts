/**
 * What each member is to its clone group: whose files it stands on, and how many VMs deep. It goes by where files lie and who lives
 * there, and never by what files are called (vim-facts 6.4, 6.7).
 */
import { depthOf } from "./disk-sums.js";
import { directoryOf, isDoubtful } from "./file-key.js";
import type { CloneGroup, InventoryView, SharedBytes } from "./model.js";
import type { Ref } from "./updates.js";
import { bytesOfVm } from "./vm-bytes.js";

/**
 * - `base-holder`: stands on nobody else's files; others stand on its.
 * - `template`: the same, and it is a template.
 * - `clone`: stands on files of one other place.
 * - `nested-clone`: stands on files of two or more, a clone of a clone.
 */
export type MemberRole = "base-holder" | "template" | "clone" | "nested-clone";

export interface GroupMember extends SharedBytes {
  readonly vm: Ref;
  /** Undefined while its chains, or for a base holder whether it is a template, are not known. */
  readonly role: MemberRole | undefined;
  /** Other VMs' directories below it, in its deepest disk: 0 for a base holder, 1 for a clone. */
  readonly generation: number | undefined;
  /** Levels of its deepest chain. */
  readonly depth: number | undefined;
}

/** Sorted as the members are. Costs the members' own files. */
export function membersOfGroup(view: InventoryView, group: CloneGroup): readonly GroupMember[] {
  return group.members.map((vm) => memberOf(view, vm));
}

export function memberOf(view: InventoryView, vm: Ref): GroupMember {
  const generation = generationOf(view, vm);
  const depth = depthOf(view.disksOf(vm));
  return { vm, role: roleOf(generation, view.vms.get(vm)?.template), generation, depth, ...bytesOfVm(view, vm) };
}

function roleOf(generation: number | undefined, template: boolean | undefined): MemberRole | undefined {
  if (generation === undefined) return undefined;
  if (generation > 0) return generation === 1 ? "clone" : "nested-clone";
  return template === undefined ? undefined : template ? "template" : "base-holder";
}

/** Each VM adds its levels in a directory of its own, so the directories below a leaf that are not the VM's own are the VMs it came from. */
function generationOf(view: InventoryView, vm: Ref): number | undefined {
  const dwellings = view.dwellingsOf(vm);
  let deepest: number | undefined;
  for (const { levels } of view.disksOf(vm) ?? []) {
    if (levels.some(({ file }) => isDoubtful(file))) return undefined;
    const foreign = new Set(levels.map(({ file }) => directoryOf(file)).filter((directory) => !dwellings.includes(directory)));
    if (foreign.size > 0 && dwellings.includes(undefined)) return undefined;
    deepest = Math.max(deepest ?? 0, foreign.size);
  }
  return deepest;
}
