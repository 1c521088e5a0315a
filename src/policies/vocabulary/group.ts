/** Clone groups, as conditions see them. */
import { datastoreOf } from "../../inventory/file-key.js";
import { bytesOfGroup } from "../../inventory/group-bytes.js";
import type { CloneGroup, Compute, Vm } from "../../inventory/model.js";
import { groupClusterType } from "./cluster.js";
import { bytes, int, text, texts } from "./field.js";
import { limitType, riskType } from "./limit.js";
import { memberType } from "./member.js";
import { namesOf } from "./place.js";
import type { Sight } from "./sight.js";
import { always, derived, told } from "./source.js";
import { many, one, viewType } from "./view-type.js";

const linked = "the chains of all VMs and of their snapshots (docs/group-identity.md)";

export const groupType = viewType<CloneGroup>("Group", "VMs and templates connected over shared disk files.", [
  text("id", "Stable id of the group.", always(linked), (group) => group.id),
  text("name", "Name of the VM that owns the base, or the base's folder.", always(`${linked}, \`VirtualMachine.name\``), (group) => group.name),
  many("members", "Its VMs and templates, sorted by reference.", always(linked), memberType, membersOf),
  int("memberCount", "VMs", "Number of members.", always(linked), (group) => group.members.length),
  texts("hosts", "Names of the hosts its members are on, powered-off members and templates included.", told("VirtualMachine.runtime.host", "HostSystem.name"), (group, sight) => namesOf(hostRefs(group, sight), sight.inventory.hosts)),
  texts("hostRefs", "References of those hosts.", told("VirtualMachine.runtime.host"), hostRefs),
  int("hostSpan", "hosts", "Number of those hosts.", derived("`VirtualMachine.runtime.host` of the members", "one of them is"), (group, sight) => hostRefs(group, sight)?.length),
  many("clusters", "The clusters of those hosts; standalone hosts have none.", told("VirtualMachine.runtime.host", "HostSystem.parent"), groupClusterType, clustersOf),
  one("limit", "The host limit.", always("see Limit"), limitType, (group, sight) => sight.limitOf(group)),
  one("risk", "The HA restart risk in the worst of its clusters.", derived("see Risk", "`riskReason` names what is missing"), riskType, (group, sight) => sight.riskOf(group).risk),
  text("riskReason", "What the restart risk stands on, or what is missing to tell it.", always("as `risk`"), (group, sight) => sight.riskOf(group).reason),
  bytes("ownBytes", "Space of the files that one member alone uses.", derived("the bytes of all members' files", "the bytes of such a file are, or a member's devices cannot be read"), (group, { inventory }) => bytesOfGroup(inventory, group).bytesOwn),
  bytes("sharedBytes", "Space of the files that two or more members use.", derived("the bytes of all members' files", "the bytes of such a file are, or a member's devices cannot be read"), (group, { inventory }) => bytesOfGroup(inventory, group).bytesShared),
  text("base", "The shared file that most members stand on, `datastore-11:folder/file.vmdk`.", always(linked), (group) => group.base),
  text("datastore", "Name of the base's datastore.", told("Datastore.name"), (group, { inventory }) => inventory.datastores.get(datastoreOf(group.base) ?? "")?.name),
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
