/** Virtual machines, as conditions see them. */
import { depthOf, sumOf, unneededLevelsOf } from "../../inventory/disk-sums.js";
import { foreseeDelete } from "../../inventory/foresight/delete-vm.js";
import { foreseePromote } from "../../inventory/foresight/promote-vm.js";
import { unlinkBytesOf } from "../../inventory/foresight/unlink-bytes.js";
import { foreseeUnregister } from "../../inventory/foresight/unregister-vm.js";
import { isRestarted, mustRulesOn } from "../../inventory/ha-restart.js";
import { missingOfVm } from "../../inventory/missing-properties.js";
import type { Vm } from "../../inventory/model.js";
import { bytesOfVm } from "../../inventory/vm-bytes.js";
import { busyKindOf, busyKinds, busyWithOf, isBusy } from "./busy.js";
import { diskType } from "./disk.js";
import { bytes, flag, int, text, texts, word, type Field } from "./field.js";
import { foresightType } from "./foresight.js";
import { groupType } from "./group.js";
import { clusterName, clusterRef, computeOf, hostOf, namesOf, pathOf } from "./place.js";
import { remembered, type Sight } from "./sight.js";
import { shotsOf, snapshotType } from "./snapshot.js";
import { always, derived, told, toldUnless } from "./source.js";
import { many, one, viewType } from "./view-type.js";

const work = "the open tasks of `TaskManager`'s history, `VirtualMachine.runtime.question`";

/** Views of a group are shared by its members within a pass. */
const groupField: Field<Vm> = {
  name: "group", celType: groupType.name,
  doc: "The clone group it belongs to; missing when it shares no disk, so ask `vm.linked && …` first.",
  source: derived("the chains of all VMs and of their snapshots", "it shares no disk"),
  see: (vm, sight) => groupViewFor(vm, sight),
  tell: (vm, sight) => {
    const group = sight.inventory.groupOf(vm.ref);
    return group === undefined ? null : remembered(sight.groupTexts, group.id, () => groupType.json(group, sight));
  },
};

export const vmType = viewType<Vm>("Vm", "A virtual machine or template.", [
  text("moref", "Managed object reference, e.g. `vm-42`.", always("the object's reference"), (vm) => vm.ref),
  text("name", "Its name.", told("VirtualMachine.name"), (vm) => vm.name),
  text("instanceUuid", "Unique id within vCenter.", told("VirtualMachine.config.instanceUuid"), (vm) => vm.instanceUuid),
  text("folder", "Inventory path of its folder, e.g. `/DC0/vm/prod`.", told("VirtualMachine.parent", "VirtualMachine.parentVApp", "Folder.name", "Folder.parent"), (vm, { inventory }) => pathOf(inventory, vm.parent)),
  flag("template", "True for a template.", told("VirtualMachine.config.template"), (vm) => vm.template),
  word("powerState", ["poweredOn", "poweredOff", "suspended"], "Whether it runs.", told("VirtualMachine.runtime.powerState"), (vm) => vm.powerState),
  word("connectionState", ["connected", "disconnected", "orphaned", "inaccessible", "invalid"], "Whether vCenter can manage it.", told("VirtualMachine.runtime.connectionState"), (vm) => vm.connectionState),
  text("host", "Name of the host it is registered on.", told("VirtualMachine.runtime.host", "HostSystem.name"), (vm, { inventory }) => hostOf(inventory, vm)?.name),
  text("hostRef", "Reference of that host.", told("VirtualMachine.runtime.host"), (vm) => vm.host),
  text("cluster", "Name of its cluster; empty on a standalone host.", told("VirtualMachine.runtime.host", "HostSystem.parent", "ComputeResource.name"), (vm, { inventory }) => clusterName(computeOf(inventory, hostOf(inventory, vm)))),
  text("clusterRef", "Reference of its cluster; empty on a standalone host.", told("VirtualMachine.runtime.host", "HostSystem.parent"), (vm, { inventory }) => clusterRef(computeOf(inventory, hostOf(inventory, vm)))),
  texts("datastores", "Names of the datastores it uses.", told("VirtualMachine.datastore", "Datastore.name"), (vm, { inventory }) => namesOf(vm.datastores, inventory.datastores)),
  flag("hasSnapshots", "True when it has a snapshot.", toldUnless("the tree cannot be read, or is unset while the devices cannot be read", "VirtualMachine.snapshot"), (vm) => (vm.snapshot === undefined ? undefined : vm.snapshot.roots.length > 0)),
  int("snapshotCount", "snapshots", "Number of its snapshots.", toldUnless("`hasSnapshots` is", "VirtualMachine.snapshot"), (vm) => shotsOf(vm)?.length),
  many("snapshots", "Its snapshots, parents before children.", toldUnless("`hasSnapshots` is", "VirtualMachine.snapshot"), snapshotType, shotsOf),
  flag("consolidationNeeded", "vCenter says that its disks need consolidation.", told("VirtualMachine.runtime.consolidationNeeded"), (vm) => vm.consolidationNeeded),
  flag("busy", "A vCenter task on it is queued or running, or it waits for an answer.", derived(work, "tasks or the question cannot be read"), (vm, sight) => isBusy(vm, sight)),
  text("busyWith", "What that task does, e.g. `vm.Snapshot.remove`, as vCenter spells it, or `question`; empty for a VM that is not busy.", derived(work, "tasks or the question cannot be read, or the task is too old to be remembered"), busyWithOf),
  word("busyKind", busyKinds, "What kind of work that is: a power operation, a migration, any other task, or a question that waits for an answer; empty for a VM that is not busy.", derived(work, "`busyWith` is"), (vm, sight) => busyKindOf(busyWithOf(vm, sight))),
  text("question", "What it waits to be answered before it goes on; empty when nothing.", toldUnless("vCenter does not show it", "VirtualMachine.runtime.question"), (vm) => vm.question),
  flag("haRestarts", "True when HA restarts it after a host's failure; false for templates, where HA is off, and where its restart priority is disabled.", told("VirtualMachine.runtime.host", "HostSystem.parent", "ComputeResource.configurationEx", "VirtualMachine.config.template"), (vm, { inventory }) => isRestarted(vm, computeOf(inventory, hostOf(inventory, vm)))),
  texts("mustRules", "Names of the mandatory VM-host rules it is under.", told("VirtualMachine.runtime.host", "HostSystem.parent", "ComputeResource.configurationEx"), (vm, { inventory }) => mustRulesOn(vm, computeOf(inventory, hostOf(inventory, vm)))),
  many("disks", "Its disks with their chains; the last known ones while they cannot be read.", toldUnless("they were never seen", "VirtualMachine.config.hardware.device"), diskType, (vm, { inventory }) => inventory.disksOf(vm.ref)),
  int("depth", "levels", "Length of its deepest chain; 0 without disks.", derived("its disks", "`disks` is"), (vm, { inventory }) => depthOf(inventory.disksOf(vm.ref))),
  int("unneededLevels", "levels", "Levels of its disks that no snapshot and no other VM needs.", derived("its disks", "a level's role is, or `disks` is"), (vm, { inventory }) => unneededLevelsOf(inventory.disksOf(vm.ref))),
  int("unknownLevels", "levels", "Levels of its disks whose role is unknown.", derived("its disks", "`disks` is"), (vm, { inventory }) => sumOf(inventory.disksOf(vm.ref), ({ unknownLevels }) => unknownLevels)),
  bytes("capacityBytes", "Size of all its disks as the guest sees them.", derived("its disks' capacities", "one of them is, or `disks` is"), (vm, { inventory }) => sumOf(inventory.disksOf(vm.ref), ({ capacityBytes }) => capacityBytes)),
  bytes("ownBytes", "Space of its disk files that no other VM uses, those of snapshots included.", derived("the bytes of its files", "the bytes of such a file are, or its devices cannot be read"), (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesOwn),
  bytes("sharedBytes", "Space of its disk files that other VMs use too.", derived("the bytes of its files", "the bytes of such a file are, or its devices cannot be read"), (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesShared),
  int("unsizedFiles", "files", "Files whose bytes, or whether others use them, are unknown; one more while its devices cannot be read.", always("its files"), (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesUnknown),
  bytes("unlinkBytes", "What unlinking it (promote with unlink) would copy into its home.", derived("the bytes of its shared levels", "the bytes of such a level are, or its devices cannot be read"), (vm, { inventory }) => unlinkBytesOf(inventory, vm.ref)),
  flag("linked", "It shares a disk file with another VM.", derived("the chains of all VMs and of their snapshots", "its devices cannot be read"), (vm, { inventory }) => (vm.disks === undefined ? undefined : inventory.groupOf(vm.ref) !== undefined)),
  one("ifDeleted", "What deleting it through vCenter would leave behind.", always("see Foresight"), foresightType, (vm, { inventory }) => foreseeDelete(inventory, vm.ref)),
  one("ifUnregistered", "What taking it out of the inventory would leave behind.", always("see Foresight"), foresightType, (vm, { inventory }) => foreseeUnregister(inventory, vm.ref)),
  one("ifPromoted", "What promoting all its disks without unlink would do.", always("see Foresight"), foresightType, (vm, { inventory }) => foreseePromote(inventory, vm.ref, { unlink: false })),
  one("ifUnlinked", "What promoting all its disks with unlink would do.", always("see Foresight"), foresightType, (vm, { inventory }) => foreseePromote(inventory, vm.ref, { unlink: true })),
  texts("missing", "vSphere properties that are missing to know it whole, its disks and snapshots included; empty when nothing is.", always("what was read"), (vm, { inventory }) => missingOfVm(inventory, vm.ref)),
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
