/**
 * Follows a vCenter with tetherd's own client, as the decision line does: full state, changes, a new watch when one is lost. It records what it
 * was told, and counts the watches. Its clock stands still until it is told otherwise.
 */
import { applyUpdates } from "../../../src/inventory/apply-updates.js";
import { Inventory } from "../../../src/inventory/inventory.js";
import { leavesAfterResync } from "../../../src/inventory/resync.js";
import type { InventoryUpdate } from "../../../src/inventory/updates.js";
import { TetherdError } from "../../../src/shared/errors.js";
import { createVCenter } from "../../../src/vim/create-vcenter.js";
import type { VimWatch } from "../../../src/vim/watch.js";
import type { Lab } from "../../../src/lab/start-lab.js";

/** One after the other: more than any nuisance that strikes now and then. */
const mostFailures = 50;

export class Follower {
  readonly inventory = new Inventory();
  /** Each update set as it was applied, the leaves of a resync included. */
  readonly sets: (readonly InventoryUpdate[])[] = [];
  /** Codes of the errors that ended watches. */
  readonly lost: string[] = [];
  readonly #vcenter;
  readonly #signal = new AbortController().signal;
  #watch: VimWatch | undefined;
  #seen: Set<string> | undefined;
  #now = 0;
  #failures = 0;

  constructor(lab: Lab, maxObjectUpdates = 100) {
    this.#vcenter = createVCenter({
      url: lab.url, username: lab.world.settings.userName, password: () => lab.world.settings.password, tls: { thumbprint: lab.thumbprintSha256 }, maxObjectUpdates, now: () => this.#now,
    });
  }

  /** One update set; false when there was nothing new. */
  async turn(): Promise<boolean> {
    try {
      if (this.#watch === undefined) {
        this.#seen = new Set();
        this.#watch = await this.#vcenter.open(() => Promise.resolve(undefined), this.#signal);
      }
      const { updates, truncated } = await this.#watch.waitForUpdates(0, this.#signal);
      this.#failures = 0;
      this.#take(updates);
      for (const { ref, kind } of updates) if (kind !== "leave") this.#seen?.add(ref);
      if (!truncated && this.#seen !== undefined) {
        this.#take(leavesAfterResync(this.inventory, this.#seen));
        this.#seen = undefined;
        return true;
      }
      return truncated || updates.length > 0;
    } catch (error) {
      if (!(error instanceof TetherdError) || !error.retryable || ++this.#failures > mostFailures) throw error;
      this.lost.push(error.code);
      await this.close();
      return true;
    }
  }

  /** Until nothing more comes. */
  async catchUp(): Promise<void> {
    for (let quiet = 0; quiet < 2;) quiet = await this.turn() ? 0 : quiet + 1;
  }

  /** Lets what is read only now and then be read again. */
  async wait(ms: number): Promise<void> {
    this.#now += ms;
    await this.catchUp();
  }

  async close(): Promise<void> {
    const watch = this.#watch;
    this.#watch = undefined;
    await watch?.close();
  }

  #take(updates: readonly InventoryUpdate[]): void {
    if (updates.length === 0) return;
    this.sets.push(updates);
    applyUpdates(this.inventory, updates);
  }
}

/** Everything read anew by a client that knows nothing yet. */
export async function readFully(lab: Lab): Promise<Follower> {
  const reader = new Follower(lab);
  await reader.catchUp();
  await reader.close();
  return reader;
}
