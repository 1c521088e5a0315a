/** TaskInfo.descriptionId in vCenter's own spelling (vim-facts 5.7): short VMODL class, dot, VMODL method. It never uses the wire's name of a method. */
import type { MethodType } from "../wire/vim-schema.js";

/** VMODL classes whose name differs from the wire type's. */
const classes: Readonly<Record<string, string>> = {
  VirtualMachineSnapshot: "vm.Snapshot",
  HostDatastoreBrowser: "host.DatastoreBrowser",
  HostDatastoreSystem: "host.DatastoreSystem",
  HostStorageSystem: "host.StorageSystem",
  DistributedVirtualPortgroup: "dvs.DistributedVirtualPortgroup",
  VcenterVStorageObjectManager: "vslm.vcenter.VStorageObjectManager",
};

/** e.g. "vm.Snapshot.remove", "VirtualMachine.clone". `type` is the wire type of the object the method was called on. */
export function descriptionIdOf(type: string, method: Pick<MethodType, "vmodlName">): string {
  return `${classes[type] ?? type}.${method.vmodlName}`;
}
