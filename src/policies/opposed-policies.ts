/**
 * Finds policies that would act on the same objects in opposite ways, for ever one after the other. It judges by what they name: verbs, kinds
 * of objects, `where:`. Whether two conditions do hold for one object at once it cannot know.
 */
import type { ActionCatalogue } from "./action-spec.js";
import { globMatches } from "./conditions/glob.js";
import { neverWith } from "./conditions/never-true.js";
import type { Policy } from "./policy.js";
import type { Dimension, Where } from "./where.js";

export interface Opposition {
  readonly policy: Policy;
  /** The one that was there before it, by place. */
  readonly other: Policy;
}

/** `policies` in the order of their places. Those that are off or in shadow do nothing to anybody. */
export function opposedPolicies(policies: readonly Policy[], catalogue: ActionCatalogue): readonly Opposition[] {
  const acting = policies.filter(({ action, mode }) => action !== undefined && (mode === "enforce" || mode === "propose"));
  const opposes = (a: string | undefined, b: string | undefined): boolean => b !== undefined && catalogue.find(({ verb }) => verb === a)?.opposes?.includes(b) === true;
  return acting.flatMap((policy, index) => acting.slice(0, index).flatMap((other): Opposition[] => {
    const [a, b] = [policy.action?.verb, other.action?.verb];
    return policy.each === other.each && (opposes(a, b) || opposes(b, a)) && !apart(policy.where, other.where) ? [{ policy, other }] : [];
  }));
}

/** The same action with two fixed destinations, where nothing says that no object meets both conditions. */
export function crossPolicies(policies: readonly Policy[], catalogue: ActionCatalogue): readonly Opposition[] {
  const acting = policies.filter(({ mode }) => mode === "enforce" || mode === "propose").flatMap((policy) => {
    const place = destinationOf(policy, catalogue);
    return place === undefined ? [] : [{ policy, place }];
  });
  return acting.flatMap(({ policy, place }, index) => acting.slice(0, index).flatMap(({ policy: other, place: elsewhere }): Opposition[] =>
    (policy.action?.verb === other.action?.verb && policy.each === other.each && place !== elsewhere && !apart(policy.where, other.where) && neverWith(policy.when, other.when) === undefined ? [{ policy, other }] : [])));
}

/** A text that is written out; undefined for one that depends on the object. */
function destinationOf({ action }: Policy, catalogue: ActionCatalogue): string | undefined {
  const name = catalogue.find(({ verb }) => verb === action?.verb)?.leadsTo;
  const param = name === undefined ? undefined : action?.params[name];
  return param?.kind === "expression" ? /^\s*(["'])([^"'\\]*)\1\s*$/.exec(param.expression.source)?.[2] : undefined;
}

/** No object is chosen by both. Says yes only where that is certain: for what an object has one of. */
function apart(a: Where, b: Where): boolean {
  return (["name", "host", "cluster", "folder"] as const).some((dimension) => apartIn(a, b, dimension) || leavesOut(a, b, dimension) || leavesOut(b, a, dimension));
}

/** Names without wildcards on one side, none of which the other side takes. */
function apartIn(a: Where, b: Where, dimension: Dimension): boolean {
  if (dimension === "folder") return false;
  const [ones, others] = [a.only[dimension], b.only[dimension]];
  if (ones === undefined || others === undefined) return false;
  const plain = (names: readonly string[]): boolean => names.every((name) => !/[*?]/.test(name));
  if (plain(ones)) return ones.every((name) => !others.some((pattern) => globMatches(pattern, name)));
  return plain(others) && others.every((name) => !ones.some((pattern) => globMatches(pattern, name)));
}

/** All that one chooses, the other leaves out by the same globs. */
function leavesOut(a: Where, b: Where, dimension: Dimension): boolean {
  const [chosen, left] = [a.only[dimension], b.not[dimension]];
  return chosen?.every((pattern) => left?.includes(pattern) === true) === true;
}
