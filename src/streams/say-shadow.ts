/**
 * What a policy in shadow would have told: the same alert, on a subject of its own where no consumer of alerts looks. It has no number of its
 * own, is never repeated, silenced or gathered into storms, and nobody is told of it.
 */
import { alertOf } from "../alerts/alert-of.js";
import type { TransitionKind } from "../alerts/alert.js";
import type { Advanced, AdvanceInput, Transition } from "../policies/advanced.js";
import type { Episode } from "../policies/decision.js";
import { render, type Rendered } from "../policies/render.js";
import { subjectExists } from "../policies/subjects.js";
import type { Pass } from "./pass.js";

const kinds: Readonly<Partial<Record<Transition, TransitionKind>>> = { activated: "fired", raised: "raised", lowered: "lowered", resolved: "resolved" };

export function sayShadow(pass: Pass, { episode, transition, reason }: Advanced, { policy }: Pick<AdvanceInput, "policy">): void {
  const kind = transition === undefined ? undefined : kinds[transition];
  if (kind === undefined || episode?.shadow !== true || episode.severity === undefined || episode.activeAt === undefined) return;
  const { state, outcome, now } = pass;
  outcome.say({ kind: "shadow", alert: alertOf({
    kind, episode: { ...episode, transition: episode.transition + 1 }, said: said(pass, episode, policy),
    dataAgeSeconds: Math.round((now - state.lastDataAt) / 1_000), now, ...(reason === undefined ? {} : { reason }),
  }) });
}

/** As the alert would read now; bare when its policy or its subject is gone. */
function said({ state, sight }: Pass, { policy: name, subject, subjectName, severity = "info" }: Episode, policy: AdvanceInput["policy"]): Rendered {
  if (policy?.alert !== undefined && subjectExists(sight, subject)) return { ...render(policy, sight, subject, severity, state.instanceUuid), object: null };
  const labels = { alertname: name, policy: name, severity, vcenter: state.instanceUuid, subject: subject.id, subject_kind: subject.kind, name: subjectName };
  return { labels, annotations: { summary: `${name}: ${subject.kind} ${subjectName}` }, object: null };
}
