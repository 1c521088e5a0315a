// The properties that tetherd watches, by managed object type, read from its own list so that every peer is asked for the same. It adds none.
import { fromDist } from "./dist.mjs";

/** @returns {Promise<Record<string, string[]>>} */
export async function watchedProperties() {
  const { watchedFilters, watchedTypes } = await fromDist("vim/property-paths");
  const types = new Set(watchedFilters.flatMap(({ specifications }) => specifications));
  return Object.fromEntries([...types].map((type) => [type, (watchedTypes.get(type)?.paths ?? []).map(({ path }) => path)]));
}
