/** The datastore that something is to be moved to, if it can be written to just now. It never looks at space. */
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { ActionParams } from "./action.js";
import { findDatastore } from "./find-object.js";
import { unknown, waiting, type NoStep } from "./next-step.js";

export function targetDatastore(inventory: InventoryView, params: ActionParams): Ref | NoStep {
  const target = findDatastore(inventory, String(params["datastore"]));
  if (typeof target !== "string") return target;
  const at = inventory.datastores.get(target);
  if (at?.accessible === undefined) return unknown(`summary.accessible of ${target}`);
  return at.accessible ? target : waiting(`The datastore ${at.name ?? target} is not accessible.`);
}
