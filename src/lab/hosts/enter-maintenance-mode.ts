/** A host enters maintenance mode once no VM runs on it any more; until then it stays what it was. */
import type { Operation } from "../operations/operation.js";
import { postEvent } from "../operations/post-event.js";
import { VimFault } from "../wire/vim-fault.js";
import type { HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { Evacuation, vmsToMove } from "./evacuate-host.js";
import { setHostState } from "./set-host-state.js";

export interface Maintenance {
  /** 0: for as long as it takes. */
  readonly timeoutSeconds: number;
  /** Powered-off VMs and templates must leave too. */
  readonly evacuatePoweredOffVms: boolean;
  readonly userName: string;
}

/** The task fails with InvalidState when the host is not connected or in maintenance mode already, and with Timedout. */
export function enterMaintenanceMode(world: World, host: HostState, { timeoutSeconds, evacuatePoweredOffVms, userName }: Maintenance): Operation {
  const say = (chainId: number, type: string, message: string) => { postEvent(world, type, { host }, {}, { chainId, userName, message: `Host ${host.name} ${message}` }); };
  let entering = false;
  return {
    entity: host.ref,
    locks: [host.ref],
    cancelable: true,
    bytes: () => 0,
    begin(task) {
      if (host.connectionState !== "connected" || host.inMaintenanceMode) {
        throw new VimFault("InvalidState", `The operation is not allowed in the current state of the host ${host.name}.`);
      }
      entering = true;
      say(task.eventChainId, "EnteringMaintenanceModeEvent", "has started to enter maintenance mode");
    },
    wait(task, done) {
      const evacuation = new Evacuation(world, host, { poweredOffToo: evacuatePoweredOffVms, chainId: task.eventChainId, empty: () => { stop(); done(); } });
      const deadline = timeoutSeconds > 0 ? world.clock.after(timeoutSeconds * 1_000, () => {
        stop();
        done(new VimFault("Timedout", "Operation timed out."));
      }) : undefined;
      function stop() {
        evacuation.stop();
        deadline?.cancel();
      }
      return stop;
    },
    commit(task) {
      if (vmsToMove(world, host, false).length > 0) throw new VimFault("InvalidState", `Virtual machines were started on ${host.name} meanwhile.`);
      setHostState(world, host, { inMaintenanceMode: true });
      say(task.eventChainId, "EnteredMaintenanceModeEvent", "has entered maintenance mode");
      return undefined;
    },
    failed(task) {
      if (entering) say(task.eventChainId, "CanceledHostOperationEvent", "canceled entering maintenance mode");
    },
  };
}
