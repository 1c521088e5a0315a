/** The events of a cluster's reconfiguration: always one for the whole, and one for each switch that flipped (vim-facts 5.8). It changes nothing. */
import type { EventOrigin } from "../operations/post-event.js";
import { postEvent } from "../operations/post-event.js";
import type { VimValue } from "../wire/vim-value.js";
import type { ClusterState } from "../world/entities.js";
import type { World } from "../world/world.js";

/** The switches as they were before. */
export interface Switches {
  readonly das: boolean;
  readonly admissionControl: boolean;
  readonly hostMonitoring: boolean;
  readonly drs: boolean;
}

export function switchesOf({ das, drs }: ClusterState): Switches {
  return { das: das.enabled, admissionControl: das.admissionControlEnabled, hostMonitoring: das.hostMonitoring, drs: drs.enabled };
}

export function tellReconfigured(world: World, cluster: ClusterState, before: Switches, origin: EventOrigin): void {
  const now = switchesOf(cluster);
  const say = (type: string, message: string, fields: Record<string, VimValue> = {}) => {
    postEvent(world, type, { computeResource: cluster }, fields, { ...origin, message: `${message} ${cluster.name}` });
  };
  say("ClusterReconfiguredEvent", "Reconfigured cluster");
  if (now.das !== before.das) say(now.das ? "DasEnabledEvent" : "DasDisabledEvent", `vSphere HA ${now.das ? "enabled" : "disabled"} for cluster`);
  if (now.admissionControl !== before.admissionControl) {
    say(now.admissionControl ? "DasAdmissionControlEnabledEvent" : "DasAdmissionControlDisabledEvent", `vSphere HA admission control ${now.admissionControl ? "enabled" : "disabled"} for cluster`);
  }
  if (now.hostMonitoring !== before.hostMonitoring) {
    say("HostMonitoringStateChangedEvent", "vSphere HA host monitoring state changed for cluster", { state: word(now.hostMonitoring), prevState: word(before.hostMonitoring) });
  }
  if (now.drs !== before.drs) {
    if (now.drs) say("DrsEnabledEvent", "Enabled DRS on cluster", { behavior: cluster.drs.behavior });
    else say("DrsDisabledEvent", "Disabled DRS on cluster");
  }
}

function word(enabled: boolean): string {
  return enabled ? "enabled" : "disabled";
}
