/** What a daemon's policies hold against whom, read through its door. Whole, or not at all. */
import type { Standing } from "../observation.js";
import { DoorError } from "./errors.js";
import { readLines } from "./read-lines.js";
import type { EpisodesHeader, EpisodesLine, LiveEpisode } from "./wire.js";

/** Throws DOOR_CLOSED with the daemon's reason while it has nothing whole to show. */
export async function readStanding(door: URL, vcenter: string, signal: AbortSignal): Promise<Standing> {
  const episodes: LiveEpisode[] = [];
  const unknown: Standing["unknown"][number][] = [];
  let header: EpisodesHeader | undefined;
  for await (const line of readLines<EpisodesLine>(new URL(`/v1/episodes/${encodeURIComponent(vcenter)}`, door), signal)) {
    if ("header" in line) header = line.header;
    else if ("episode" in line) episodes.push(line.episode);
    else if ("unknown" in line) unknown.push(line.unknown);
    else if (header !== undefined && line.end === episodes.length + unknown.length) return { policies: header.policies, work: header.work, silences: header.silences, episodes, unknown };
  }
  throw new DoorError("DOOR_CLOSED", `Cannot read the episodes of ${vcenter} from ${door.host} as a whole: they were cut`, { retryable: true });
}
