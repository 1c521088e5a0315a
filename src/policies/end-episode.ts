/** How an episode ends, for whatever reason: `resolved` is told if and only if `firing` was. It never begins one. */
import type { Advanced } from "./advanced.js";
import type { Episode } from "./decision.js";
import { counted } from "./flapping.js";
import { without } from "./without.js";

/** Ends whatever is going on. */
export function ended(episode: Episode | undefined, reason: string, now: number): Advanced {
  if (episode === undefined || episode.state === "ended") return { episode: worthKeeping(without(episode, "armedAt")) };
  if (episode.state === "pending") return { episode: worthKeeping(dropped(episode, now)), transition: "dropped", reason };
  const rest = without(episode, "armedAt", "unknownSince", "toldAt", "silencedBy", "storm", "seenSeverity");
  const over: Episode = { ...rest, state: "ended", endedAt: episode.state === "lingering" ? episode.endedAt : now, published: undefined };
  if (episode.published === undefined) return { episode: over, transition: "resolved", reason };
  const told = episode.flapping === undefined ? without(counted(over, now), "flapping") : without(over, "flapping", "tellings");
  return {
    episode: { ...told, transition: episode.transition + 1 }, transition: "resolved", tell: "resolved", published: episode.published, reason,
    ...(episode.silencedBy === undefined ? {} : { silencedBy: episode.silencedBy }), ...(episode.storm === undefined ? {} : { storm: episode.storm }),
  };
}

/** A pending episode that came to nothing gives its number back: nothing was ever said under it. */
export function dropped(episode: Episode, now: number): Episode {
  return { ...without(episode, "frozenAt", "frozenMs", "armedAt"), state: "ended", endedAt: now, episode: episode.episode - 1 };
}

/** A record without an episode behind it says nothing that a missing one does not. */
export function worthKeeping(episode: Episode | undefined): Episode | undefined {
  return episode === undefined || (episode.episode === 0 && episode.transition === 0) ? undefined : episode;
}
