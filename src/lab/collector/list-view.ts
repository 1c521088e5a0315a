/** A ListView: references that its owner puts in and takes out, for instance tasks to be watched (vim-facts 4). Objects that are destroyed leave it. */
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { LiveMembers, type View } from "./live-members.js";

export class ListView implements View {
  readonly ref: Ref;
  readonly live = new LiveMembers();
  readonly #world: World;
  #seq: number;

  constructor(world: World, ref: Ref) {
    this.ref = ref;
    this.#world = world;
    this.#seq = world.changes.seq;
  }

  property(name: string): VimValue {
    this.catchUp();
    return name === "view" ? [...this.live.refs] : undefined;
  }

  /** Returns the references that `resolve` does not know, or among `remove` those that are not in the view. */
  modify(add: readonly Ref[], remove: readonly Ref[], resolve: (ref: Ref) => boolean): readonly Ref[] {
    this.catchUp();
    const before = this.live.version;
    const unresolved = remove.filter((ref) => !this.live.remove(ref.value));
    for (const ref of add) {
      if (resolve(ref)) this.live.add(ref);
      else unresolved.push(ref);
    }
    if (this.live.version !== before) this.#world.changes.touch(this.ref, "view");
    return unresolved;
  }

  reset(refs: readonly Ref[], resolve: (ref: Ref) => boolean): readonly Ref[] {
    const kept = new Set(refs.map((ref) => ref.value));
    return this.modify(refs, [...this.live.refs].filter((ref) => !kept.has(ref.value)), resolve);
  }

  catchUp(): void {
    const seq = this.#seq;
    this.#seq = this.#world.changes.seq;
    if (seq === this.#seq) return;
    const changes = this.#world.changes.since(seq);
    let left = false;
    for (const { ref, kind } of changes ?? []) left = (kind === "destroyed" && this.live.remove(ref.value)) || left;
    if (left) this.#world.changes.touch(this.ref, "view");
  }

  dispose(): void {
    this.live.clear();
  }
}
