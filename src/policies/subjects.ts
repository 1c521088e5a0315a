/**
 * Which subjects a change may concern, and which there are. Conservative: a subject too many costs an evaluation, one too few would
 * cost correctness until the next sweep.
 */
import { datastoreOf, datastoresOf } from "../inventory/file-key.js";
import type { Changes, InventoryView, Vm } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import { subjectKinds, type Subject, type SubjectKind, type World } from "./decision.js";
import type { PolicySet } from "./policy-set.js";
import { roots } from "./vocabulary/catalogue.js";
import type { JsonObject } from "./vocabulary/json.js";
import { sightOf } from "./vocabulary/sight.js";

/**
 * Subjects of policies that are not off. A VM wakes itself and its group; a group itself and, where policies of VMs look at groups,
 * all its members; a host or cluster itself, each other, the VMs on it and their groups; a datastore itself and, where names of
 * datastores are looked at, its VMs and their groups; a folder the VMs below it where folders are looked at; a file's size the VMs
 * that have it where sizes are looked at, who has it likewise, and its datastore where policies look at the files on it. Objects that are gone are named too. A VM becoming busy or idle is no change of the
 * inventory: whoever watches tasks adds it to `changes.vms`.
 */
export function subjectsTouched(set: PolicySet, inventory: InventoryView, changes: Changes): readonly Subject[] {
  const touched = new Touched(set, inventory);
  for (const ref of changes.vms) touched.vm(ref);
  if (set.wakes.byBytes) for (const ref of changes.sized) touched.vm(ref);
  for (const file of changes.files) {
    if (set.wakes.byUsers) for (const ref of inventory.usersOf(file)) touched.vm(ref);
    const datastore = set.wakes.datastoresByFiles ? datastoreOf(file) : undefined;
    if (datastore !== undefined) touched.add("datastore", datastore);
  }
  for (const id of changes.groups) touched.group(id);
  for (const ref of changes.hosts) touched.host(ref);
  for (const ref of changes.computes) touched.compute(ref);
  for (const ref of changes.datastores) touched.add("datastore", ref);
  const folders = changes.places.size > 0 && set.wakes.byFolder;
  const datastores = changes.datastores.size > 0 && set.wakes.byDatastore;
  if (folders || datastores) {
    const below = folders ? placesBelow(inventory, changes.places) : new Set<Ref>();
    for (const vm of inventory.vms.values()) {
      if ((vm.parent !== undefined && below.has(vm.parent)) || (datastores && usesAny(inventory, vm, changes.datastores))) touched.vm(vm.ref);
    }
  }
  if (datastores) for (const group of inventory.groups.values()) if ([...datastoresOf(group.sharedFiles)].some((ref) => changes.datastores.has(ref))) touched.group(group.id);
  return touched.subjects;
}

/** What there is to look at. */
type Surroundings = Pick<World, "inventory" | "vcenter">;

/** All that policies of the set look at, for a sweep; it may be consumed over several turns. */
export function* allSubjects(set: PolicySet, world: Surroundings): Generator<Subject> {
  for (const kind of subjectKinds) if (set.byKind[kind].length > 0) yield* subjectsOfKind(kind, world);
}

export function* subjectsOfKind(kind: SubjectKind, { inventory, vcenter }: Surroundings): Generator<Subject> {
  switch (kind) {
    case "vm": for (const id of inventory.vms.keys()) yield { kind, id }; break;
    case "group": for (const id of inventory.groups.keys()) yield { kind, id }; break;
    case "cluster": for (const { ref, isCluster } of inventory.computes.values()) if (isCluster !== false) yield { kind, id: ref }; break;
    case "host": for (const id of inventory.hosts.keys()) yield { kind, id }; break;
    case "datastore": for (const id of inventory.datastores.keys()) yield { kind, id }; break;
    case "vcenter": if (vcenter !== undefined) yield { kind, id: vcenter.id }; break;
  }
}

export function subjectExists(world: World, subject: Subject): boolean {
  return roots[subject.kind].exists(sightOf(world), subject.id);
}

/** The object's name, or its id while that is unknown. */
export function subjectName(world: World, subject: Subject): string {
  return roots[subject.kind].name(sightOf(world), subject.id) ?? subject.id;
}

/** Exactly the object a condition sees, as JSON: whole numbers as numbers, unknown members as null. Undefined when it is gone. */
export function subjectView(world: World, subject: Subject): JsonObject | undefined {
  return roots[subject.kind].json(sightOf(world), subject.id);
}

/** The `group` object of conditions. */
export function groupView(world: World, groupId: string): JsonObject | undefined {
  return subjectView(world, { kind: "group", id: groupId });
}

class Touched {
  readonly #set: PolicySet;
  readonly #inventory: InventoryView;
  readonly #ids = new Map<SubjectKind, Set<string>>();
  readonly #groups = new Set<string>();

  constructor(set: PolicySet, inventory: InventoryView) {
    this.#set = set;
    this.#inventory = inventory;
  }

  add(kind: SubjectKind, id: string): void {
    if (this.#set.byKind[kind].length === 0) return;
    const ids = this.#ids.get(kind);
    if (ids === undefined) this.#ids.set(kind, new Set([id]));
    else ids.add(id);
  }

  vm(ref: Ref): void {
    this.add("vm", ref);
    const group = this.#inventory.groupOf(ref);
    if (group !== undefined) this.group(group.id);
  }

  group(id: string): void {
    if (this.#groups.has(id)) return;
    this.#groups.add(id);
    this.add("group", id);
    if (this.#set.wakes.vmsByGroup) for (const member of this.#inventory.groups.get(id)?.members ?? []) this.add("vm", member);
  }

  /**
   * The VMs on it; the inventory itself names the groups whose limit or risk it changes. A host names its cluster and a cluster its
   * hosts: while the two do not agree, for one of them is still to come, every VM of the cluster is woken.
   */
  host(ref: Ref): void {
    this.add("host", ref);
    this.#vmsOn(ref);
    for (const cluster of this.#inventory.computesOf(ref)) {
      this.add("cluster", cluster);
      const compute = this.#inventory.computes.get(cluster);
      if (compute === undefined) continue;
      const hosts = this.#inventory.hostsOf(cluster);
      const agreed = hosts.size === compute.hosts?.length && compute.hosts.every((host) => this.#inventory.hosts.get(host)?.parent === cluster);
      if (!agreed) for (const host of hosts) this.#vmsOn(host);
    }
  }

  compute(ref: Ref): void {
    this.add("cluster", ref);
    for (const host of this.#inventory.hostsOf(ref)) {
      this.add("host", host);
      this.#vmsOn(host);
    }
  }

  #vmsOn(host: Ref): void {
    for (const vm of this.#inventory.vmsOn(host)) this.vm(vm);
  }

  get subjects(): readonly Subject[] {
    return [...this.#ids].flatMap(([kind, ids]) => [...ids].map((id) => ({ kind, id })));
  }
}

/** By what vCenter says it uses, where it lives, and the files of its chains. */
function usesAny(inventory: InventoryView, { ref, datastores }: Vm, changed: ReadonlySet<Ref>): boolean {
  return datastores.some((one) => changed.has(one)) || inventory.usesOf(ref).some(({ file }) => changed.has(datastoreOf(file.key) ?? ""))
    || inventory.dwellingsOf(ref).some((directory) => directory !== undefined && changed.has(datastoreOf(directory) ?? ""));
}

/** The changed places and every place below one. */
function placesBelow(inventory: InventoryView, changed: ReadonlySet<Ref>): ReadonlySet<Ref> {
  const children = new Map<Ref, Ref[]>();
  for (const { ref, parent } of inventory.places.values()) {
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [ref]);
    else siblings.push(ref);
  }
  const below = new Set(changed);
  for (const ref of below) for (const child of children.get(ref) ?? []) below.add(child);
  return below;
}
