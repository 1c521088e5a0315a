/** Why a policy does or does not say what a test expects of it: lines for the report of a failed expectation. */
import { globMatches } from "../policies/conditions/glob.js";
import type { World } from "../policies/decision.js";
import type { PolicySet } from "../policies/policy-set.js";
import { allSubjects, subjectName } from "../policies/subjects.js";
import type { LineState } from "../streams/line-state.js";
import type { Difference } from "./compare.js";

/** Subjects explained for one difference. */
const mostExplained = 2;

export function explainDifference({ about }: Difference, policies: PolicySet, world: World, _state: LineState, _now: number): readonly string[] {
  const subjects = [...allSubjects(policies, world.inventory)].filter((subject) => about.on === undefined || about.on === subject.id || globMatches(about.on, subjectName(world, subject)));
  return policies.policies.filter(({ name }) => about.policy === undefined || globMatches(about.policy, name)).flatMap((policy) =>
    subjects.filter(({ kind }) => kind === policy.each).slice(0, mostExplained).map((subject) => `${policy.name} on ${subjectName(world, subject)}`));
}
