/** Virtual machines, as conditions see them. */
import type { Vm } from "../../inventory/model.js";
import { bytesOfVm } from "../../inventory/vm-bytes.js";
import { diskType } from "./disk.js";
import { groupType } from "./group.js";
import { clusterName, clusterRef, computeOf, hostOf, namesOf, pathOf } from "./place.js";
import type { Sight } from "./sight.js";
import { snapshotsOf, snapshotType } from "./snapshot.js";
import { flag, int, many, text, texts, viewType, type Field } from "./view-type.js";

/** Views of a group are shared by its members within a pass. */
const groupField: Field<Vm> = {
  name: "group", celType: groupType.name,
  doc: "The clone group it belongs to; missing when it shares no disk, so ask `vm.linked && …` first.",
  see: (vm, sight) => groupViewFor(vm, sight),
  tell: (vm, sight) => {
    const group = sight.inventory.groupOf(vm.ref);
    return group === undefined ? null : groupType.json(group, sight);
  },
};

export const vmType = viewType<Vm>("Vm", "A virtual machine or template.", [
  text("moref", "Managed object reference, e.g. `vm-42`.", (vm) => vm.ref),
  text("name", "Its name.", (vm) => vm.name),
  text("instanceUuid", "Unique id within vCenter.", (vm) => vm.instanceUuid),
  text("folder", "Inventory path of its folder, e.g. `/DC0/vm/prod`.", (vm, { inventory }) => pathOf(inventory, vm.parent)),
  flag("template", "True for a template.", (vm) => vm.template),
  text("powerState", "`poweredOn`, `poweredOff` or `suspended`.", (vm) => vm.powerState),
  text("connectionState", "`connected`, `disconnected`, `orphaned`, `inaccessible` or `invalid`.", (vm) => vm.connectionState),
  text("host", "Name of the host it is registered on.", (vm, { inventory }) => hostOf(inventory, vm)?.name),
  text("hostRef", "Reference of that host.", (vm) => vm.host),
  text("cluster", "Name of its cluster; empty on a standalone host.", (vm, { inventory }) => clusterName(computeOf(inventory, hostOf(inventory, vm)))),
  text("clusterRef", "Reference of its cluster; empty on a standalone host.", (vm, { inventory }) => clusterRef(computeOf(inventory, hostOf(inventory, vm)))),
  texts("datastores", "Names of the datastores it uses.", (vm, { inventory }) => namesOf(vm.datastores, inventory.datastores)),
  flag("hasSnapshots", "True when it has a snapshot.", (vm) => (vm.snapshot === undefined ? undefined : vm.snapshot.roots.length > 0)),
  int("snapshotCount", "Number of its snapshots.", (vm) => (vm.snapshot === undefined ? undefined : snapshotsOf(vm.snapshot).length)),
  many("snapshots", "Its snapshots, parents before children.", snapshotType, (vm) => (vm.snapshot === undefined ? undefined : snapshotsOf(vm.snapshot))),
  flag("consolidationNeeded", "vCenter says that its disks need consolidation.", (vm) => vm.consolidationNeeded),
  flag("busy", "A vCenter task on it is queued or running.", (vm, { busyVms }) => busyVms?.has(vm.ref)),
  text("busyWith", "What that task does, e.g. `vm.Snapshot.remove`, as vCenter spells it; empty for a VM that is not busy.", (vm, { busyVms, busyWith }) => (busyVms?.has(vm.ref) === false ? "" : busyWith.get(vm.ref))),
  many("disks", "Its disks with their chains.", diskType, (vm, { inventory }) => inventory.disksOf(vm.ref)),
  int("depth", "Levels of its deepest chain; 0 without disks.", (vm, { inventory }) => inventory.disksOf(vm.ref)?.reduce((deepest, disk) => Math.max(deepest, disk.depth), 0)),
  int("ownBytes", "Space of its disk files that no other VM uses, those of snapshots included, in bytes.", (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesOwn),
  int("sharedBytes", "Space of its disk files that other VMs use too, in bytes.", (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesShared),
  flag("linked", "It shares a disk file with another VM.", (vm, { inventory }) => (vm.disks === undefined ? undefined : inventory.groupOf(vm.ref) !== undefined)),
  groupField,
]);

function groupViewFor(vm: Vm, sight: Sight): object | undefined {
  const group = sight.inventory.groupOf(vm.ref);
  if (group === undefined) return undefined;
  const known = sight.groupViews.get(group.id);
  if (known !== undefined) return known;
  const view = new groupType.view(group, sight, "group");
  sight.groupViews.set(group.id, view);
  return view;
}
