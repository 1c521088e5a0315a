/** Why policies say what they say of the subjects that a failed expectation is about. A few of them: a report is for reading. */
import { globMatches } from "../policies/conditions/glob.js";
import type { World } from "../policies/decision.js";
import { explainPolicy, type PolicyExplanation } from "../policies/explain-policy.js";
import type { PolicySet } from "../policies/policy-set.js";
import { allSubjects, subjectName } from "../policies/subjects.js";
import type { Difference } from "./compare.js";

/** Subjects explained for one difference. */
const mostExplained = 2;

export function explainDifference({ about }: Difference, policies: PolicySet, world: World): readonly PolicyExplanation[] {
  const subjects = [...allSubjects(policies, world)].filter((subject) => about.on === undefined || about.on === subject.id || globMatches(about.on, subjectName(world, subject)));
  const chosen = policies.policies.filter(({ name }) => about.policy === undefined || globMatches(about.policy, name));
  return chosen.flatMap((policy) => subjects.filter(({ kind }) => kind === policy.each).slice(0, mostExplained).map((subject) => explainPolicy(policy, world, subject)));
}
