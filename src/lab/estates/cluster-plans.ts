/** What an estate says of a cluster beside its hosts: HA, groups and rules, by names. It refers to VMs and hosts that are described elsewhere. */
import type { ClusterRule, RestartPriority } from "../world/entities.js";
import type { Placed } from "./place.js";

export interface HaPlan {
  readonly enabled: boolean;
  readonly hostMonitoring: boolean;
  readonly admissionControl: boolean;
  readonly failoverLevel: number;
  readonly restartPriority: RestartPriority;
  readonly options: Readonly<Record<string, string>>;
  /** VM name → its own priority. */
  readonly vms: Readonly<Record<string, RestartPriority>>;
}

export interface GroupPlan extends Placed {
  readonly name: string;
  readonly kind: "vm" | "host";
  readonly members: readonly string[];
}

/** `detail` names VMs and groups instead of ids. */
export interface RulePlan extends Placed {
  readonly name: string;
  readonly enabled: boolean;
  readonly mandatory: boolean;
  readonly detail: ClusterRule["detail"];
}
