/**
 * What a bracketed datastore name means: from name to reference, who asked, and what a name meant before a rename.
 * It never picks one of several datastores of the same name (names are unique per datacenter only) unless the VM itself uses just one.
 */
import { countOf, eachOf, hasRef, RefIndex } from "./ref-set.js";
import type { Ref } from "./updates.js";

/** Names remembered after a rename or a removal; more than any vCenter renames between two readings of one VM. */
const maxFormerNames = 1_000;

export class DatastoreNames {
  readonly #current = new Map<Ref, string>();
  readonly #refs = new RefIndex();
  readonly #former = new Map<string, Ref>();
  readonly #askers = new RefIndex();

  /** Sets or removes a datastore's name; returns the names whose meaning may have changed. */
  set(ref: Ref, name: string | undefined): readonly string[] {
    const before = this.#current.get(ref);
    if (before === name) return [];
    if (before !== undefined) {
      this.#refs.remove(before, ref);
      this.#remember(before, ref);
    }
    if (name === undefined) this.#current.delete(ref);
    else {
      this.#current.set(ref, name);
      this.#refs.add(name, ref);
    }
    return [before, name].filter((item) => item !== undefined);
  }

  /**
   * The datastore a name means for a VM that uses the datastores `used`. A name nobody bears now means what it last meant: after
   * a rename vCenter announces the datastore and the VMs' paths one after the other.
   */
  lookUp(name: string, used: readonly Ref[]): Ref | undefined {
    const refs = this.#refs.get(name);
    if (countOf(refs) === 0) return this.#former.get(name);
    if (typeof refs === "string") return refs;
    const own = used.filter((ref) => hasRef(refs, ref));
    return own.length === 1 ? own[0] : undefined;
  }

  /** Notes that a VM's file keys hang on what these names mean. */
  ask(vm: Ref, before: readonly string[], now: readonly string[]): void {
    for (const name of before) this.#askers.remove(name, vm);
    for (const name of now) this.#askers.add(name, vm);
  }

  askersOf(name: string): Iterable<Ref> {
    return eachOf(this.#askers.get(name));
  }

  #remember(name: string, ref: Ref): void {
    this.#former.delete(name);
    this.#former.set(name, ref);
    if (this.#former.size <= maxFormerNames) return;
    for (const oldest of this.#former.keys()) {
      this.#former.delete(oldest);
      return;
    }
  }
}
