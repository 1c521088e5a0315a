/** What the inventory says, in the shape in which the oracle says it. */
import { groupHaRisk } from "../../../src/inventory/ha-risk.js";
import { hostLimitOf } from "../../../src/inventory/host-limit.js";
import type { CloneGroup, Disk, InventoryView } from "../../../src/inventory/model.js";
import { rounded, type DiskFinding, type Findings, type GroupFinding } from "./findings.js";

export function findingsOf(inventory: InventoryView): Findings {
  return {
    vms: Object.fromEntries([...inventory.vms.keys()].sort().map((ref) => {
      const vm = inventory.vms.get(ref);
      return [ref, { name: vm?.name, host: vm?.host, disks: (inventory.disksOf(ref) ?? []).map(diskOf) }];
    })),
    groups: [...inventory.groups.values()].map((group) => groupOf(inventory, group)).sort((a, b) => ((a.members[0] ?? "") < (b.members[0] ?? "") ? -1 : 1)),
  };
}

function diskOf({ key, unneededLevels, levels }: Disk): DiskFinding {
  return {
    key, unneeded: unneededLevels,
    levels: levels.map(({ file, role, pinnedBy, sharedWith, foldedBy }) => ({ file, role, pinnedBy: [...pinnedBy].sort(), sharedWith, foldedBy })),
  };
}

function groupOf(inventory: InventoryView, group: CloneGroup): GroupFinding {
  const { verdict, hosts, reason } = hostLimitOf(inventory, group);
  const { risk } = groupHaRisk(inventory, group, { verdict, hosts, reason });
  return {
    members: group.members, base: group.base, name: group.name, owner: group.owner, sharedFiles: group.sharedFiles, limit: { verdict, hosts },
    risk: risk === undefined ? undefined : { slotFree: rounded(risk.slotFree), slotHeld: rounded(risk.slotHeld) },
  };
}
