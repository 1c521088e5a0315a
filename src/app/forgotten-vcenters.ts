/**
 * vCenters that were taken out of the settings: their alerts would fire for ever, so they are resolved (docs/decisions/0015). Which ones may be is decided here, from the roster
 * alone: a daemon ends only what stood in its own settings, never what is another daemon's, and never what some daemon attends now.
 */
import type { RosterEntry } from "../bus/roster.js";

export interface OwnVCenters {
  /** Addresses in the settings. */
  readonly urls: readonly string[];
  /** Instance UUIDs by address, of those that have answered since the start. */
  readonly seen: ReadonlyMap<string, string>;
}

export interface Orphans {
  /** Stood beside a vCenter of these settings when last watched, and stand there no longer. */
  readonly ours: readonly RosterEntry[];
  /** Nobody's that is known: a person must say so. */
  readonly strange: readonly RosterEntry[];
}

/** Nothing before each vCenter of the settings has answered once: one of them may be the missing one at a new address. */
export function orphansOf(roster: readonly RosterEntry[], { urls, seen }: OwnVCenters): Orphans {
  if (urls.some((url) => !seen.has(url))) return { ours: [], strange: [] };
  const uuids = new Set(seen.values());
  const gone = roster.filter(({ instanceUuid, url, forgottenAt }) => forgottenAt === undefined && !uuids.has(instanceUuid) && !urls.includes(url));
  const isOurs = ({ beside }: RosterEntry): boolean => beside.some((url) => urls.includes(url));
  return { ours: gone.filter(isOurs), strange: gone.filter((entry) => !isOurs(entry)) };
}
