/**
 * API versions of urn:vim25 as the SOAPAction names them, put in an order the lab can compare. It never guesses what a version it does not know contains.
 */

/** Released versions, newest first (vim-facts 1.6). */
export const knownApiVersions: readonly string[] = [
  "8.0.3.0", "8.0.2.0", "8.0.1.0", "8.0.0.2", "8.0.0.1", "8.0.0.0", "7.0.3.2", "7.0.3.1", "7.0.3.0", "7.0.2.1", "7.0.2.0", "7.0.1.1", "7.0.1.0",
  "7.0.0.2", "7.0.0.0", "6.9.1", "6.8.7", "6.7.3", "6.7.2", "6.7.1", "6.7", "6.5", "6.0", "5.5", "5.1", "5.0", "4.1", "4.0",
];

/** "8.0.3.0" → [8, 0, 3, 0]; undefined for what is not numbers and dots. */
export function parseApiVersion(text: string): readonly number[] | undefined {
  return /^\d{1,3}(\.\d{1,3}){0,4}$/.test(text) ? text.split(".").map(Number) : undefined;
}

/** One number that orders versions as their parts do: [6, 7] is 60700000000 and less than [6, 7, 1]. */
export function versionRank(version: readonly number[]): number {
  let rank = 0;
  for (let part = 0; part < 5; part++) rank = rank * 1000 + (version[part] ?? 0);
  return rank;
}

/** Known versions a server of `apiVersion` also speaks, newest first, without its own. */
export function priorVersions(apiVersion: string): readonly string[] {
  const own = versionRank(parseApiVersion(apiVersion) ?? []);
  return knownApiVersions.filter((each) => versionRank(parseApiVersion(each) ?? []) < own);
}

/**
 * The version a request is answered in: the asked one, or the server's own when that is older.
 * What vCenter does with a newer version is not verified (vim-facts 11, item 3); clients of 9.x are known to work with 8.x, so it is not refused.
 */
export function effectiveVersion(asked: readonly number[], own: readonly number[]): readonly number[] {
  return versionRank(asked) < versionRank(own) ? asked : own;
}
