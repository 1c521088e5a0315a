/** The lines of what policies hold against whom, since when, when they look again, and what they cannot judge for missing data. */
import type { Silence } from "../../alerts/silence.js";
import type { Episode } from "../../policies/decision.js";
import type { LiveView } from "../../streams/live-line.js";
import { slices } from "./slices.js";
import type { EpisodesHeader, EpisodesLine } from "./wire.js";

/** As it is at the call; what comes while the lines are on their way is not in them. */
export function episodeLines({ instanceUuid, policies, episodes, wakeAt, unknown, work, lastDataAt }: LiveView, vcenter: string, silences: readonly Silence[], now: number): AsyncIterable<string> {
  const header: EpisodesHeader = { vcenter, instanceUuid, dataAgeMs: now - lastDataAt, policies: policies?.hash, silences, work: Object.fromEntries(work) };
  const lines: (() => EpisodesLine)[] = [
    ...[...episodes].map(([key, episode]) => { const at = wakeAt.get(key); return (): EpisodesLine => ({ episode: shown(episode, at) }); }),
    ...[...unknown.values()].map((verdict) => (): EpisodesLine => ({ unknown: verdict })),
  ];
  return slices(told(header, lines));
}

function* told(header: EpisodesHeader, lines: readonly (() => EpisodesLine)[]): Generator<EpisodesLine> {
  yield { header };
  for (const line of lines) yield line();
  yield { end: lines.length };
}

/** Without the object as last published, which may be large. */
function shown({ published, ...episode }: Episode, wakeAt: number | undefined): Extract<EpisodesLine, { episode: unknown }>["episode"] {
  return { ...episode, labels: published?.labels ?? {}, annotations: published?.annotations ?? {}, ...(wakeAt === undefined ? {} : { wakeAt }) };
}
