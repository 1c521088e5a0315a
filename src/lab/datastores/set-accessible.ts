/** A datastore goes out of reach of all hosts, or comes back: VMs at home on it become inaccessible, which unsets their `config`, and are connected again (vim-facts 6.1). */
import { setVmConnection } from "../ha/vm-connection.js";
import { connectionOf } from "../hosts/set-host-state.js";
import { postEventEx } from "../operations/post-event-ex.js";
import { postEvent } from "../operations/post-event.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { vmsOn } from "./vms-on.js";

const nobody = { userName: "" };

/** Nothing happens when it is so already. A VM with disks there and its home elsewhere stays connected; it just cannot be started. */
export function setAccessible(world: World, datastore: DatastoreState, accessible: boolean): void {
  if (datastore.accessible === accessible) return;
  datastore.accessible = accessible;
  world.changes.touch(datastore.ref, "summary.accessible", "host", "overallStatus");
  for (const id of datastore.hosts) {
    const host = world.the("HostSystem", id);
    world.changes.touch(host.ref, "config.fileSystemVolume.mountInfo");
    const message = accessible ? `Datastore ${datastore.name} is back on ${host.name}` : `Datastore ${datastore.name} is out of reach of ${host.name}: all paths are down`;
    postEventEx(world, accessible ? "esx.clear.storage.apd.exit" : "esx.problem.storage.apd.start", { host, ds: datastore }, { severity: accessible ? "info" : "warning" }, { ...nobody, message });
  }
  for (const vm of vmsOn(world, datastore)) {
    if (vm.home.datastore !== datastore.ref.value || vm.connectionState !== (accessible ? "inaccessible" : "connected")) continue;
    setVmConnection(world, vm, connectionOf(world, vm));
    world.changes.touch(vm.ref, "config", "resourceConfig", "summary.config", "layoutEx", "layout", "storage");
    postEvent(world, accessible ? "VmConnectedEvent" : "VmConfigMissingEvent", { vm }, {}, { ...nobody, ...(accessible ? {} : { message: `Configuration file for ${vm.name} cannot be found` }) });
  }
}
