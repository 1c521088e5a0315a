/**
 * Reads one vCenter once, from login to the whole model built, for commands that only look. It follows nothing and leaves no session behind.
 */
import { applyUpdates } from "../inventory/apply-updates.js";
import { Inventory } from "../inventory/inventory.js";
import type { VCenter } from "../streams/ports.js";

export interface Observation {
  readonly vcenter: string;
  readonly instanceUuid: string;
  readonly inventory: Inventory;
}

/** Throws what opening or reading throws. */
export async function observe(vcenter: VCenter, signal: AbortSignal): Promise<Observation> {
  const watch = await vcenter.open(() => Promise.resolve(undefined), signal);
  try {
    const inventory = new Inventory();
    for (let truncated = true; truncated;) {
      const batch = await watch.waitForUpdates(1, signal);
      applyUpdates(inventory, batch.updates);
      truncated = batch.truncated;
    }
    inventory.settleGroupIds();
    return { vcenter: vcenter.name, instanceUuid: watch.about.instanceUuid, inventory };
  } finally {
    await watch.close();
  }
}
