/**
 * What a fact that has waited long enough does not know, by name, so that nobody reads silence as an answer. It never guesses.
 */
import { canHaveCause } from "./causes.js";
import type { Fact } from "./facts.js";

/**
 * The fact itself when nothing is missing. "cause": no event or task tells it; "cause.via": an event tells it, but it would be the same
 * for what is done past vCenter; "cause.user": done on the host, whose users vCenter does not see; "levels": the disks could not be read.
 */
export function withUnknownParts(fact: Fact): Fact {
  const unknown = [...causeParts(fact), ...(fact.kind.startsWith("vm.snapshot-") && !hasLevels(fact.after) ? ["levels"] : [])];
  return unknown.length === 0 ? fact : { ...fact, unknown };
}

function causeParts({ kind, cause }: Fact): readonly string[] {
  if (!canHaveCause(kind)) return [];
  if (cause.via === "unknown") return cause.operation === undefined ? ["cause"] : ["cause.via"];
  return cause.via === "host" && cause.user === undefined ? ["cause.user"] : [];
}

function hasLevels(after: unknown): boolean {
  return typeof after === "object" && after !== null && "levels" in after;
}
