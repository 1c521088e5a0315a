/**
 * All that conditions can name: the view types, and which object a policy's `each:` puts before its expressions.
 * A list by hand; a new type appears here or nowhere.
 */
import type { Subject, SubjectKind } from "../decision.js";
import { clusterType, datastoreType, groupClusterType, hostType } from "./cluster.js";
import { diskType, levelType } from "./disk.js";
import { foresightType, spaceType } from "./foresight.js";
import { groupType } from "./group.js";
import type { JsonObject } from "./json.js";
import { datastoreLimitType, limitType, riskType } from "./limit.js";
import { memberType } from "./member.js";
import type { Sight } from "./sight.js";
import { snapshotType } from "./snapshot.js";
import { vcenterType } from "./vcenter.js";
import type { AnyViewType, ViewType } from "./view-type.js";
import { vmType } from "./vm.js";

/** In an order that names a type before it is used. */
export const viewTypes: readonly AnyViewType[] = [
  levelType, diskType, snapshotType, spaceType, foresightType, groupClusterType, memberType, limitType, riskType, datastoreLimitType, groupType, vmType, clusterType, hostType, datastoreType, vcenterType,
];

interface Root {
  readonly type: string;
  readonly exists: (sight: Sight, id: string) => boolean;
  readonly name: (sight: Sight, id: string) => string | undefined;
  readonly view: (sight: Sight, id: string) => object | undefined;
  readonly json: (sight: Sight, id: string) => JsonObject | undefined;
}

/** Per `each:` the object behind the variable of the same name. */
export const roots: Readonly<Record<SubjectKind, Root>> = {
  vm: root("vm", vmType, (sight, id) => sight.inventory.vms.get(id)),
  group: root("group", groupType, (sight, id) => sight.inventory.groups.get(id)),
  cluster: root("cluster", clusterType, (sight, id) => {
    const compute = sight.inventory.computes.get(id);
    return compute?.isCluster === false ? undefined : compute;
  }),
  host: root("host", hostType, (sight, id) => sight.inventory.hosts.get(id)),
  datastore: root("datastore", datastoreType, (sight, id) => sight.inventory.datastores.get(id)),
  vcenter: root("vcenter", vcenterType, ({ vcenter }, id) => (vcenter?.id === id ? vcenter : undefined)),
};

/** The context an expression runs in: the subject under its own name. */
export function variablesOf(sight: Sight, { kind, id }: Subject): Readonly<Record<string, object | undefined>> {
  const { lately } = sight;
  if (lately?.kind === kind && lately.id === id) return lately.variables;
  const variables = { [kind]: roots[kind].view(sight, id) };
  sight.lately = { kind, id, variables };
  return variables;
}

function root<Item extends { readonly name: string | undefined }>(path: SubjectKind, type: ViewType<Item>, find: (sight: Sight, id: string) => Item | undefined): Root {
  return {
    type: type.name,
    exists: (sight, id) => find(sight, id) !== undefined,
    name: (sight, id) => find(sight, id)?.name,
    view: (sight, id) => {
      const item = find(sight, id);
      return item === undefined ? undefined : new type.view(item, sight, path);
    },
    json: (sight, id) => {
      const item = find(sight, id);
      return item === undefined ? undefined : type.json(item, sight);
    },
  };
}
