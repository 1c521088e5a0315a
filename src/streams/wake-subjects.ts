/**
 * Which subjects are to be judged because something changed, a fact came, or time has passed. They wait in `state.toJudge`, oldest first; whoever judges takes them
 * from there. It judges nothing.
 */
import type { Fact } from "../inventory/facts.js";
import type { Changes } from "../inventory/model.js";
import type { Subject } from "../policies/decision.js";
import type { PolicySet } from "../policies/policy-set.js";
import { subjectsTouched } from "../policies/subjects.js";
import { subjectKey } from "./line-state.js";
import type { Pass } from "./pass.js";
import { subjectsOfFact } from "./subjects-of-fact.js";

/** Returns the facts of this turn by the subjects that they wake. */
export function wakeSubjects(pass: Pass, set: PolicySet, dirty: Changes, facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> {
  const { state, now } = pass;
  const byFact = new Map<string, Fact[]>();
  const wake = (subject: Subject): string => {
    const key = subjectKey(subject);
    state.toJudge.set(key, subject);
    return key;
  };
  for (const fact of facts) {
    for (const subject of subjectsOfFact(fact, state.inventory)) {
      const key = wake(subject);
      const earlier = byFact.get(key);
      if (earlier === undefined) byFact.set(key, [fact]);
      else earlier.push(fact);
    }
  }
  subjectsTouched(set, state.inventory, dirty).forEach(wake);
  if (vcenterChanged(pass)) wake({ kind: "vcenter", id: state.instanceUuid });
  state.takeDue(now).forEach(wake);
  return byFact;
}

/** Also the first time. */
function vcenterChanged({ state, sight }: Pass): boolean {
  const { vms, groups } = state.inventory;
  const now = JSON.stringify([sight.vcenter, vms.size, groups.size]);
  const changed = now !== state.judgedVCenter;
  state.judgedVCenter = now;
  return changed;
}
