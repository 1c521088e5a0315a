/**
 * Whose `layoutEx` to read when: a VM that came or whose disks or snapshots changed at once and once more a little later, for the
 * server refreshes it on its own schedule; every other VM about once an hour (vim-facts 3.6, 6.4). It never reads anything itself.
 */
import type { Ref } from "../inventory/updates.js";
import type { DecodedObject } from "./decode/managed-object.js";

/** Of one turn: about a megabyte of answer. */
export const layoutsPerTurn = 200;
/** Until the second look after a change. */
export const secondLookMs = 60_000;
/** Age at which a layout is read again though nothing was heard of the VM: deltas grow while it runs. */
export const fullPassMs = 3_600_000;
/** VMs that become due by age in one round, so that an hour's pass over 60,000 of them is spread evenly. */
const agedPerRound = 1_000;

export class LayoutRefresh {
  readonly #due = new Set<Ref>();
  /** When to look again, oldest first. */
  readonly #again = new Map<Ref, number>();
  /** When each VM was last read, oldest first. */
  readonly #readAt = new Map<Ref, number>();
  readonly #passMs: number;

  constructor(passMs = fullPassMs) {
    this.#passMs = passMs;
  }

  /** Takes an object as it was told to the inventory. */
  note(object: DecodedObject, now: number): void {
    const { ref, kind, set } = object;
    if (object.objectType !== "VirtualMachine") return;
    if (kind === "modify" && !("disks" in set) && !("snapshot" in set)) return;
    this.#again.delete(ref);
    if (kind === "leave") {
      this.#due.delete(ref);
      this.#readAt.delete(ref);
      return;
    }
    this.#due.add(ref);
    if (kind === "modify") this.#again.set(ref, now + secondLookMs);
  }

  /** VMs waiting to be read now. */
  get pending(): number {
    return this.#due.size;
  }

  /** Once a round: lets those become due that were last read long ago. */
  age(now: number): void {
    let aged = 0;
    for (const [ref, at] of this.#readAt) {
      if (now - at < this.#passMs || aged++ === agedPerRound) return;
      this.#due.add(ref);
    }
  }

  /** The VMs to read in this turn; they count as read. */
  take(now: number): readonly Ref[] {
    for (const [ref, at] of this.#again) {
      if (at > now) break;
      this.#again.delete(ref);
      this.#due.add(ref);
    }
    const turn: Ref[] = [];
    for (const ref of this.#due) {
      if (turn.length === layoutsPerTurn) break;
      turn.push(ref);
      this.#due.delete(ref);
      this.#readAt.delete(ref);
      this.#readAt.set(ref, now);
    }
    return turn;
  }
}
