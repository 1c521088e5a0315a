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

  /** Takes an update of a VM; returns the leaves of snapshots that are gone with it. */
  note(object: DecodedObject): readonly InventoryUpdate[] {
    if (object.objectType !== "VirtualMachine") return [];
    const before = this.#snapshots.get(object.ref) ?? [];
    if (object.kind === "modify" && !("snapshot" in object.set)) {
      if ("disks" in object.set && before.length > 0) this.#due.add(object.ref);
      return [];
    }
    const now = object.kind === "leave" ? [] : snapshotRefs((object.set["snapshot"] ?? undefined) as SnapshotTree | undefined);
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
