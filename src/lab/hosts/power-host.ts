/** Hosts are rebooted, shut down and put to sleep. By force the VMs on it die with it, and HA acts as at any failure. */
import { failHost, returnHost } from "../ha/fail-host.js";
import { postEvent, type EventOrigin } from "../operations/post-event.js";
import { VimFault } from "../wire/vim-fault.js";
import type { HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { vmsToMove } from "./evacuate-host.js";
import { setHostState, refreshVmConnections } from "./set-host-state.js";

/** How long a host is away while it boots, in ms of lab time. */
const rebootMs = 300_000;

/** Throws InvalidState outside maintenance mode, unless forced. `returns`: it comes back by itself. */
export function shutDownHost(world: World, host: HostState, { force, returns }: { readonly force: boolean; readonly returns: boolean }, origin: EventOrigin): void {
  if (!host.inMaintenanceMode && !force) throw new VimFault("InvalidState", `The host ${host.name} must be in maintenance mode.`);
  postEvent(world, "HostShutdownEvent", { host }, { reason: returns ? "reboot" : "shutdown" }, { ...origin, message: `Shut down of ${host.name}: ${returns ? "reboot" : "shutdown"}` });
  if (host.inMaintenanceMode) {
    setHostState(world, host, { connectionState: "notResponding", powerState: "poweredOff" });
    refreshVmConnections(world, host, "connected");
  } else {
    failHost(world, host);
  }
  if (returns) world.clock.after(rebootMs, () => { if (world.find("HostSystem", host.ref.value) === host) returnHost(world, host); });
}

/** Throws InvalidState when a VM runs on the host, or it is not up. */
export function enterStandby(world: World, host: HostState, origin: EventOrigin): void {
  if (host.connectionState !== "connected" || host.powerState !== "poweredOn" || vmsToMove(world, host, false).length > 0) {
    throw new VimFault("InvalidState", `The operation is not allowed in the current state of the host ${host.name}.`);
  }
  setHostState(world, host, { powerState: "standBy" });
  postEvent(world, "EnteredStandbyModeEvent", { host }, {}, { ...origin, message: `The host ${host.name} is in standby mode` });
}

/** Throws InvalidState when the host is not asleep. */
export function exitStandby(world: World, host: HostState, origin: EventOrigin): void {
  if (host.powerState !== "standBy") throw new VimFault("InvalidState", `The host ${host.name} is not in standby mode.`);
  setHostState(world, host, { powerState: "poweredOn", bootTime: world.clock.now() });
  postEvent(world, "ExitedStandbyModeEvent", { host }, {}, { ...origin, message: `The host ${host.name} is no longer in standby mode` });
}
