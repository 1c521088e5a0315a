/**
 * An alert that stands in for one that is not there: the policy of a proposed action tells none, or its alert is over, and somebody must be asked all the same. It fires while
 * the action waits, and is over when that is decided. It lies in the relay's book alone, never on the stream.
 */
import type { Alert } from "../../alerts/alert.js";
import { subjectOf, type Intent } from "../../actions/intent.js";
import type { Severity } from "../../policies/decision.js";
import type { Proposal } from "./proposal.js";

const generator = "urn:tetherd:action:";
/** Somebody has something to do. */
const severity: Severity = "warning";

/** `former`: the last word on the alert whose place it takes. */
export function standInFor({ request, vcenter }: Intent, proposal: Proposal, former: Alert | undefined): Alert {
  const { policy, verb, target, fingerprint, reasons } = request;
  const { kind, id } = subjectOf(request);
  const at = new Date(proposal.at).toISOString();
  const over = proposal.kind === "decided";
  return {
    status: over ? "resolved" : "firing", fingerprint, startsAt: request.requestedAt, ...(over ? { endsAt: at, reason: "it does not wait for approval any more" } : { validUntil: request.notAfter }),
    labels: { alertname: policy, policy, severity, vcenter, subject: id, subject_kind: kind, name: target.name, action: verb },
    annotations: { summary: `${verb} of ${target.name} waits for approval`, description: reasons.join(" ") },
    generatorURL: `${generator}${request.id}`, policy, severity, subject: { kind, id, name: target.name }, dataAge: 0,
    // Any newer message of the alert takes its place, and no older one.
    transition: former?.transition ?? 0, transitionKind: over ? "resolved" : "fired", updatedAt: former !== undefined && Date.parse(former.updatedAt) > proposal.at ? former.updatedAt : at,
  };
}

export function isStandIn({ generatorURL }: Pick<Alert, "generatorURL">): boolean {
  return generatorURL.startsWith(generator);
}
