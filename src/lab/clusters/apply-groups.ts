/** VM and host groups of a cluster as a specification changes them; an edit replaces all members (vim-facts 7.7). It changes a draft only. */
import { objectIn, refsIn, textOf } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Ref, VimObject } from "../wire/vim-value.js";
import type { ClusterGroup, ClusterState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { invalid, keyText, type ClusterDraft } from "./cluster-draft.js";

/**
 * `specs` are ClusterGroupSpec; a group is removed by its name. Throws DuplicateName for a name that is there already, InvalidArgument for an unknown group,
 * for a group of the other kind and for members that are not in the cluster.
 */
export function applyGroups(world: World, cluster: ClusterState, draft: ClusterDraft, specs: readonly VimObject[]): void {
  for (const spec of specs) {
    const operation = textOf(spec, "operation");
    if (operation === "remove") {
      const name = keyText(spec["removeKey"]);
      if (!draft.groups.some((group) => group.name === name)) throw invalid("spec.groupSpec.removeKey");
      draft.groups = draft.groups.filter((group) => group.name !== name);
      continue;
    }
    const wanted = groupOf(world, cluster, objectIn(spec, "info"));
    const present = draft.groups.find((group) => group.name === wanted.name);
    if (operation === "add") {
      if (present !== undefined) throw new VimFault("DuplicateName", `The name '${wanted.name}' already exists.`, { name: wanted.name, object: cluster.ref });
      draft.groups.push({ ...wanted, uniqueId: world.random.uuid() });
    } else {
      if (present?.kind !== wanted.kind) throw invalid("spec.groupSpec.info.name");
      draft.groups = draft.groups.map((group) => (group === present ? { ...wanted, uniqueId: present.uniqueId } : group));
    }
  }
}

function groupOf(world: World, cluster: ClusterState, info: VimObject | undefined): Omit<ClusterGroup, "uniqueId"> {
  const name = info === undefined ? "" : textOf(info, "name");
  if (info === undefined || name === "") throw invalid("spec.groupSpec.info.name");
  if (info.$type === "ClusterVmGroup") return { kind: "vm", name, members: members(refsIn(info, "vm"), (id) => vmInCluster(world, cluster, id), "spec.groupSpec.info.vm") };
  if (info.$type === "ClusterHostGroup") return { kind: "host", name, members: members(refsIn(info, "host"), (id) => cluster.hosts.has(id), "spec.groupSpec.info.host") };
  throw invalid("spec.groupSpec.info");
}

function members(refs: readonly Ref[], known: (id: string) => boolean, property: string): string[] {
  const ids = [...new Set(refs.map((each) => each.value))];
  if (!ids.every(known)) throw invalid(property);
  return ids;
}

/** Whether the VM is registered on a host of the cluster. */
export function vmInCluster(world: World, cluster: ClusterState, vm: string): boolean {
  const host = world.find("VirtualMachine", vm)?.host;
  return host !== undefined && cluster.hosts.has(host);
}
