/** Clone groups, as conditions see them. */
import { depthOf, unneededLevelsOf } from "../../inventory/disk-sums.js";
import { datastoreOf } from "../../inventory/file-key.js";
import type { DatastoreSpace } from "../../inventory/foresight/space-ledger.js";
import { bytesOfGroup } from "../../inventory/group-bytes.js";
import type { CloneGroup, Compute, Vm } from "../../inventory/model.js";
import { groupClusterType } from "./cluster.js";
import { bytes, int, text, texts } from "./field.js";
import { datastoreLimitType, known, limitType, riskType } from "./limit.js";
import { memberType } from "./member.js";
import { spaceType } from "./foresight.js";
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
  one("limit", "The host limit of the base's datastore.", always("see Limit"), limitType, (group, sight) => sight.limitOf(group)),
  many("limits", "The host limit on each datastore that holds files its members share, sorted by reference.", always("see DatastoreLimit"), datastoreLimitType, (group, sight) => sight.limitsByDatastore(group)),
  one("risk", "The HA restart risk in the worst of its clusters.", derived("see Risk", "`riskReason` names what is missing"), riskType, (group, sight) => known(sight.riskOf(group))),
  text("riskReason", "What the restart risk stands on, or what is missing to tell it.", always("as `risk`"), (group, sight) => sight.riskOf(group).reason),
  bytes("ownBytes", "Space of the files that one member alone uses.", derived("the bytes of all members' files", "the bytes of such a file are, or a member's devices cannot be read"), (group, { inventory }) => bytesOfGroup(inventory, group).bytesOwn),
  bytes("sharedBytes", "Space of the files that two or more members use.", derived("the bytes of all members' files", "the bytes of such a file are, or a member's devices cannot be read"), (group, { inventory }) => bytesOfGroup(inventory, group).bytesShared),
  int("depth", "levels", "Length of its deepest chain.", derived("the members' disks", "a member's devices were never seen"), (group, { inventory }) => all(group.members.map((ref) => depthOf(inventory.disksOf(ref))))?.reduce((deepest, depth) => Math.max(deepest, depth), 0)),
  int("unneededLevels", "levels", "Levels of its members' disks that no snapshot and no other VM needs.", derived("the members' disks", "a level's role is, or a member's devices cannot be read"), (group, { inventory }) => all(group.members.map((ref) => unneededLevelsOf(inventory.disksOf(ref))))?.reduce((sum, levels) => sum + levels, 0)),
  bytes("unlinkBytes", "What making every member stand alone would copy: promoting one after the other with unlink, base holders last.", derived("the bytes of the shared levels", "the bytes of such a level are, or a member's devices or home cannot be read"), (group, sight) => unlinkSpaceOf(group, sight)?.reduce<number | undefined>((sum, { copiedBytes }) => (sum === undefined || copiedBytes === undefined ? undefined : sum + copiedBytes), 0)),
  many("unlink", "The same by datastore, with the space left; what merges free afterwards is not counted.", derived("the bytes of the shared levels", "a member's devices or home cannot be read"), spaceType, unlinkSpaceOf),
  texts("orphanedFiles", "Files its members stand on while no VM that has them lives beside: their own VM is gone. `datastore-11:folder/file.vmdk`, sorted.", derived(`${linked}, \`VirtualMachine.config.files.vmPathName\``, "a VM that uses such a file lives nobody knows where"), orphansOf),
  text("ownerRef", "Reference of the member whose directory the base is in; empty when none lives there.", always(linked), (group) => group.owner ?? ""),
  text("base", "The shared file that most members stand on, `datastore-11:folder/file.vmdk`.", always(linked), (group) => group.base),
  text("datastore", "Name of the base's datastore.", told("Datastore.name"), (group, { inventory }) => inventory.datastores.get(datastoreOf(group.base) ?? "")?.name),
  texts("datastores", "Names of the datastores its members use, each once, sorted.", told("VirtualMachine.datastore", "Datastore.name"), (group, { inventory }) => namesOf([...new Set(group.members.flatMap((ref) => inventory.vms.get(ref)?.datastores ?? []))], inventory.datastores)?.toSorted()),
]);

function unlinkSpaceOf(group: CloneGroup, sight: Sight): readonly DatastoreSpace[] | undefined {
  const { complete, space } = sight.unlinkingOf(group);
  return complete ? space : undefined;
}

function orphansOf(group: CloneGroup, { inventory }: Sight): readonly string[] | undefined {
  const found = new Set<string>();
  for (const ref of group.members) {
    for (const { file } of inventory.usesOf(ref)) {
      const { orphaned } = inventory.ownershipOf(ref, file);
      if (orphaned === undefined) return undefined;
      if (orphaned) found.add(file.key);
    }
  }
  return [...found].sort();
}

/** Undefined when one of them is. */
function all(values: readonly (number | undefined)[]): readonly number[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined;
}

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
