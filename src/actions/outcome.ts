/** What an action did, compared with what was foreseen, as it is published with its end. Plain JSON; null is not known. It decides nothing. */
import type { Ref } from "../inventory/updates.js";
import type { ChainForecast, Forecast } from "./forecast.js";

/** What was foreseen right before the first call; as in a forecast. */
export type Expected = Pick<Forecast, "space" | "chains" | "losesSharing" | "seconds">;

export interface SpaceOutcome {
  /** Name of the datastore, or its reference while that is unknown. */
  readonly datastore: string;
  /** Bytes of files that are new there, and bytes less than before in those that were. Of a group: the growth and the shrinking of all its files together. */
  readonly copiedBytes: number | null;
  readonly freedBytes: number | null;
  /** As vCenter told it last; it may lag behind. */
  readonly freeAfterBytes: number | null;
}

export interface Outcome {
  readonly space: readonly SpaceOutcome[];
  /** Disks whose levels changed. */
  readonly chains: readonly ChainForecast[];
  /** Names of VMs that shared disk files before and share none now. */
  readonly lostSharing: readonly string[];
  /** Time that vCenter's tasks ran, in seconds. */
  readonly seconds: number | null;
  /** As foreseen right before the first call. */
  readonly expected: Expected;
  /** Where it went otherwise than foreseen, as sentences. */
  readonly differences: readonly string[];
  /** Properties without which something above is not known. */
  readonly missing: readonly string[];
}

/** What was written by datastore, as a forecast counts it, and in how much time: an observation of copy rates. */
export interface Written {
  readonly bytes: Readonly<Record<Ref, number>>;
  readonly seconds: number;
}
