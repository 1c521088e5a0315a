/** Clone groups with their members, host limit and restart risk, as conditions see them. */
import { datastoreOf } from "../../inventory/file-key.js";
import { bytesOfGroup } from "../../inventory/group-bytes.js";
import { memberOf } from "../../inventory/group-members.js";
import type { CloneGroup, Compute, HaRisk, HostLimit, Vm } from "../../inventory/model.js";
import { bytesOfVm } from "../../inventory/vm-bytes.js";
import { groupClusterType } from "./cluster.js";
import { verdict } from "./limit-verdict.js";
import { clusterName, computeOf, hostOf, namesOf } from "./place.js";
import type { Sight } from "./sight.js";
import { flag, int, many, one, real, text, texts, viewType } from "./view-type.js";

export const memberType = viewType<Vm>("Member", "A VM or template of a clone group.", [
  text("moref", "Managed object reference, e.g. `vm-42`.", (vm) => vm.ref),
  text("name", "Its name.", (vm) => vm.name),
  text("host", "Name of the host it is registered on.", (vm, { inventory }) => hostOf(inventory, vm)?.name),
  text("hostRef", "Reference of that host.", (vm) => vm.host),
  text("cluster", "Name of its cluster; empty on a standalone host.", (vm, { inventory }) => clusterName(computeOf(inventory, hostOf(inventory, vm)))),
  text("powerState", "`poweredOn`, `poweredOff` or `suspended`.", (vm) => vm.powerState),
  flag("template", "True for a template.", (vm) => vm.template),
  text("role", "`base-holder` (others stand on its files, it on nobody's), `template` (the same, and a template), `clone` or `nested-clone` (a clone of a clone).", (vm, { inventory }) => memberOf(inventory, vm.ref).role),
  int("generation", "VMs below it whose files it stands on: 0 for a base holder, 1 for a clone, more for nested clones.", (vm, { inventory }) => memberOf(inventory, vm.ref).generation),
  int("depth", "Levels of its deepest chain.", (vm, { inventory }) => memberOf(inventory, vm.ref).depth),
  int("ownBytes", "Space of its disk files that no other VM uses, in bytes.", (vm, { inventory }) => bytesOfVm(inventory, vm.ref).bytesOwn),
]);

export const limitType = viewType<HostLimit>("Limit", "How many hosts may have the group's base open at once.", [
  verdict("verdict", "`applies`, `lifted` or `unknown`. Compared with `applies` or `lifted`, an unknown verdict makes the condition unknown.", (limit) => limit.verdict),
  int("hosts", "The limit in hosts; missing while the verdict is unknown.", (limit) => limit.hosts),
  text("reason", "Where the verdict comes from.", (limit) => limit.reason),
]);

export const riskType = viewType<HaRisk>("Risk", "Probability (0 to 1) that HA never tries a permitted host when one of the group's hosts fails.", [
  real("worst", "The larger of the two readings.", (risk) => risk.worst),
  real("slotFree", "If the failed host's slot is free at once.", (risk) => risk.slotFree),
  real("slotHeld", "If it is not.", (risk) => risk.slotHeld),
  flag("guaranteed", "True when even the worse reading is 0.", (risk) => risk.guaranteed),
]);

export const groupType = viewType<CloneGroup>("Group", "VMs and templates connected over shared disk files.", [
  text("id", "Stable id of the group.", (group) => group.id),
  text("name", "Name of the VM that owns the base, or the base's folder.", (group) => group.name),
  many("members", "Its VMs and templates, sorted by reference.", memberType, membersOf),
  int("memberCount", "Number of members.", (group) => group.members.length),
  texts("hosts", "Names of the hosts its members are on, powered-off members and templates included.", (group, sight) => namesOf(hostRefs(group, sight), sight.inventory.hosts)),
  texts("hostRefs", "References of those hosts.", hostRefs),
  int("hostSpan", "Number of those hosts.", (group, sight) => hostRefs(group, sight)?.length),
  many("clusters", "The clusters of those hosts; standalone hosts have none.", groupClusterType, clustersOf),
  one("limit", "The host limit.", limitType, (group, sight) => sight.limitOf(group)),
  one("risk", "The HA restart risk in the worst of its clusters.", riskType, (group, sight) => sight.riskOf(group).risk),
  text("riskReason", "What the restart risk stands on, or what is missing to tell it.", (group, sight) => sight.riskOf(group).reason),
  int("ownBytes", "Space of the files that one member alone uses, in bytes.", (group, { inventory }) => bytesOfGroup(inventory, group).bytesOwn),
  int("sharedBytes", "Space of the files that two or more members use, in bytes.", (group, { inventory }) => bytesOfGroup(inventory, group).bytesShared),
  text("base", "The shared file that most members stand on, `datastore-11:folder/file.vmdk`.", (group) => group.base),
  text("datastore", "Name of the base's datastore.", (group, { inventory }) => inventory.datastores.get(datastoreOf(group.base) ?? "")?.name),
]);

export function membersOf(group: CloneGroup, { inventory }: Sight): readonly Vm[] | undefined {
  const members = group.members.map((ref) => inventory.vms.get(ref)).filter((vm) => vm !== undefined);
  return members.length === group.members.length ? members : undefined;
}

/** Undefined while the host of any member is unknown: a span that leaves somebody out would be too small. */
function hostRefs(group: CloneGroup, sight: Sight): readonly string[] | undefined {
  const { hosts, unplaced } = sight.placementOf(group);
  return unplaced.some((member) => sight.inventory.vms.get(member)?.host === undefined) ? undefined : hosts;
}

export function clustersOf(group: CloneGroup, sight: Sight): readonly Compute[] | undefined {
  const { computes, unplaced } = sight.placementOf(group);
  if (unplaced.length > 0) return undefined;
  const found = computes.map((ref) => sight.inventory.computes.get(ref));
  return found.includes(undefined) ? undefined : found.filter((compute) => compute !== undefined && compute.isCluster !== false) as readonly Compute[];
}
