/**
 * What stands between a host and the files that a VM is to have: a datastore that is not mounted there, or a shared base that as many hosts have open as may. It
 * never looks at space.
 */
import { hostLimitOf } from "../inventory/host-limit.js";
import type { CloneGroup, InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { ActionGround } from "./action.js";
import { refused, unknown, type NoStep } from "./next-step.js";
import { count } from "./vm-at-hand.js";

/** So many hosts may have a base open whatever it lies on (vim-facts 8.1). */
export const alwaysAllowed = 8;

/** Undefined when the host, where the VM is or will be, has the datastore mounted. `whose` names the VM. */
export function notMounted({ hosts, datastores }: InventoryView, host: Ref | undefined, datastore: Ref, whose: string): NoStep | undefined {
  if (host === undefined) return unknown(`runtime.host of ${whose}`);
  const at = hosts.get(host);
  if (at?.datastores === undefined) return unknown(`datastore of ${host}`);
  return at.datastores.includes(datastore) ? undefined : refused(`The datastore ${datastores.get(datastore)?.name ?? datastore} is not mounted on ${at.name ?? host}, the host of ${whose}.`);
}

/** `datastore`: where the base will lie; where it lies without it. `starting`: a VM more that opens the base, on that host or on one that vCenter chooses. */
export function tooManyHosts({ inventory, hostLimit }: ActionGround, group: CloneGroup, { datastore, starting }: { readonly datastore?: Ref; readonly starting?: { readonly host: Ref | undefined } }): NoStep | undefined {
  const members = group.members.map((ref) => [ref, inventory.vms.get(ref)] as const);
  const open = new Set(members.flatMap(([, vm]) => (vm?.powerState === "poweredOn" ? (vm.host ?? []) : [])));
  const doubts = members.flatMap(([ref, vm]) => (vm?.powerState === undefined ? [`runtime.powerState of ${ref}`] : vm.powerState === "poweredOn" && vm.host === undefined ? [`runtime.host of ${ref}`] : []));
  const running = open.size;
  if (starting?.host !== undefined) open.add(starting.host);
  else if (starting !== undefined) {
    const choice = inventory.placementOf(group).computes.map((ref) => [ref, inventory.computes.get(ref)?.hosts] as const);
    const hidden = choice.find(([, hosts]) => hosts === undefined)?.[0];
    if (hidden !== undefined) return unknown(`host of ${hidden}`);
    for (const host of choice.flatMap(([, hosts]) => hosts ?? []).filter((each) => !open.has(each)).slice(0, 1)) open.add(host);
  }
  const limit = hostLimitOf(inventory, group, hostLimit, datastore);
  const most = limit.hosts ?? alwaysAllowed;
  if (open.size + doubts.length <= most) return undefined;
  if (open.size <= most) return unknown(...doubts);
  if (limit.verdict === "unknown") return unknown(`how many hosts may have the base of ${group.name} open: ${limit.reason}`);
  return refused(`Members of clone group ${group.name} run on ${count(running, "host")}${open.size > running ? ", and this one might be started on one more" : ""}; at most ${most} may have its base open: ${limit.reason}.`);
}
