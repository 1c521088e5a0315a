/**
 * Reads vCenters once, from login to the whole model built, for commands that only look. It follows nothing and leaves no session behind.
 */
import { applyUpdates } from "../inventory/apply-updates.js";
import { Inventory } from "../inventory/inventory.js";
import { SettingsError } from "../settings/errors.js";
import type { Settings } from "../settings/settings.js";
import type { VCenter } from "../streams/ports.js";
import { vcenterOf } from "./vcenter-of.js";

export interface Observation {
  readonly vcenter: string;
  readonly instanceUuid: string;
  readonly inventory: Inventory;
}

/** Side by side; throws what opening or reading any of them throws. */
export async function observeAll(settings: Settings): Promise<readonly Observation[]> {
  if (settings.vcenters.length === 0) throw new SettingsError("SETTINGS_INVALID", "Cannot look at clone groups as at least one vCenter must be given: there is none", { hint: "Set TETHERD_VCENTER_URL, or vcenters in the file given with --config" });
  const { signal } = new AbortController();
  return Promise.all(settings.vcenters.map(async (one) => observe(vcenterOf(one, settings, undefined), signal)));
}

async function observe(vcenter: VCenter, signal: AbortSignal): Promise<Observation> {
  const watch = await vcenter.open(() => Promise.resolve(undefined), signal);
  try {
    const inventory = new Inventory();
    for (let truncated = true; truncated;) {
      const batch = await watch.waitForUpdates(1, signal);
      applyUpdates(inventory, batch.updates);
      truncated = batch.truncated;
    }
    // Sizes of files are told afterwards, some VMs at a time, until a round brings none.
    for (let more = true; more;) {
      const { updates } = await watch.waitForUpdates(0, signal);
      applyUpdates(inventory, updates);
      more = updates.some((update) => update.type === "VirtualMachine" && "layout" in update.set);
    }
    inventory.settleGroupIds();
    return { vcenter: vcenter.name, instanceUuid: watch.about.instanceUuid, inventory };
  } finally {
    await watch.close();
  }
}
