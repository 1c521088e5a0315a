/** vCenter lets go of a host and takes it back; what runs on it runs on, unseen. A host that is down is taken back by ha/, not here. */
import { postEvent, type EventOrigin } from "../operations/post-event.js";
import { VimFault } from "../wire/vim-fault.js";
import type { HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { setHostState, refreshVmConnections } from "./set-host-state.js";

/** Its VMs become disconnected. Throws InvalidState when the host is disconnected already. */
export function disconnectHost(world: World, host: HostState, origin: EventOrigin): void {
  if (host.connectionState === "disconnected") throw new VimFault("InvalidState", `The host ${host.name} is disconnected already.`);
  setHostState(world, host, { connectionState: "disconnected" });
  postEvent(world, "HostDisconnectedEvent", { host }, { reason: "userRequest" }, { ...origin, message: `Disconnected from ${host.name}. Reason: user request` });
  for (const vm of refreshVmConnections(world, host, "connected")) postEvent(world, "VmDisconnectedEvent", { vm }, {}, origin);
}

/** Its VMs are connected again. Throws InvalidState when the host is connected, and HostNotReachable, with an event, when it is down. */
export function reconnectHost(world: World, host: HostState, origin: EventOrigin): void {
  if (host.connectionState === "connected") throw new VimFault("InvalidState", `The host ${host.name} is connected already.`);
  if (host.powerState !== "poweredOn") {
    postEvent(world, "HostReconnectionFailedEvent", { host }, {}, { ...origin, message: `Cannot reconnect to ${host.name}` });
    throw new VimFault("HostNotReachable", `Unable to communicate with the host ${host.name}.`);
  }
  setHostState(world, host, { connectionState: "connected" });
  postEvent(world, "HostConnectedEvent", { host }, {}, origin);
  for (const vm of refreshVmConnections(world, host, "disconnected")) if (vm.connectionState === "connected") postEvent(world, "VmConnectedEvent", { vm }, {}, origin);
}
