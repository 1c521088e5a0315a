/** What can be done to a host as a whole: maintenance, connection, power (vim-facts 7.4). Each is a task on the host. */
import { disconnectHost, reconnectHost } from "../../hosts/connect-host.js";
import { enterMaintenanceMode } from "../../hosts/enter-maintenance-mode.js";
import { enterStandby, exitStandby, shutDownHost } from "../../hosts/power-host.js";
import { setHostState } from "../../hosts/set-host-state.js";
import { requireOf } from "../../inventory/require-entity.js";
import { postEvent, type EventOrigin } from "../../operations/post-event.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, numberOf, type Args } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { HostState } from "../../world/entities.js";
import type { World } from "../../world/world.js";
import type { LabMethod, MethodTable } from "../method.js";

export const hostMethods: MethodTable = {
  "HostSystem.EnterMaintenanceMode_Task": (call) => {
    const { world, args, userName } = call;
    const host = requireOf(world, "HostSystem", call.self);
    return startTask(call, enterMaintenanceMode(world, host, { timeoutSeconds: numberOf(args, "timeout"), evacuatePoweredOffVms: flagIn(args, "evacuatePoweredOffVms"), userName }));
  },

  "HostSystem.ExitMaintenanceMode_Task": onHost((world, host, origin) => {
    if (!host.inMaintenanceMode) throw new VimFault("InvalidState", `The host ${host.name} is not in maintenance mode.`);
    setHostState(world, host, { inMaintenanceMode: false });
    postEvent(world, "ExitMaintenanceModeEvent", { host }, {}, { ...origin, message: `Host ${host.name} has exited maintenance mode` });
  }),

  "HostSystem.DisconnectHost_Task": onHost(disconnectHost),
  "HostSystem.ReconnectHost_Task": onHost(reconnectHost),
  "HostSystem.RebootHost_Task": onHost((world, host, origin, args) => { shutDownHost(world, host, { force: flagIn(args, "force"), returns: true }, origin); }),
  "HostSystem.ShutdownHost_Task": onHost((world, host, origin, args) => { shutDownHost(world, host, { force: flagIn(args, "force"), returns: false }, origin); }),
  "HostSystem.PowerDownHostToStandBy_Task": onHost(enterStandby),
  "HostSystem.PowerUpHostFromStandBy_Task": onHost(exitStandby),
  "HostSystem.ReconfigureHostForDAS_Task": onHost(() => undefined),

  "HostSystem.RetrieveHardwareUptime": ({ world, self }) => {
    const host = requireOf(world, "HostSystem", self);
    return host.connectionState === "connected" ? Math.floor((world.clock.now() - host.bootTime) / 1_000) : 0;
  },
};

/** A method whose effect happens at the end of a short task. */
function onHost(effect: (world: World, host: HostState, origin: EventOrigin, args: Args) => void): LabMethod {
  return (call) => {
    const host = requireOf(call.world, "HostSystem", call.self);
    return startTask(call, quickOperation(host.ref, (task) => {
      effect(call.world, host, { chainId: task.eventChainId, userName: call.userName }, call.args);
      return undefined;
    }));
  };
}
