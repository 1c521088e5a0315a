/** What the table of clone groups shows of each: worked out once per group, from what the inventory knows. Undefined is unknown, never zero. */
import type { Observation } from "../app/observation.js";
import { datastoreOf } from "../inventory/file-key.js";
import { bytesOfGroup } from "../inventory/group-bytes.js";
import { memberOf } from "../inventory/group-members.js";
import type { CloneGroup, HaRisk, HostLimit, SharedBytes } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import { sightOf, type Sight } from "../policies/vocabulary/sight.js";

export interface GroupFigures extends SharedBytes {
  readonly observation: Observation;
  readonly group: CloneGroup;
  /** Names, sorted; of places that are known. */
  readonly hosts: readonly string[];
  readonly clusters: readonly string[];
  readonly datastores: readonly string[];
  /** Hosts its members are on; undefined while one member's is unknown. */
  readonly span: number | undefined;
  readonly limit: HostLimit;
  readonly risk: HaRisk | undefined;
  /** Levels of the deepest chain. */
  readonly depth: number | undefined;
  /** A shared file has nobody living beside it. */
  readonly orphaned: boolean | undefined;
  /** Levels that nobody needs. */
  readonly unneeded: number | undefined;
  readonly consolidation: boolean;
}

/** One sight per observation, so that what is costly is found out once. */
export function figuresOf(observation: Observation, groups: Iterable<CloneGroup>): readonly GroupFigures[] {
  const sight = sightOf(observation.world);
  return Array.from(groups, (group) => figures(observation, group, sight));
}

function figures(observation: Observation, group: CloneGroup, sight: Sight): GroupFigures {
  const { inventory } = observation;
  const { hosts, computes, unplaced } = sight.placementOf(group);
  const vms = group.members.map((ref) => inventory.vms.get(ref));
  const disks = group.members.map((ref) => inventory.disksOf(ref));
  const depths = group.members.map((ref) => memberOf(inventory, ref).depth);
  return {
    observation, group, limit: sight.limitOf(group), risk: sight.riskOf(group).risk, ...bytesOfGroup(inventory, group),
    hosts: namesOf(hosts, inventory.hosts), clusters: namesOf(computes, inventory.computes), datastores: namesOf(new Set([datastoreOf(group.base) ?? [], ...vms.map((vm) => vm?.datastores ?? [])].flat()), inventory.datastores),
    span: unplaced.some((ref) => inventory.vms.get(ref)?.host === undefined) ? undefined : hosts.length,
    depth: depths.reduce((deepest, depth) => (deepest === undefined || depth === undefined ? undefined : Math.max(deepest, depth)), 0),
    orphaned: orphanedIn(observation, group),
    unneeded: disks.reduce<number | undefined>((sum, some) => (sum === undefined || some === undefined ? undefined : some.reduce(unneededWith, sum)), 0),
    consolidation: vms.some((vm) => vm?.consolidationNeeded === true),
  };
}

function unneededWith(sum: number | undefined, { unneededLevels }: { readonly unneededLevels: number | undefined }): number | undefined {
  return sum === undefined || unneededLevels === undefined ? undefined : sum + unneededLevels;
}

/** True as soon as one file is; unknown while one might be. */
function orphanedIn({ inventory }: Observation, { members, sharedFiles }: CloneGroup): boolean | undefined {
  const shared = new Set(sharedFiles);
  let answer: boolean | undefined = false;
  for (const member of members) {
    for (const { file } of inventory.usesOf(member)) {
      if (!shared.delete(file.key)) continue;
      const { orphaned } = inventory.ownershipOf(member, file);
      if (orphaned === true) return true;
      if (orphaned === undefined) answer = undefined;
    }
  }
  return answer;
}

function namesOf(refs: Iterable<Ref>, objects: ReadonlyMap<Ref, { readonly name: string | undefined }>): readonly string[] {
  return Array.from(refs, (ref) => objects.get(ref)?.name ?? ref).sort();
}
