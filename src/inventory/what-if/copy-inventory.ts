/** A second inventory that says the same as the first. It costs the whole inventory: for rehearsals, never for a turn. */
import { applyUpdates } from "../apply-updates.js";
import { Inventory } from "../inventory.js";
import { retell } from "../retelling.js";

export function copyOf(inventory: Inventory): Inventory {
  const { groups, updates } = retell(inventory);
  const copy = new Inventory();
  copy.seedGroupIds(groups);
  applyUpdates(copy, [...updates]);
  copy.settleGroupIds();
  return copy;
}
