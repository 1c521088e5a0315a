/** What policies would say differently of two worlds: verdicts as they stand, without how long they have held. It costs an evaluation of everything, twice. */
import { decide } from "./decide.js";
import type { Decision, Subject, World } from "./decision.js";
import type { PolicySet } from "./policy-set.js";
import { allSubjects, subjectExists, subjectName } from "./subjects.js";
import { sightOf } from "./vocabulary/sight.js";

export interface JudgedChange {
  readonly policy: string;
  readonly subject: Subject;
  readonly name: string;
  /** "gone" when the subject is in one of the worlds only. */
  readonly before: Decision["verdict"] | "gone";
  readonly after: Decision["verdict"] | "gone";
}

/** Sorted by policy and name; what is false in both, or only in one and false there, is left out. */
export function judgedChanges(set: PolicySet, before: World, after: World): readonly JudgedChange[] {
  const [then, now] = [sightOf(before), sightOf(after)];
  const subjects = new Map<string, Subject>();
  for (const world of [before, after]) for (const subject of allSubjects(set, world)) subjects.set(`${subject.kind} ${subject.id}`, subject);
  return [...subjects.values()].flatMap((subject) => {
    const [was, is] = [subjectExists(then, subject), subjectExists(now, subject)];
    return set.byKind[subject.kind].flatMap((policy): JudgedChange[] => {
      const change = {
        policy: policy.name, subject, name: subjectName(is ? now : then, subject),
        before: was ? decide(policy, then, subject).verdict : "gone" as const, after: is ? decide(policy, now, subject).verdict : "gone" as const,
      };
      return change.before === change.after || !["true", "unknown"].some((verdict) => verdict === change.before || verdict === change.after) ? [] : [change];
    });
  }).sort((a, b) => a.policy.localeCompare(b.policy) || a.name.localeCompare(b.name, "en", { numeric: true }));
}
