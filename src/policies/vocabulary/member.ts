/** The members of a clone group, as conditions see them. */
import { isRestarted } from "../../inventory/ha-restart.js";
import { memberOf } from "../../inventory/group-members.js";
import type { Vm } from "../../inventory/model.js";
import { bytesOfVm } from "../../inventory/vm-bytes.js";
import { unlinkBytesOf } from "../../inventory/foresight/unlink-bytes.js";
import { unneededLevelsOf } from "../../inventory/disk-sums.js";
import { bytes, flag, int, text, texts, word } from "./field.js";
import { clusterName, computeOf, hostOf, namesOf } from "./place.js";
import { always, derived, told } from "./source.js";
import { viewType } from "./view-type.js";

const homes = "its chains, and the directories of the files in them";

export const memberType = viewType<Vm>("Member", "A VM or template of a clone group.", [
  text("moref", "Managed object reference, e.g. `vm-42`.", always("the object's reference"), (vm) => vm.ref),
  text("name", "Its name.", told("VirtualMachine.name"), (vm) => vm.name),
  text("host", "Name of the host it is registered on.", told("VirtualMachine.runtime.host", "HostSystem.name"), (vm, { inventory }) => hostOf(inventory, vm)?.name),
  text("hostRef", "Reference of that host.", told("VirtualMachine.runtime.host"), (vm) => vm.host),
  text("cluster", "Name of its cluster; empty on a standalone host.", told("VirtualMachine.runtime.host", "HostSystem.parent", "ComputeResource.name"), (vm, { inventory }) => clusterName(computeOf(inventory, hostOf(inventory, vm)))),
  word("powerState", ["poweredOn", "poweredOff", "suspended"], "Whether it runs.", told("VirtualMachine.runtime.powerState"), (vm) => vm.powerState),
  flag("template", "True for a template.", told("VirtualMachine.config.template"), (vm) => vm.template),
  flag("haRestarts", "True when HA restarts it after a host's failure; false for templates, where HA is off, and where its restart priority is disabled.", told("VirtualMachine.runtime.host", "HostSystem.parent", "ComputeResource.configurationEx", "VirtualMachine.config.template"), (vm, { inventory }) => isRestarted(vm, computeOf(inventory, hostOf(inventory, vm)))),
  word("role", ["base-holder", "template", "clone", "nested-clone"], "`base-holder`: others stand on its files, it on nobody's. `template`: the same, and a template. `clone`: stands on another VM's files. `nested-clone`: a clone of a clone.",
    derived(homes, "a file's datastore or its own directory is not known"), (vm, { inventory }) => memberOf(inventory, vm.ref).role),
  int("generation", "VMs", "VMs below it whose files it stands on: 0 for a base holder, 1 for a clone, more for nested clones.", derived(homes, "a file's datastore or its own directory is not known"), (vm, { inventory }) => memberOf(inventory, vm.ref).generation),
  int("depth", "levels", "Length of its deepest chain.", derived("its disks' depths", "its devices were never seen"), (vm, { inventory }) => memberOf(inventory, vm.ref).depth),
  bytes("ownBytes", "Space of its disk files that no other VM uses.", derived("the bytes of its files", "the bytes of such a file are, or its devices cannot be read"), (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesOwn),
  bytes("sharedBytes", "Space of its disk files that other VMs use too.", derived("the bytes of its files", "the bytes of such a file are, or its devices cannot be read"), (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesShared),
  bytes("unlinkBytes", "What unlinking it alone (promote with unlink) would copy into its home.", derived("the bytes of its shared levels", "the bytes of such a level are, or its devices cannot be read"), (vm, { inventory }) => unlinkBytesOf(inventory, vm.ref)),
  texts("datastores", "Names of the datastores it uses.", told("VirtualMachine.datastore", "Datastore.name"), (vm, { inventory }) => namesOf(vm.datastores, inventory.datastores)),
  int("unneededLevels", "levels", "Levels of its disks that no snapshot and no other VM needs.", derived("its disks", "a level's role is, or its devices cannot be read"), (vm, { inventory }) => unneededLevelsOf(inventory.disksOf(vm.ref))),
]);
