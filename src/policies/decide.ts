/**
 * Judges one policy on one subject: true, false, or unknown with what is missing. It looks at the present state only; how long a
 * condition has held is the business of episodes.
 */
import { severities, type Decision, type Severity, type Subject, type World } from "./decision.js";
import type { Outcome } from "./conditions/expression.js";
import { paramsOf } from "./params.js";
import type { AlertPart, Policy } from "./policy.js";
import { sightOf, type Sight } from "./vocabulary/sight.js";
import { whereHolds } from "./where.js";

const nothing: readonly string[] = [];

/**
 * `where` and `when` must hold; for a policy with `do:` the action's parameters must be known too, for unknown never acts.
 * Hand in a `Sight` (sightOf) as the world to share what is found out between the subjects of one pass.
 */
export function decide(policy: Policy, world: World, subject: Subject): Decision {
  const sight = sightOf(world);
  let until: number | undefined;
  const judged = (verdict: Decision["verdict"], missing?: Iterable<string>): Decision => {
    const decision = { policy: policy.name, subject, verdict, missing: missing === undefined ? nothing : [...missing].sort(), severity: undefined };
    return until === undefined ? decision : { ...decision, until };
  };
  if (policy.mode === "off" || policy.each !== subject.kind) return judged("false");
  const missing = new Set<string>();
  const chosen = whereHolds(policy.where, sight, subject, missing);
  if (chosen === false) return judged("false");
  const condition = policy.when.evaluate(sight, subject);
  until = condition.until;
  if (condition.kind === "known" && condition.value !== true) return judged("false");
  if (condition.kind === "unknown") for (const name of condition.missing) missing.add(name);
  if (missing.size > 0) return judged("unknown", missing);
  if (policy.action !== undefined) {
    const params = paramsOf(policy.action, sight, subject);
    until = sooner(until, params.until);
    if (params.kind === "unknown") return judged("unknown", params.missing);
  }
  if (policy.alert === undefined) return judged("true");
  const { severity, severityCeiling, until: severityUntil } = severityOf(policy.alert, sight, subject);
  until = sooner(until, severityUntil);
  return { ...judged("true"), severity, ...(severityCeiling === undefined ? {} : { severityCeiling }) };
}

/**
 * The base severity, or the worst that `raise` gives. Where a step is unknown, the severity may be anything up to `severityCeiling`:
 * an alert that stands within keeps what it has.
 */
function severityOf(alert: AlertPart, sight: Sight, subject: Subject): { readonly severity: Severity; readonly severityCeiling: Severity | undefined; readonly until: number | undefined } {
  let severity = alert.severity;
  let ceiling = alert.severity;
  let until: number | undefined;
  for (const step of alert.raise) {
    const holds: Outcome = step.when.evaluate(sight, subject);
    until = sooner(until, holds.until);
    if (holds.kind === "known" && holds.value !== true) continue;
    ceiling = worse(ceiling, step.to);
    if (holds.kind === "known") severity = worse(severity, step.to);
  }
  return { severity, severityCeiling: severity === ceiling ? undefined : ceiling, until };
}

function sooner(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}
