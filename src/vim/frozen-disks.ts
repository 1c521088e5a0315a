/**
 * The disks each snapshot pins: vCenter announces them with no VM, so they are fetched whenever a VM's snapshots or disks change
 * (vim-facts 6.4). Between truncated pages it only remembers what is due.
 */
import type { InventoryUpdate, Ref, SnapshotTree, SnapshotUpdate } from "../inventory/updates.js";
import type { DecodedObject } from "./decode/managed-object.js";
import { snapshotRefs } from "./decode/snapshot-tree.js";

export class FrozenDisks {
  /** Snapshots by VM; a VM without any is absent. */
  readonly #snapshots = new Map<Ref, readonly Ref[]>();
  /** Snapshots told to the inventory. */
  readonly #told = new Set<Ref>();
  readonly #due = new Set<Ref>();
  /** VMs whose devices cannot be read now: an unset tree then does not mean that there are no snapshots (docs/group-identity.md). */
  readonly #dark = new Set<Ref>();
  /** Of these, the ones whose tree was told as unset. */
  readonly #unset = new Set<Ref>();

  /** Takes an update of a VM; returns the leaves of snapshots that are gone with it. */
  note(object: DecodedObject): readonly InventoryUpdate[] {
    if (object.objectType !== "VirtualMachine") return [];
    const before = this.#snapshots.get(object.ref) ?? [];
    const tree = this.#treeIn(object);
    if (tree === undefined) {
      if ("disks" in object.set && before.length > 0) this.#due.add(object.ref);
      return [];
    }
    const now = snapshotRefs(tree ?? undefined);
    if (now.length === 0) {
      this.#snapshots.delete(object.ref);
      this.#due.delete(object.ref);
    } else {
      this.#snapshots.set(object.ref, now);
      this.#due.add(object.ref);
    }
    const stay = new Set(now);
    return before.filter((ref) => !stay.has(ref) && this.#told.delete(ref)).map(leave);
  }

  /** The tree that counts from now on; null for none, undefined when the object says nothing of it. */
  #treeIn({ ref, kind, set, unreadable }: DecodedObject): SnapshotTree | null | undefined {
    if (kind === "leave") {
      this.#dark.delete(ref);
      this.#unset.delete(ref);
      return null;
    }
    const entered = kind === "enter";
    if (set["disks"] === null || unreadable.includes("disks") || (entered && set["disks"] === undefined)) this.#dark.add(ref);
    else if (set["disks"] !== undefined) this.#dark.delete(ref);
    if (unreadable.includes("snapshot")) return undefined;
    const told = (set["snapshot"] ?? (entered || "snapshot" in set || this.#unset.has(ref) ? null : undefined)) as SnapshotTree | null | undefined;
    this.#unset.delete(ref);
    if (told !== null || !this.#dark.has(ref)) return told;
    this.#unset.add(ref);
    return undefined;
  }

  /** What `fetch` would ask for. */
  get pending(): number {
    return this.#due.size;
  }

  /** Fetches what is due; a snapshot that is gone meanwhile is left out, its VM's update will say so. */
  async fetch(retrieve: (refs: readonly Ref[]) => Promise<readonly DecodedObject[]>): Promise<readonly InventoryUpdate[]> {
    const vmOf = new Map<Ref, Ref>();
    for (const vm of this.#due) for (const ref of this.#snapshots.get(vm) ?? []) vmOf.set(ref, vm);
    const found = vmOf.size === 0 ? [] : await retrieve([...vmOf.keys()]);
    this.#due.clear();
    return found.map((object): SnapshotUpdate => {
      const known = this.#told.has(object.ref);
      this.#told.add(object.ref);
      const disks = object.set["disks"] as SnapshotUpdate["set"]["disks"];
      return {
        type: "VirtualMachineSnapshot", ref: object.ref, kind: known ? "modify" : "enter",
        set: { vm: vmOf.get(object.ref) ?? null, ...(disks === undefined ? {} : { disks }) },
        unreadable: object.unreadable.includes("disks") ? ["disks"] : [],
      };
    });
  }
}

function leave(ref: Ref): SnapshotUpdate {
  return { type: "VirtualMachineSnapshot", ref, kind: "leave", set: {}, unreadable: [] };
}
