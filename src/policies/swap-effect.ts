/**
 * What a new set of policies would say now that the present one does not, and the other way round: verdicts as they stand, without how long they
 * have held. It looks at policies that differ only, in pieces, so that whoever asks can breathe in between.
 */
import { decide } from "./decide.js";
import type { World } from "./decision.js";
import type { Policy } from "./policy.js";
import type { PolicySet } from "./policy-set.js";
import { policyText } from "./policy-text.js";
import { subjectName, subjectsOfKind } from "./subjects.js";
import { sightOf } from "./vocabulary/sight.js";
import { whereHolds } from "./where.js";

export interface PolicyEffect {
  readonly policy: string;
  readonly change: "added" | "removed" | "changed";
  /** Of the new policy; of the old one where it is removed. */
  readonly mode: Policy["mode"];
  /** Of the old policy, where it differs. */
  readonly modeBefore?: Policy["mode"];
  /** Objects that `each` and `where` choose. */
  readonly scope: number;
  /** Objects whose condition holds under the new policy. */
  readonly matches: number;
  /** Names of objects. Alerts that would begin (after `for:`) and that would resolve; actions that would be asked for. */
  readonly fires: readonly string[];
  readonly resolves: readonly string[];
  readonly acts: readonly string[];
  /** Alerts that go on with another severity, e.g. "desk-01 (warning to critical)". */
  readonly severities: readonly string[];
  /** Objects that the new policy cannot judge for missing data. */
  readonly unknown: number;
  /** Why somebody should look twice before this takes effect. */
  readonly warnings: readonly string[];
}

/** A policy that matches more than this share of its scope is worth a second look, if the scope is not tiny. */
const broadShare = 0.5;
const tinyScope = 10;
/** More actions at once than a person would ask for by hand. */
const manyActions = 25;

/** Subjects looked at between two breaths. */
const piece = 500;

/** Yields now and then; returns the effects by name. Nothing is remembered of the world between the pieces. */
export function* swapEffects(before: PolicySet, after: PolicySet, world: () => World): Generator<undefined, readonly PolicyEffect[]> {
  const names = [...new Set([...before.byName.keys(), ...after.byName.keys()])].sort();
  const pairs = names.map((name) => ({ was: before.byName.get(name), is: after.byName.get(name) })).filter(({ was, is }) => policyText(was) !== policyText(is));
  const effects: PolicyEffect[] = [];
  for (const { was, is } of pairs) effects.push(yield* effectOf(was, is, world));
  return effects;
}

function* effectOf(was: Policy | undefined, is: Policy | undefined, world: () => World): Generator<undefined, PolicyEffect> {
  const count = { scope: 0, matches: 0, unknown: 0 };
  const [fires, resolves, acts, severities]: [string[], string[], string[], string[]] = [[], [], [], []];
  const kinds = new Set([was, is].flatMap((policy) => (policy === undefined || policy.mode === "off" ? [] : [policy.each])));
  let sight = sightOf(world());
  let looked = 0;
  for (const kind of kinds) {
    for (const subject of subjectsOfKind(kind, sight)) {
      if (++looked % piece === 0) {
        yield undefined;
        sight = sightOf(world());
      }
      const [before, after] = [was, is].map((policy) => (policy === undefined || policy.each !== kind ? undefined : decide(policy, sight, subject)));
      const [old, now] = [before?.verdict, after?.verdict];
      if (is !== undefined && is.each === kind && whereHolds(is.where, sight, subject, new Set()) !== false) count.scope++;
      if (now === "true") count.matches++;
      if (now === "unknown") count.unknown++;
      const name = (): string => subjectName(sight, subject);
      if (says(is, now) && !says(was, old)) fires.push(name());
      if (says(was, old) && (is === undefined || is.each !== kind || !publishes(is) || now === "false")) resolves.push(name());
      if (says(was, old) && says(is, now) && before?.severity !== after?.severity) severities.push(`${name()} (${before?.severity ?? ""} to ${after?.severity ?? ""})`);
      if (asks(is, now) && !asks(was, old)) acts.push(name());
    }
  }
  const effect = { policy: (is ?? was)?.name ?? "", change: was === undefined ? "added" as const : is === undefined ? "removed" as const : "changed" as const, mode: (is ?? was)?.mode ?? "off", ...(was === undefined || is === undefined || was.mode === is.mode ? {} : { modeBefore: was.mode }), ...count, fires, resolves, acts, severities };
  return { ...effect, warnings: warningsOf(effect) };
}

function publishes({ mode, alert }: Policy): boolean {
  return alert !== undefined && (mode === "propose" || mode === "enforce");
}

function says(policy: Policy | undefined, verdict: string | undefined): boolean {
  return policy !== undefined && publishes(policy) && policy.on === undefined && verdict === "true";
}

function asks(policy: Policy | undefined, verdict: string | undefined): boolean {
  return policy?.action !== undefined && policy.on === undefined && (policy.mode === "propose" || policy.mode === "enforce") && verdict === "true";
}

function warningsOf({ scope, matches, acts }: Pick<PolicyEffect, "scope" | "matches" | "acts">): readonly string[] {
  return [
    ...(scope >= tinyScope && matches > broadShare * scope ? [`it matches ${matches} of ${scope} objects, which is ${Math.round((100 * matches) / scope)} % of all it looks at`] : []),
    ...(acts.length > manyActions ? [`it asks for ${acts.length} actions at once`] : []),
  ];
}
