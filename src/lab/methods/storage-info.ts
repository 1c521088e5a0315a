/** RefreshStorageInfo: makes vCenter look at a virtual machine's files anew, as it otherwise does on its own schedule (vim-facts 6.4). */
import { refreshStorageView } from "../properties/vm-storage-view.js";
import type { MethodTable } from "./method.js";

export const storageInfoMethods: MethodTable = {
  "VirtualMachine.RefreshStorageInfo": ({ world, self }) => {
    const vm = world.the("VirtualMachine", self.value);
    refreshStorageView(world, vm);
    world.changes.touch(vm.ref, "layoutEx", "layout", "storage", "summary.storage");
    return undefined;
  },
};
