/**
 * Which id a group bears, so that alerts keep their fingerprints while members come and go (docs/group-identity.md).
 * It only chooses: it neither finds groups nor remembers them.
 */
import { contentHash } from "../shared/digest.js";
import type { FileKey } from "./model.js";
import type { Ref } from "./updates.js";

/** A group as it was saved before a restart. */
export interface SavedGroup {
  readonly id: string;
  readonly members: readonly Ref[];
}

export interface Nameless {
  readonly members: readonly Ref[];
  readonly base: FileKey;
}

/**
 * One id per component, in their order. `earlierIdsOf` tells the ids of the groups a VM was in before; the component that shares
 * most members with an old group inherits its id (ties: smallest id, then smallest member), each id goes once, the rest are new.
 * `taken` says that a new id is in use elsewhere.
 */
export function assignGroupIds(
  components: readonly Nameless[], earlierIdsOf: (vm: Ref) => readonly string[], taken: (id: string) => boolean,
): readonly string[] {
  const claims = components.flatMap((component, index) => claimsOf(component, index, earlierIdsOf));
  claims.sort((a, b) => b.shared - a.shared || compare(a.id, b.id) || compare(a.first, b.first));
  const chosen = new Map<number, string>();
  const used = new Set<string>();
  for (const { index, id } of claims) {
    if (chosen.has(index) || used.has(id)) continue;
    chosen.set(index, id);
    used.add(id);
  }
  return components.map((component, index) => {
    const id = chosen.get(index) ?? newGroupId(component.base, (candidate) => used.has(candidate) || taken(candidate));
    used.add(id);
    return id;
  });
}

interface Claim { readonly index: number; readonly id: string; readonly shared: number; readonly first: Ref }

function claimsOf({ members }: Nameless, index: number, earlierIdsOf: (vm: Ref) => readonly string[]): readonly Claim[] {
  const counts = new Map<string, number>();
  for (const member of members) for (const id of earlierIdsOf(member)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, shared]) => ({ index, id, shared, first: members[0] ?? "" }));
}

/** "g-" and 12 hex digits over the base's identity; "-2", "-3" and so on while that is taken. */
function newGroupId(base: FileKey, taken: (id: string) => boolean): string {
  const id = `g-${contentHash(base, 12)}`;
  if (!taken(id)) return id;
  let suffix = 2;
  while (taken(`${id}-${suffix}`)) suffix += 1;
  return `${id}-${suffix}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
