/**
 * What HA has to work with in one cluster when a host fails: hosts that may take VMs, members that it restarts, and the hosts that
 * mandatory rules leave them (vim-facts 7.7, 7.8). A host whose state is not told counts as able, a member whose setting is not as restarted.
 */
import type { CloneGroup, Compute, Host, InventoryView } from "./model.js";
import type { Ref } from "./updates.js";

/** Members of the group that HA may start on the same hosts. */
export interface RestartCircle {
  /** Names of the mandatory rules that draw it; empty for the whole cluster. */
  readonly rules: readonly string[];
  /** Hosts that may take VMs, the failing one included. */
  readonly hosts: ReadonlySet<Ref>;
}

/** In maintenance, standing by, off or out of touch, a host takes no VM. */
export function mayTakeVms(host: Host | undefined): boolean {
  if (host === undefined) return true;
  const { connectionState = "connected", powerState = "poweredOn", inMaintenanceMode } = host;
  return connectionState === "connected" && powerState !== "standBy" && powerState !== "poweredOff" && inMaintenanceMode !== true;
}

/** A host that is out of touch may still run VMs and keep files open; one in maintenance, standing by or off does not. */
export function mayHoldFilesOpen(host: Host | undefined): boolean {
  return host === undefined || (host.powerState !== "standBy" && host.powerState !== "poweredOff" && host.inMaintenanceMode !== true);
}

/** One circle per set of rules that members of the group in this cluster are under. None when HA restarts none of them. */
export function restartCircles(view: InventoryView, group: CloneGroup, cluster: Compute): readonly RestartCircle[] {
  const able = (cluster.hosts ?? []).filter((host) => mayTakeVms(view.hosts.get(host)));
  const rules = (cluster.mustRules ?? []).map((rule) => ({ ...rule, members: new Set(rule.vms), among: new Set(rule.hosts) }));
  const except = new Set(cluster.haRestart?.except);
  const circles = new Map<string, RestartCircle>();
  for (const ref of group.members) {
    const vm = view.vms.get(ref);
    if (vm?.host === undefined || view.hosts.get(vm.host)?.parent !== cluster.ref || vm.template === true) continue;
    if ((cluster.haRestart?.byDefault ?? true) === except.has(ref)) continue;
    const binding = rules.filter(({ members }) => members.has(ref));
    const names = binding.map(({ name }) => name);
    const hosts = able.filter((host) => binding.every(({ kind, among }) => among.has(host) === (kind === "on")));
    circles.set(JSON.stringify(names), { rules: names, hosts: new Set(hosts) });
  }
  return [...circles.values()];
}
