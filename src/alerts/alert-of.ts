/** The alert for a step of an episode, firing or resolved. Numbers and times come from the episode, words from what was rendered. */
import type { Episode } from "../policies/decision.js";
import type { Rendered } from "../policies/render.js";
import type { Alert, StormMembers, TransitionKind } from "./alert.js";
import { AlertError } from "./errors.js";

/** A message counts for so many repeat intervals: two may be missed. */
const validRepeats = 3;

export interface AlertInput {
  /** Any kind but "resolved" is firing. */
  readonly kind: TransitionKind;
  /** As `advance` returned it: `transition` counts this message already. */
  readonly episode: Episode;
  /** For firing: what `render` gave now, or what was said last when that still holds. For resolved: what was said last. */
  readonly said: Rendered;
  /** When resolved. */
  readonly reason?: string;
  /** Seconds since vCenter last confirmed what the alert stands on. */
  readonly dataAgeSeconds: number;
  /** For firing: how often it is repeated; undefined when no policy says so any more. */
  readonly repeatMs?: number | undefined;
  /** When resolved: the silences that held it and the storm it was in; for firing the episode has them. */
  readonly silencedBy?: readonly string[] | undefined;
  readonly storm?: string | undefined;
  readonly members?: StormMembers;
  /** Where people find the policy, e.g. the daemon's own page. Default: a name for the policy. */
  readonly generatorURL?: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** Throws AlertError for an episode that never was active. */
export function alertOf({ kind, episode, said, reason, dataAgeSeconds, repeatMs, silencedBy = episode.silencedBy, storm = episode.storm, members, generatorURL, now }: AlertInput): Alert {
  const { severity, activeAt } = episode;
  const status = kind === "resolved" ? "resolved" : "firing";
  if (severity === undefined || activeAt === undefined) {
    throw new AlertError("ALERT_NOT_ACTIVE", `Cannot say ${status} for policy "${episode.policy}" on ${episode.subject.id} as the episode must have been active with a severity: it is ${episode.state}`);
  }
  return {
    status, fingerprint: episode.fingerprint,
    startsAt: timeOf(activeAt), ...(status === "resolved" ? { endsAt: timeOf(now) } : {}),
    labels: said.labels, annotations: said.annotations,
    generatorURL: generatorURL ?? `urn:tetherd:policy:${episode.policy}`,
    policy: episode.policy, severity, subject: { ...episode.subject, name: episode.subjectName },
    ...(episode.cause === undefined ? {} : { cause: episode.cause }),
    dataAge: Math.max(0, dataAgeSeconds), transition: episode.transition, transitionKind: kind, updatedAt: timeOf(now),
    ...(status === "firing" && repeatMs !== undefined ? { validUntil: timeOf(now + validRepeats * repeatMs) } : {}),
    ...(episode.flapping === undefined ? {} : { flapping: true as const }),
    ...(silencedBy === undefined ? {} : { silencedBy }), ...(storm === undefined ? {} : { storm }),
    ...(status === "resolved" || episode.unknownSince === undefined ? {} : { unknownSince: timeOf(episode.unknownSince) }),
    ...(members === undefined ? {} : { members }),
    ...(status === "resolved" ? { reason: reason ?? "condition ended" } : {}),
    ...(said.object === null || said.object === undefined ? {} : { object: said.object }),
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
