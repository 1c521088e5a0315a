/**
 * The host limit of a clone group on each datastore that holds files its members share: a group may stand on several, and what an old
 * VMFS forbids, NFS beside it does not. It never adds the verdicts up; the group's own limit is that of its base's datastore.
 */
import { datastoreOf } from "./file-key.js";
import { groupHaRisk, type GroupHaRisk } from "./ha-risk.js";
import { hostLimitOf } from "./host-limit.js";
import type { CloneGroup, HostLimit, InventoryView } from "./model.js";
import type { Ref } from "./updates.js";

export interface DatastoreLimit extends HostLimit {
  readonly datastore: Ref;
  /** Members that have a shared file there, sorted. */
  readonly members: readonly Ref[];
  /** Of those members alone, under this limit. */
  readonly risk: GroupHaRisk;
}

/** Sorted by datastore; doubtful files are on none. Costs the members' files. `override` is the operator's. */
export function datastoreLimitsOf(view: InventoryView, group: CloneGroup, override?: number): readonly DatastoreLimit[] {
  const shared = new Set(group.sharedFiles);
  const users = new Map<Ref, Set<Ref>>();
  for (const vm of group.members) {
    for (const { file, multiWriter } of view.usesOf(vm)) {
      const datastore = multiWriter || !shared.has(file.key) ? undefined : datastoreOf(file.key);
      if (datastore === undefined) continue;
      const known = users.get(datastore);
      if (known === undefined) users.set(datastore, new Set([vm]));
      else known.add(vm);
    }
  }
  return [...users].sort(([a], [b]) => (a < b ? -1 : 1)).map(([datastore, found]) => {
    const members = [...found].sort();
    const part: CloneGroup = { ...group, members };
    const limit = hostLimitOf(view, part, override, datastore);
    return { ...limit, datastore, members, risk: groupHaRisk(view, part, limit) };
  });
}
