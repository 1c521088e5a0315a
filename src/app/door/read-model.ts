/** A daemon's model, built again on this side so that it says exactly the same. It never shows half of one. */
import { applyUpdates } from "../../inventory/apply-updates.js";
import { Inventory } from "../../inventory/inventory.js";
import type { InventoryUpdate } from "../../inventory/updates.js";
import { DoorError } from "./errors.js";
import { readLines } from "./read-lines.js";
import type { InventoryHeader, InventoryLine } from "./wire.js";

export interface DoorModel {
  readonly header: InventoryHeader;
  readonly inventory: Inventory;
  /**
   * With `follow`: applies what the daemon applies and says so, in whole sets; an empty one says that nothing happened. Ends with DOOR_CLOSED and the
   * daemon's reason. To be called once.
   */
  changes(): AsyncGenerator<readonly InventoryUpdate[]>;
}

/** Updates applied at once while the model is on its way. */
const mostAtOnce = 2_000;

/** `door` is the daemon's address. Throws DOOR_CLOSED with the daemon's reason while it has nothing whole to show. */
export async function readModel(door: URL, vcenter: string, { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal }): Promise<DoorModel> {
  const lines = readLines<InventoryLine>(new URL(`/v1/inventory/${encodeURIComponent(vcenter)}${follow ? "?follow" : ""}`, door), signal);
  const inventory = new Inventory();
  let header: InventoryHeader | undefined;
  let count = 0;
  let waiting: InventoryUpdate[] = [];
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const { value } = line;
    if ("header" in value) {
      header = value.header;
      inventory.seedGroupIds(header.groups);
    } else if ("type" in value) {
      count++;
      if (waiting.push(value) < mostAtOnce) continue;
      applyUpdates(inventory, waiting);
      waiting = [];
    } else if ("end" in value) {
      if (header === undefined || value.end !== count) break;
      applyUpdates(inventory, waiting);
      inventory.settleGroupIds();
      return { header, inventory, changes: () => changes(lines, inventory) };
    }
  }
  throw new DoorError("DOOR_CLOSED", `Cannot read the model of ${vcenter} from ${door.host} as a whole: it was cut after ${count} updates`, { retryable: true });
}

async function* changes(lines: AsyncGenerator<InventoryLine>, inventory: Inventory): AsyncGenerator<readonly InventoryUpdate[]> {
  const applied: InventoryUpdate[] = [];
  for await (const line of lines) {
    if ("lost" in line) throw new DoorError("DOOR_CLOSED", line.lost, { retryable: true });
    if (!("then" in line)) continue;
    applyUpdates(inventory, line.then);
    applied.push(...line.then);
    if (!line.truncated) yield applied.splice(0);
  }
}
