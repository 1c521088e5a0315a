/** The host that does a VM's task: when it goes away, the work is lost, also when it comes back. It only looks. */
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { World } from "../world/world.js";

/** Remembers the host of the VM `entity` as it is now; the answer throws HostNotConnected once that has been away. Other entities have no such host. */
export function watchHost(world: World, entity: Ref): () => void {
  const host = world.find("HostSystem", world.find("VirtualMachine", entity.value)?.host);
  if (host === undefined) return () => {};
  const { bootTime } = host;
  return () => {
    if (host.connectionState === "connected" && host.bootTime === bootTime) return;
    throw new VimFault("HostNotConnected", `Unable to communicate with the remote host ${host.name}, since it is disconnected.`);
  };
}
