/**
 * Which virtual machines use a datastore or a network, and how far they may grow on it, without looking at all of them each time.
 * It follows the change log, so it knows what has been announced; it changes nothing.
 */
import { ref, type Ref } from "../wire/vim-value.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { closureOf } from "./vm-closure.js";
import { usageOf } from "./vm-storage.js";

/** What one VM uses: datastore or network (moid) → bytes it may still grow there. */
type Uses = ReadonlyMap<string, number>;

class VmIndex {
  readonly #world: World;
  readonly #usesByVm = new Map<string, Uses>();
  readonly #vmsByUsed = new Map<string, Set<string>>();
  readonly #uncommitted = new Map<string, number>();
  #seq: number | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** VMs and templates, in no promised order. */
  vmsUsing(used: string): readonly Ref[] {
    this.#catchUp();
    return [...this.#vmsByUsed.get(used) ?? []].map((id) => ref("VirtualMachine", id));
  }

  /** Bytes that all VMs together may still grow on the datastore. */
  uncommittedBytes(datastore: string): number {
    this.#catchUp();
    return this.#uncommitted.get(datastore) ?? 0;
  }

  #catchUp(): void {
    const { changes } = this.#world;
    const news = this.#seq === undefined ? undefined : changes.since(this.#seq);
    this.#seq = changes.seq;
    if (news === undefined) {
      for (const id of [...this.#usesByVm.keys()]) this.#replace(id, undefined);
      for (const vm of this.#world.all("VirtualMachine")) this.#replace(vm.ref.value, this.#usesOf(vm));
      return;
    }
    const touched = new Set(news.filter((change) => change.ref.type === "VirtualMachine").map((change) => change.ref.value));
    for (const id of touched) {
      const vm = this.#world.find("VirtualMachine", id);
      this.#replace(id, vm === undefined ? undefined : this.#usesOf(vm));
    }
  }

  #usesOf(vm: VmState): Uses {
    const uses = new Map<string, number>();
    for (const network of vm.networks) uses.set(network, 0);
    for (const file of closureOf(this.#world, vm)) uses.set(file.datastore, 0);
    for (const [datastore, { uncommitted }] of usageOf(this.#world, vm)) uses.set(datastore, uncommitted);
    return uses;
  }

  /** Sets keep their order for what stays, so that a list reads the same when nothing in it changed. */
  #replace(vm: string, uses: Uses | undefined): void {
    const before = this.#usesByVm.get(vm);
    for (const [used, bytes] of before ?? []) {
      if (uses?.has(used) !== true) this.#vmsByUsed.get(used)?.delete(vm);
      this.#grow(used, -bytes);
    }
    if (uses === undefined) this.#usesByVm.delete(vm);
    else this.#usesByVm.set(vm, uses);
    for (const [used, bytes] of uses ?? []) {
      const vms = this.#vmsByUsed.get(used);
      if (vms === undefined) this.#vmsByUsed.set(used, new Set([vm]));
      else vms.add(vm);
      this.#grow(used, bytes);
    }
  }

  #grow(used: string, bytes: number): void {
    if (bytes !== 0) this.#uncommitted.set(used, (this.#uncommitted.get(used) ?? 0) + bytes);
  }
}

const indexes = new WeakMap<World, VmIndex>();

/** The index of this world, made at the first question. */
export function vmIndexOf(world: World): VmIndex {
  let index = indexes.get(world);
  if (index === undefined) indexes.set(world, index = new VmIndex(world));
  return index;
}
