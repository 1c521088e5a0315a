/** The parameters of a policy's action for one subject, as plain JSON. Three-valued like every expression. `until`: when they may be otherwise by the mere passing of time. */
import type { ParamSpec } from "./action-spec.js";
import type { Outcome } from "./conditions/expression.js";
import type { Subject, World } from "./decision.js";
import { mistakeIn } from "./param-value.js";
import type { ActionPart } from "./policy.js";
import type { Json } from "./vocabulary/json.js";
import { sightOf } from "./vocabulary/sight.js";

export type Params =
  | { readonly kind: "known"; readonly params: Readonly<Record<string, unknown>>; readonly until?: number }
  | { readonly kind: "unknown"; readonly missing: readonly string[]; readonly until?: number };

export function paramsOf(action: ActionPart, world: World, subject: Subject): Params {
  const sight = sightOf(world);
  const params: Record<string, unknown> = {};
  const missing = new Set<string>();
  let until = Infinity;
  for (const [name, param] of Object.entries(action.params)) {
    if (param.kind === "literal") {
      params[name] = param.value;
      continue;
    }
    const outcome: Outcome = param.expression.evaluate(sight, subject);
    until = Math.min(until, outcome.until ?? Infinity);
    if (outcome.kind === "unknown") {
      for (const input of outcome.missing) missing.add(input);
      continue;
    }
    const value = plainJson(outcome.value);
    const mistake = Array.isArray(value) && value.length === 0 && param.spec.refuseEmpty !== undefined ? `is empty: ${param.spec.refuseEmpty}` : unfit(param.spec, value);
    if (mistake === undefined) params[name] = value;
    else missing.add(`do.${action.verb}.${name} ${mistake}`);
  }
  const changes = Number.isFinite(until) ? { until } : {};
  return missing.size > 0 ? { kind: "unknown", missing: [...missing], ...changes } : { kind: "known", params, ...changes };
}

function unfit(spec: ParamSpec, value: Json): string | undefined {
  const allowed = mistakeIn(spec, value);
  return allowed === undefined ? undefined : `is ${JSON.stringify(value)}; allowed: ${allowed}`;
}

/** CEL's whole numbers are bigints; device keys and counts are small. */
function plainJson(value: unknown): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plainJson);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
