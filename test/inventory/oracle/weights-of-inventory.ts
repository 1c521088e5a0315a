/** What the inventory says of bytes and members, in the shape in which the oracle says it. */
import { unlinkBytesOf } from "../../../src/inventory/foresight/unlink-bytes.js";
import { foreseeUnlinkAll } from "../../../src/inventory/foresight/unlink-group.js";
import { bytesOfGroup } from "../../../src/inventory/group-bytes.js";
import { memberOf } from "../../../src/inventory/group-members.js";
import type { InventoryView } from "../../../src/inventory/model.js";
import { bytesOfVm } from "../../../src/inventory/vm-bytes.js";
import type { Weights } from "./weights.js";

export function weightsOf(view: InventoryView): Weights {
  return {
    vms: Object.fromEntries([...view.vms.keys()].sort().map((ref) => {
      const { bytesOwn, bytesShared } = bytesOfVm(view, ref);
      const { role, generation } = memberOf(view, ref);
      const disks = (view.disksOf(ref) ?? []).map((disk) => ({ levels: disk.levels.map(({ bytes }) => bytes), own: disk.bytesOwn, shared: disk.bytesShared }));
      return [ref, { disks, own: bytesOwn, shared: bytesShared, unlink: unlinkBytesOf(view, ref), role, generation }];
    })),
    groups: [...view.groups.values()].map((group) => {
      const { bytesOwn, bytesShared } = bytesOfGroup(view, group);
      const { space } = foreseeUnlinkAll(view, group);
      return { members: group.members, own: bytesOwn, shared: bytesShared, unlink: space.filter(({ copiedBytes }) => copiedBytes !== 0).map(({ datastore, copiedBytes }) => [datastore, copiedBytes] as const) };
    }).sort((a, b) => ((a.members[0] ?? "") < (b.members[0] ?? "") ? -1 : 1)),
  };
}
