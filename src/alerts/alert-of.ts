/** The alert for a step of an episode, firing or resolved. Numbers and times come from the episode, words from what was rendered. */
import type { Episode } from "../policies/decision.js";
import type { Rendered } from "../policies/render.js";
import type { Alert } from "./alert.js";
import { AlertError } from "./errors.js";

export interface AlertInput {
  /** `tell` of `advance`. */
  readonly status: Alert["status"];
  /** As `advance` returned it: `transition` counts this message already. */
  readonly episode: Episode;
  /** For firing: what `render` gave now. For resolved: `published` of `advance`, what was said last. */
  readonly said: Rendered;
  /** Of `advance`, when resolved. */
  readonly reason?: string;
  /** Seconds since vCenter last confirmed what the alert stands on. */
  readonly dataAgeSeconds: number;
  /** Where people find the policy, e.g. the daemon's own page. Default: a name for the policy. */
  readonly generatorURL?: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** Throws AlertError for an episode that never was active. */
export function alertOf({ status, episode, said, reason, dataAgeSeconds, generatorURL, now }: AlertInput): Alert {
  const { severity, activeAt } = episode;
  if (severity === undefined || activeAt === undefined) {
    throw new AlertError("ALERT_NOT_ACTIVE", `Cannot say ${status} for policy "${episode.policy}" on ${episode.subject.id} as the episode must have been active with a severity: it is ${episode.state}`);
  }
  return {
    status, fingerprint: episode.fingerprint,
    startsAt: new Date(activeAt).toISOString(), ...(status === "resolved" ? { endsAt: new Date(now).toISOString() } : {}),
    labels: said.labels, annotations: said.annotations,
    generatorURL: generatorURL ?? `urn:tetherd:policy:${episode.policy}`,
    policy: episode.policy, severity, subject: { ...episode.subject, name: episode.subjectName },
    ...(episode.cause === undefined ? {} : { cause: episode.cause }),
    dataAge: Math.max(0, dataAgeSeconds), transition: episode.transition,
    ...(status === "resolved" ? { reason: reason ?? "condition ended" } : {}),
    ...(said.object === null || said.object === undefined ? {} : { object: said.object }),
  };
}
