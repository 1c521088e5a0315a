/** What an action would do to files and space, as it goes onto the bus beside the request. Plain JSON; null is "not known", and `missing` says why. */
import { datastoreOf } from "../inventory/file-key.js";
import type { Foresight } from "../inventory/foresight/foresight.js";
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { World } from "../policies/decision.js";

export interface SpaceForecast {
  /** Name of the datastore, or its reference while that is unknown. */
  readonly datastore: string;
  readonly copiedBytes: number | null;
  /** Certainly freed, and freed at best: merged levels may overlap wholly or not at all. */
  readonly freedBytes: number | null;
  readonly freedAtMostBytes: number | null;
  readonly freeAfterBytes: number | null;
}

/** Levels of one disk before and after. */
export interface ChainForecast {
  /** Name of the VM, and device key. */
  readonly vm: string;
  readonly disk: number;
  readonly before: number;
  readonly after: number | null;
}

export interface Forecast {
  /** Files ("datastore-11:dir/file.vmdk") that merge into the one above them, that are copied, and that are deleted. */
  readonly folded: readonly string[];
  readonly copied: readonly string[];
  readonly deleted: readonly string[];
  readonly space: readonly SpaceForecast[];
  readonly chains: readonly ChainForecast[];
  /** Names of VMs that share disk files now and would share none afterwards. */
  readonly losesSharing: readonly string[];
  /** Names of other VMs that stand on files beside this one. */
  readonly dependants: readonly string[];
  /** Files that others go on standing on while nobody would live beside them. */
  readonly orphans: readonly string[];
  /** Time to write it, by the rate at which its datastores were seen to write; null while no rate is known. */
  readonly seconds: number | null;
  /** Properties without which something above is not known. */
  readonly missing: readonly string[];
}

/** What there is, and what is known of how fast it copies. */
export interface ForecastGround extends Pick<World, "inventory"> {
  /** Bytes per second that were seen to be written, by datastore. */
  readonly copyRates?: ReadonlyMap<Ref, number>;
}

interface Extras {
  readonly chains?: readonly ChainForecast[];
  readonly losesSharing?: readonly Ref[];
  readonly missing?: readonly string[];
}

type Outcome = Pick<Foresight, "copied" | "deleted" | "folded" | "missing" | "space"> & Partial<Pick<Foresight, "dependants" | "orphans">>;

export function forecastOf(ground: ForecastGround, foreseen: Outcome, { chains = [], losesSharing = [], missing = [] }: Extras = {}): Forecast {
  const { inventory } = ground;
  const { folded, copied, deleted, dependants = [], orphans = [] } = foreseen;
  return {
    folded, copied, deleted, chains, orphans,
    losesSharing: names(inventory, losesSharing), dependants: names(inventory, dependants), missing: [...new Set([...foreseen.missing, ...missing])].sort(),
    seconds: secondsOf(ground, foreseen),
    space: foreseen.space.map(({ datastore, copiedBytes, freedBytes, freedAtMostBytes, freeAfterBytes }) => ({
      datastore: inventory.datastores.get(datastore)?.name ?? datastore,
      copiedBytes: copiedBytes ?? null, freedBytes: freedBytes ?? null, freedAtMostBytes: freedAtMostBytes ?? null, freeAfterBytes: freeAfterBytes ?? null,
    })),
  };
}

/** What changes nothing on any datastore. */
export const nothingWritten: Outcome = { copied: [], deleted: [], folded: [], missing: [], space: [] };

/** Copies, and at worst every byte of what merges, written where it lies; datastores write at the same time, so the slowest counts. */
function secondsOf({ inventory, copyRates }: ForecastGround, { folded, space }: Outcome): number | null {
  const bytes = new Map<Ref, number | undefined>(space.map(({ datastore, copiedBytes }) => [datastore, copiedBytes]));
  for (const file of folded) {
    const datastore = datastoreOf(file);
    const size = sizeOf(inventory, file);
    if (datastore === undefined) return null;
    const before = bytes.has(datastore) ? bytes.get(datastore) : 0;
    bytes.set(datastore, before === undefined || size === undefined ? undefined : before + size);
  }
  let slowest = 0;
  for (const [datastore, amount] of bytes) {
    if (amount === 0) continue;
    const rate = copyRates?.get(datastore);
    if (amount === undefined || rate === undefined || rate <= 0) return null;
    slowest = Math.max(slowest, amount / rate);
  }
  return Math.ceil(slowest);
}

function sizeOf(inventory: InventoryView, file: string): number | undefined {
  const [user] = inventory.usersOf(file);
  return user === undefined ? undefined : inventory.usesOf(user).find((use) => use.file.key === file)?.file.size?.bytes;
}

function names({ vms }: InventoryView, refs: readonly Ref[]): readonly string[] {
  return refs.map((ref) => vms.get(ref)?.name ?? ref);
}
