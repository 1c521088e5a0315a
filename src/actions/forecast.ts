/** What an action would do to files and space, as it goes onto the bus beside the request. Plain JSON; null is "not known", and `missing` says why. */
import type { Foresight } from "../inventory/foresight/foresight.js";
import type { InventoryView } from "../inventory/model.js";

export interface SpaceForecast {
  /** Name of the datastore, or its reference while that is unknown. */
  readonly datastore: string;
  readonly copiedBytes: number | null;
  /** Certainly freed, and freed at best: merged levels may overlap wholly or not at all. */
  readonly freedBytes: number | null;
  readonly freedAtMostBytes: number | null;
  readonly freeAfterBytes: number | null;
}

export interface Forecast {
  /** Files ("datastore-11:dir/file.vmdk") that merge into the one above them, and that are copied. */
  readonly folded: readonly string[];
  readonly copied: readonly string[];
  readonly space: readonly SpaceForecast[];
  /** Properties without which something above is not known. */
  readonly missing: readonly string[];
}

export function forecastOf(inventory: InventoryView, { folded, copied, space, missing }: Foresight): Forecast {
  return {
    folded, copied, missing,
    space: space.map(({ datastore, copiedBytes, freedBytes, freedAtMostBytes, freeAfterBytes }) => ({
      datastore: inventory.datastores.get(datastore)?.name ?? datastore,
      copiedBytes: copiedBytes ?? null, freedBytes: freedBytes ?? null, freedAtMostBytes: freedAtMostBytes ?? null, freeAfterBytes: freeAfterBytes ?? null,
    })),
  };
}
