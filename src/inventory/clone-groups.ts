/**
 * The clone groups, kept up to date by looking only at those that a change may have touched.
 * It never walks the whole inventory, except once when the ids saved before a restart are settled.
 */
import { datastoresOf, directoryOf, folderName } from "./file-key.js";
import type { FileUse } from "./file-index.js";
import { componentFrom, type Component } from "./group-component.js";
import { assignGroupIds, type SavedGroup } from "./group-ids.js";
import type { CloneGroup, FileKey } from "./model.js";
import { eachOf, RefIndex } from "./ref-set.js";
import { sameValue } from "./same-value.js";
import type { Ref } from "./updates.js";

/** What grouping asks of the VMs. */
export interface GroupGround {
  usesOf(vm: Ref): readonly FileUse[];
  homeOf(vm: Ref): string | undefined;
  nameOf(vm: Ref): string | undefined;
}

export interface Regrouped {
  /** Ids of the groups found, changed or not. */
  readonly found: ReadonlySet<string>;
  /** Ids of the groups that came, went or changed. */
  readonly changed: ReadonlySet<string>;
}

const nothing: Regrouped = { found: new Set(), changed: new Set() };
const noIds: readonly string[] = [];

type BasedComponent = Component & { readonly base: FileKey };

export class CloneGroups {
  readonly byId = new Map<string, CloneGroup>();
  readonly #ground: GroupGround;
  readonly #idOf = new Map<Ref, string>();
  /** Ids saved before a restart, by member, until they are settled. */
  readonly #savedIdOf = new Map<Ref, string>();
  readonly #onDatastore = new RefIndex();

  constructor(ground: GroupGround) {
    this.#ground = ground;
  }

  idOf(vm: Ref): string | undefined {
    return this.#idOf.get(vm);
  }

  /** Groups with shared files on this datastore. */
  onDatastore(datastore: Ref): Iterable<string> {
    return eachOf(this.#onDatastore.get(datastore));
  }

  /** Finds the components that touch these VMs' old and new groups again. */
  regroup(dirty: ReadonlySet<Ref>): Regrouped {
    if (dirty.size === 0) return nothing;
    const touched = new Set<string>();
    const visited = new Set<Ref>();
    const components: BasedComponent[] = [];
    const queue = new Set(dirty);
    for (const vm of queue) {
      this.#touch(vm, touched, queue);
      if (visited.has(vm)) continue;
      const { members, shared, base } = componentFrom(vm, (ref) => this.#ground.usesOf(ref), visited);
      for (const member of members) this.#touch(member, touched, queue);
      if (members.length > 1 && base !== undefined) components.push({ members, shared, base });
    }
    const free = (id: string): boolean => touched.has(id) || !this.byId.has(id);
    return this.#replace(touched, components, (vm) => this.#earlierIds(vm, free), (id) => !free(id));
  }

  /** A member's name or home changed: the group may be called otherwise. True when it is. */
  rename(id: string): boolean {
    const group = this.byId.get(id);
    if (group === undefined) return false;
    const { members, sharedFiles, base } = group;
    const next = this.#describe(id, { members, shared: sharedFiles, base });
    if (sameValue(group, next)) return false;
    this.byId.set(id, next);
    return true;
  }

  seed(saved: readonly SavedGroup[]): void {
    for (const { id, members } of saved) for (const member of members) this.#savedIdOf.set(member, id);
  }

  /** Gives saved ids to the groups that share most members with them, over all groups at once; returns the ids concerned. */
  settle(): ReadonlySet<string> {
    if (this.#savedIdOf.size === 0) return nothing.changed;
    const touched = new Set(this.byId.keys());
    const components = [...this.byId.values()].map(({ members, sharedFiles, base }) => ({ members, shared: sharedFiles, base }));
    const savedIds = (vm: Ref): readonly string[] => [this.#savedIdOf.get(vm)].filter((id) => id !== undefined);
    const { changed } = this.#replace(touched, components, savedIds, () => false);
    this.#savedIdOf.clear();
    return changed;
  }

  #touch(vm: Ref, touched: Set<string>, queue: Set<Ref>): void {
    const id = this.#idOf.get(vm);
    if (id === undefined || touched.has(id)) return;
    touched.add(id);
    for (const member of this.byId.get(id)?.members ?? []) queue.add(member);
  }

  #earlierIds(vm: Ref, free: (id: string) => boolean): readonly string[] {
    const [live, saved] = [this.#idOf.get(vm), this.#savedIdOf.get(vm)];
    const ids = [live, saved === live ? undefined : saved].filter((id) => id !== undefined && free(id));
    return ids.length === 0 ? noIds : ids as readonly string[];
  }

  #replace(
    touched: ReadonlySet<string>, components: readonly BasedComponent[],
    earlierIdsOf: (vm: Ref) => readonly string[], taken: (id: string) => boolean,
  ): Regrouped {
    const ids = assignGroupIds(components, earlierIdsOf, taken);
    const before = new Map<string, CloneGroup>();
    for (const id of touched) {
      const group = this.byId.get(id);
      if (group === undefined) continue;
      before.set(id, group);
      this.byId.delete(id);
      for (const member of group.members) this.#idOf.delete(member);
      for (const datastore of datastoresOf(group.sharedFiles)) this.#onDatastore.remove(datastore, id);
    }
    const changed = new Set(before.keys());
    components.forEach((component, index) => {
      const id = ids[index];
      if (id === undefined) throw new RangeError(`Cannot name group ${index} as there are ${ids.length} ids`);
      const next = this.#describe(id, component);
      const old = before.get(id);
      const same = old !== undefined && sameValue(old, next);
      this.byId.set(id, same ? old : next);
      for (const member of component.members) this.#idOf.set(member, id);
      for (const datastore of datastoresOf(component.shared)) this.#onDatastore.add(datastore, id);
      if (same) changed.delete(id);
      else changed.add(id);
    });
    return { found: new Set(ids), changed };
  }

  #describe(id: string, { members, shared, base }: BasedComponent): CloneGroup {
    const directory = directoryOf(base);
    const owner = members.find((member) => this.#ground.homeOf(member) === directory);
    const name = (owner === undefined ? undefined : this.#ground.nameOf(owner)) ?? folderName(base);
    return { id, name, ...(owner === undefined ? {} : { owner }), members, sharedFiles: shared, base };
  }
}
