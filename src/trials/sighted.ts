/** What is to be seen of policies at one moment: alerts that stand, and what cannot be judged. Read from the line's state; nothing is changed. */
import type { Episode, Severity, Subject, World } from "../policies/decision.js";
import type { PolicySet } from "../policies/policy-set.js";
import { render } from "../policies/render.js";
import { subjectExists, subjectName } from "../policies/subjects.js";
import type { LineState } from "../streams/line-state.js";
import type { StandingState } from "./trial.js";

export interface StandingAlert {
  readonly policy: string;
  readonly subject: Subject;
  readonly name: string;
  readonly state: StandingState;
  readonly severity: Severity | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Unjudged {
  readonly policy: string;
  readonly subject: Subject;
  readonly name: string;
  readonly missing: readonly string[];
}

export function standingAlerts(state: LineState, policies: PolicySet, world: World): readonly StandingAlert[] {
  return [...state.episodes.values()].flatMap((episode): StandingAlert[] => {
    const policy = policies.byName.get(episode.policy);
    if (policy?.alert === undefined || episode.state === "ended" || !subjectExists(world, episode.subject)) return [];
    const said = episode.published ?? render(policy, world, episode.subject, episode.severity ?? policy.alert.severity, state.instanceUuid);
    const { labels, annotations } = said;
    return [{ policy: episode.policy, subject: episode.subject, name: episode.subjectName, state: stateOf(episode), severity: episode.severity, labels, annotations }];
  });
}

export interface StandingStorm {
  readonly policy: string;
  /** The place it is in. */
  readonly subject: Subject;
  readonly name: string;
  readonly severity: Severity | undefined;
  readonly members: number;
}

export function standingStorms(state: LineState): readonly StandingStorm[] {
  return [...state.storms.values()].flatMap(({ episode: { state: phase, policy, subject, subjectName, severity, fingerprint } }): StandingStorm[] =>
    (phase === "ended" ? [] : [{ policy, subject, name: subjectName, severity, members: state.stormMembers.get(fingerprint)?.size ?? 0 }]));
}

function stateOf({ state, shadow }: Episode): StandingState {
  if (state === "pending") return "pending";
  return shadow === true ? "shadow" : "firing";
}

export function unjudged(state: LineState, world: World): readonly Unjudged[] {
  return [...state.unknown.values()].filter(({ subject }) => subjectExists(world, subject)).map((verdict) => ({ ...verdict, name: subjectName(world, verdict.subject) }));
}
