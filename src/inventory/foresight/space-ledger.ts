/**
 * Space that a change would need and free, by datastore. It counts disk files only, and of what is not certain the side that leaves less
 * room: a merge frees at least what cannot fit into the disk's capacity, and a figure that lacks a part is unknown, never too good.
 */
import type { InventoryView } from "../model.js";
import type { Ref } from "../updates.js";

export interface DatastoreSpace {
  readonly datastore: Ref;
  /** Written there by the change. */
  readonly copiedBytes: number | undefined;
  /** Certainly freed there. */
  readonly freedBytes: number | undefined;
  /** Freed there at best: merged levels may overlap wholly or not at all. */
  readonly freedAtMostBytes: number | undefined;
  /** Free afterwards, as far as certain; negative when it does not fit. */
  readonly freeAfterBytes: number | undefined;
}

interface Account { copied: number | undefined; freed: number | undefined; atMost: number | undefined }

export class SpaceLedger {
  readonly #accounts = new Map<Ref, Account>();

  copy(datastore: Ref, bytes: number | undefined): void {
    const account = this.#account(datastore);
    account.copied = plus(account.copied, bytes);
  }

  free(datastore: Ref, bytes: number | undefined): void {
    const account = this.#account(datastore);
    account.freed = plus(account.freed, bytes);
    account.atMost = plus(account.atMost, bytes);
  }

  /** Levels of these sizes become one, which is at least as large as the largest and at most the disk's capacity or their sum. */
  merge(datastore: Ref, sizes: readonly (number | undefined)[], capacityBytes: number | undefined): void {
    const account = this.#account(datastore);
    const sum = sizes.reduce<number | undefined>(plus, 0);
    const largest = sizes.reduce<number | undefined>((best, size) => (best === undefined || size === undefined ? undefined : Math.max(best, size)), 0);
    if (sum === undefined || largest === undefined) {
      account.atMost = undefined;
      return;
    }
    if (capacityBytes !== undefined) account.freed = plus(account.freed, Math.min(sum - largest, Math.max(0, sum - capacityBytes)));
    account.atMost = plus(account.atMost, sum - largest);
  }

  /** Sorted by reference. */
  read({ datastores }: InventoryView): readonly DatastoreSpace[] {
    return [...this.#accounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([datastore, { copied, freed, atMost }]) => {
      const free = datastores.get(datastore)?.freeSpaceBytes;
      const after = free === undefined || copied === undefined || freed === undefined ? undefined : free - copied + freed;
      return { datastore, copiedBytes: copied, freedBytes: freed, freedAtMostBytes: atMost, freeAfterBytes: after };
    });
  }

  #account(datastore: Ref): Account {
    let account = this.#accounts.get(datastore);
    if (account === undefined) this.#accounts.set(datastore, (account = { copied: 0, freed: 0, atMost: 0 }));
    return account;
  }
}

function plus(sum: number | undefined, bytes: number | undefined): number | undefined {
  return sum === undefined || bytes === undefined ? undefined : sum + bytes;
}
