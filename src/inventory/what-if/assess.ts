/** The figures of a whole inventory that a rehearsal sets side by side: spans, verdicts, risks, space and orphans. */
import { groupHaRisk } from "../ha-risk.js";
import { hostLimitOf } from "../host-limit.js";
import type { FileKey, HaRisk, HostLimit, InventoryView } from "../model.js";
import type { Ref } from "../updates.js";

export interface GroupAssessment {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Ref[];
  readonly hosts: readonly Ref[];
  readonly limit: HostLimit;
  readonly risk: HaRisk | undefined;
  readonly riskReason: string;
}

export interface Assessment {
  /** Sorted by id. */
  readonly groups: readonly GroupAssessment[];
  /** Free space by datastore, sorted by reference; undefined members are unknown. */
  readonly freeBytes: readonly (readonly [datastore: Ref, bytes: number | undefined])[];
  /** Files that VMs stand on while none of them lives beside, sorted. */
  readonly orphans: readonly FileKey[];
}

/** Walks the whole inventory. `hostLimit` is the operator's override. */
export function assess(view: InventoryView, hostLimit: number | undefined): Assessment {
  const groups = [...view.groups.values()].map((group): GroupAssessment => {
    const limit = hostLimitOf(view, group, hostLimit);
    const { risk, reason } = groupHaRisk(view, group, limit);
    return { id: group.id, name: group.name, members: group.members, hosts: view.placementOf(group).hosts, limit, risk, riskReason: reason };
  });
  const orphans = new Set<FileKey>();
  for (const vm of view.vms.keys()) for (const { file } of view.usesOf(vm)) if (view.ownershipOf(vm, file).orphaned === true) orphans.add(file.key);
  return {
    groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)),
    freeBytes: [...view.datastores.values()].map(({ ref, freeSpaceBytes }) => [ref, freeSpaceBytes] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    orphans: [...orphans].sort(),
  };
}
