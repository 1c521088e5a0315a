/** Finds policies that look at nothing, for their `where:` chooses no object that there is. It judges no condition, and whoever asks must see all there is. */
import type { World } from "./decision.js";
import type { Policy } from "./policy.js";
import type { PolicySet } from "./policy-set.js";
import { subjectsOfKind } from "./subjects.js";
import { sightOf, type Sight } from "./vocabulary/sight.js";
import { everywhere, whereHolds, whereParts } from "./where.js";

export interface LooksAtNothing {
  readonly policy: string;
  /** E.g. `looks at nothing: where.cluster takes "prod-*", and there is VDI`. */
  readonly message: string;
}

/** Values shown of what there is. */
const mostShown = 5;

/** Of policies that are not off, in all worlds together. */
export function looksAtNothing(set: PolicySet, worlds: readonly World[]): readonly LooksAtNothing[] {
  const sights = worlds.map(sightOf);
  return set.policies.flatMap((policy) => (policy.mode === "off" || policy.where === everywhere || choosesAny(policy, sights) ? [] : [{ policy: policy.name, message: `looks at nothing: ${reasonOf(policy, sights)}` }]));
}

/** An object of which it is not known counts for nothing, unless there is no other. */
function choosesAny({ each, where }: Policy, sights: readonly Sight[]): boolean {
  const answers = new Set<boolean | undefined>();
  for (const sight of sights) {
    for (const subject of subjectsOfKind(each, sight)) {
      const chosen = whereHolds(where, sight, subject, new Set());
      if (chosen === true) return true;
      answers.add(chosen);
    }
  }
  return answers.has(undefined) && !answers.has(false);
}

/** Part by part: the first that takes nothing there is, or all of them together. */
function reasonOf({ each, where }: Policy, sights: readonly Sight[]): string {
  const met = new Set<string>();
  const seen = new Map<string, { readonly patterns: readonly string[]; readonly values: Set<string> }>();
  for (const sight of sights) {
    for (const subject of subjectsOfKind(each, sight)) {
      for (const { key, patterns, holds, values } of whereParts(where, sight, subject)) {
        const about = seen.get(key) ?? { patterns, values: new Set() };
        seen.set(key, about);
        if (holds === true) met.add(key);
        for (const value of values ?? []) if (about.values.size <= mostShown) about.values.add(value);
      }
    }
  }
  if (seen.size === 0) return `there is no ${each}`;
  const vain = [...seen].find(([key]) => !met.has(key));
  if (vain === undefined) return `no ${each} meets all of its where:`;
  const [key, { patterns, values }] = vain;
  const [some, more] = [[...values].slice(0, mostShown).join(", "), values.size > mostShown ? ", …" : ""];
  return `where.${key} ${key.startsWith("not") ? "leaves out" : "takes"} ${patterns.map((pattern) => `"${pattern}"`).join(", ")}, and there is ${some === "" ? "none" : `${some}${more}`}`;
}
