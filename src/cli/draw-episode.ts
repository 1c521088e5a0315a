/** What a daemon holds against one object: since when, when it ripens, what was told and why nobody hears of it. Text only. */
import type { Silence } from "../alerts/silence.js";
import type { LiveEpisode } from "../app/door/wire.js";
import { flapHoldMs } from "../policies/flapping.js";
import type { Policy } from "../policies/policy.js";
import { formatDuration } from "../shared/duration.js";
import type { Palette } from "./palette.js";

/** `silences`: those that the daemon knows. */
export function drawEpisode(episode: LiveEpisode, policy: Policy, { now, silences }: { readonly now: number; readonly silences: readonly Silence[] }, palette: Palette): readonly string[] {
  const { state, since, activeAt, endedAt, frozenAt, frozenMs = 0, unknownSince, toldAt, transition, severity, flapping, silencedBy, storm, armedAt, cause, shadow, wakeAt } = episode;
  const ripeAt = since + policy.forMs + frozenMs;
  const keepMs = policy.alert?.keepFiringForMs ?? 0;
  const lingersUntil = (endedAt ?? now) + Math.max(keepMs, flapping === undefined ? 0 : flapHoldMs);
  const lines = [
    ...(state === "pending" ? [`pending since ${at(since, now)}${frozenAt === undefined ? `; ripe ${at(ripeAt, now)}` : `; its clock stands still since ${at(frozenAt, now)}, for the data is missing`}`] : []),
    ...(state === "active" ? [`${shadow === true ? "would fire (shadow)" : "firing"}${severity === undefined ? "" : ` with ${severity}`} since ${at(activeAt ?? since, now)}; its condition holds since ${at(since, now)}`] : []),
    ...(state === "lingering" ? [`its condition ended ${at(endedAt ?? now, now)}; it stays ${flapping !== undefined && keepMs < flapHoldMs ? "for it flaps" : "for keepFiringFor"}, until ${at(lingersUntil, now)}`] : []),
    ...(state === "ended" && activeAt !== undefined ? [`over since ${at(endedAt ?? now, now)}`] : []),
    ...(armedAt === undefined ? [] : [`armed by a fact ${at(armedAt, now)}: it begins when its condition holds`]),
    ...(unknownSince === undefined ? [] : [`unknown since ${at(unknownSince, now)}: it stands on what was known before`]),
    ...(toldAt === undefined ? [] : [`last told ${at(toldAt, now)}`]), ...(transition === 0 ? [] : [`${transition} messages so far`]),
    ...(flapping === undefined ? [] : [`flapping since ${at(flapping.since, now)}: it is held firing until it has kept still, ${at(flapping.unmovedSince + flapHoldMs, now)} at the earliest`]),
    ...(silencedBy ?? []).map((id) => silencedText(id, silences.find((silence) => silence.id === id), now)), ...(storm === undefined ? [] : [`gathered into the storm ${storm}`]),
    ...(cause === undefined ? [] : [`cause: ${[cause.operation, cause.user === undefined ? undefined : `by ${cause.user}`, `through ${cause.via}`].filter((part) => part !== undefined).join(" ")}`]),
    ...(wakeAt === undefined ? [] : [`looked at again by itself ${at(wakeAt, now)}`]),
  ];
  return lines.map((line, index) => (index === 0 ? `  ${palette.strong(line)}` : `  ${line}`));
}

function silencedText(id: string, silence: Silence | undefined, now: number): string {
  return silence === undefined ? `silenced by ${id}` : `silenced by ${id} of ${silence.author} until ${at(Date.parse(silence.endsAt), now)}: ${silence.comment}`;
}

/** "12:00:03 (5m ago)" */
function at(ms: number, now: number): string {
  const distance = Math.round(Math.abs(now - ms) / 1_000) * 1_000;
  return `${new Date(ms).toISOString().replace(/\.\d+Z$/, "Z")} (${ms > now ? `in ${formatDuration(distance)}` : `${formatDuration(distance)} ago`})`;
}
