/**
 * Judges one policy on one subject: true, false, or unknown with what is missing. It looks at the present state only; how long a
 * condition has held is the business of episodes.
 */
import { severities, type Decision, type Severity, type Subject, type Verdict, type World } from "./decision.js";
import type { Outcome } from "./conditions/expression.js";
import { paramsOf } from "./params.js";
import type { AlertPart, Policy } from "./policy.js";
import { sightOf, type Sight } from "./vocabulary/sight.js";
import { everywhere, whereHolds } from "./where.js";

const nothing: readonly string[] = [];

/**
 * `where` and `when` must hold; for a policy with `do:` the action's parameters must be known too, for unknown never acts.
 * Hand in a `Sight` (sightOf) as the world to share what is found out between the subjects of one pass.
 */
export function decide(policy: Policy, world: World, subject: Subject): Decision {
  if (policy.mode === "off" || policy.each !== subject.kind) return decision(policy, subject, "false", nothing, undefined);
  const sight = sightOf(world);
  const missing = policy.where === everywhere ? undefined : new Set<string>();
  if (missing !== undefined && whereHolds(policy.where, sight, subject, missing) === false) return decision(policy, subject, "false", nothing, undefined);
  const condition = policy.when.evaluate(sight, subject);
  let { until } = condition;
  if (condition.kind === "known" && condition.value !== true) return decision(policy, subject, "false", nothing, until);
  const unknown = [...missing ?? nothing, ...(condition.kind === "unknown" ? condition.missing : nothing)];
  if (unknown.length > 0) return decision(policy, subject, "unknown", unknown, until);
  if (policy.action !== undefined) {
    const params = paramsOf(policy.action, sight, subject);
    until = sooner(until, params.until);
    if (params.kind === "unknown") return decision(policy, subject, "unknown", params.missing, until);
  }
  if (policy.alert === undefined) return decision(policy, subject, "true", nothing, until);
  const { severity, severityCeiling, until: severityUntil } = severityOf(policy.alert, sight, subject);
  const decided = { ...decision(policy, subject, "true", nothing, sooner(until, severityUntil)), severity };
  return severityCeiling === undefined ? decided : { ...decided, severityCeiling };
}

/** Most are "false", and there are very many: it makes one object. */
function decision({ name }: Policy, subject: Subject, verdict: Verdict, missing: readonly string[], until: number | undefined): Decision {
  const decided = { policy: name, subject, verdict, missing: missing.length === 0 ? nothing : [...new Set(missing)].sort(), severity: undefined };
  return until === undefined ? decided : { ...decided, until };
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
