/** A ContainerView: the entities of some types in or below a container, followed through creations, removals and moves (vim-facts 4). It never asks for privileges: users of the lab see all or nothing. */
import { vimSchema } from "../wire/vim-schema.js";
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { Change } from "../world/change-log.js";
import type { Entity } from "../world/entities.js";
import type { EntityOf, World } from "../world/world.js";
import { containersOf, isBelow } from "./containment.js";
import { LiveMembers, type View } from "./live-members.js";

/** What says that an entity now stands elsewhere. */
const placePaths: ReadonlySet<string> = new Set(["parent", "resourcePool", "runtime", "runtime.host"]);

const entityTypes: readonly (keyof EntityOf)[] = ["Folder", "Datacenter", "ComputeResource", "ClusterComputeResource", "HostSystem", "ResourcePool", "Datastore", "Network", "VirtualMachine"];

export interface ContainerViewSpec {
  readonly container: Ref;
  /** Wire names; empty for every type. */
  readonly types: readonly string[];
  readonly recursive: boolean;
}

export class ContainerView implements View {
  readonly ref: Ref;
  readonly live = new LiveMembers();
  readonly #world: World;
  readonly #spec: ContainerViewSpec;
  readonly #shown: ReadonlySet<string>;
  #seq: number;

  constructor(world: World, ref: Ref, spec: ContainerViewSpec) {
    this.ref = ref;
    this.#world = world;
    this.#spec = spec;
    this.#shown = new Set(entityTypes.filter((type) => spec.types.length === 0 || spec.types.some((each) => each === "ManagedObject" || vimSchema().isA(type, each))));
    this.#seq = world.changes.seq;
    this.#fill();
  }

  property(name: string): VimValue {
    this.catchUp();
    switch (name) {
      case "view": return [...this.live.refs];
      case "container": return this.#spec.container;
      case "type": return this.#spec.types;
      case "recursive": return this.#spec.recursive;
      default: return undefined;
    }
  }

  catchUp(): void {
    const seq = this.#seq;
    this.#seq = this.#world.changes.seq;
    if (seq === this.#seq) return;
    const before = this.live.version;
    const changes = this.#world.changes.since(seq);
    if (changes === undefined || changes.some((change) => this.#movesOthers(change))) this.#refill();
    else for (const change of changes) this.#follow(change);
    if (this.live.version !== before) this.#world.changes.touch(this.ref, "view");
  }

  /** A view has nothing that waits. */
  dispose(): void {
    this.live.clear();
  }

  #follow({ ref, kind, paths }: Change): void {
    if (kind === "destroyed") this.live.remove(ref.value);
    else if (this.#shown.has(ref.type) && (kind === "created" || paths.some((path) => placePaths.has(path)))) this.#place(ref.value);
  }

  #place(id: string): void {
    const entity = this.#world.get(id);
    if (entity !== undefined && this.#contains(entity)) this.live.add(entity.ref);
    else this.live.remove(id);
  }

  /** An entity with others below it moved, and they with it. */
  #movesOthers({ ref, kind, paths }: Change): boolean {
    return this.#spec.recursive && kind === "touched" && paths.includes("parent") && ref.type !== "VirtualMachine" && this.#world.get(ref.value) !== undefined;
  }

  #contains(entity: Entity): boolean {
    const { container, recursive } = this.#spec;
    return this.#shown.has(entity.type) && (recursive ? isBelow(this.#world, entity, container.value) : containersOf(entity).includes(container.value));
  }

  #fill(): void {
    for (const type of entityTypes) {
      if (!this.#shown.has(type)) continue;
      for (const entity of this.#world.all(type)) if (this.#contains(entity)) this.live.add(entity.ref);
    }
  }

  #refill(): void {
    for (const { value } of [...this.live.refs]) {
      const entity = this.#world.get(value);
      if (entity === undefined || !this.#contains(entity)) this.live.remove(value);
    }
    this.#fill();
  }
}
