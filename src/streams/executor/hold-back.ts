/**
 * A policy that wants too much at once, or that fights with somebody, is held until a person has looked, and an alert says so. What is asked for by hand is never
 * held back.
 */
import { mostTouched, touchedBy } from "../../actions/blast.js";
import { deedOf, fighters } from "../../actions/fights.js";
import type { Intent } from "../../actions/intent.js";
import { allSubjects } from "../../policies/subjects.js";
import { whereHolds } from "../../policies/where.js";
import { sightOf } from "../../policies/vocabulary/sight.js";
import type { ExecutorContext } from "./context.js";
import type { RoundParts } from "./errand.js";

/** Holds it when that is due. Returns why it is held, as a sentence; undefined when it is not. `touched`: by policy, counted once for all that are looked at together. */
export async function holdBack({ context, records, alarm }: RoundParts, intent: Intent, touched: Map<string, ReadonlySet<string>>): Promise<string | undefined> {
  if (intent.sender !== undefined) return undefined;
  const { policy, target, verb } = intent.request;
  const at = context.now();
  const liftedAt = records.heldOf(policy)?.liftedAt ?? 0;
  const all = touched.get(policy) ?? touchedBy(policy, records.intents(), at, liftedAt);
  touched.set(policy, all);
  if (all.size > context.rules.blast.entities) {
    const most = mostTouched(context.rules.blast, scopeOf(context, policy));
    if (all.size > most) {
      const reason = `it wants to act on ${all.size} objects within an hour, and ${most} are allowed without a person having looked.`;
      await records.hold({ policy, why: "blast", reason, at });
      await alarm({ name: "tetherd-policy-held", about: policy, target, policy, severity: "critical", summary: `Policy ${policy} is held: it matches more than expected`, description: `${policy}: ${reason} If that is right: tetherd resume --policy ${policy}` });
      return `Policy ${policy} is held: ${reason}`;
    }
  }
  const deeds = records.desk.deeds.filter((deed) => deed.at > liftedAt);
  const fighting = fighters(deeds, deedOf(intent.request, at), context.rules.fightWithinMs);
  if (fighting.length === 0) return undefined;
  const reason = `${verb} of ${target.name} was undone three times within ${Math.round(context.rules.fightWithinMs / 60_000)} minutes${fighting.length > 1 ? `; ${fighting.join(" and ")} work against each other` : "; somebody works against it"}.`;
  for (const one of fighting) {
    await records.hold({ policy: one, why: "fight", reason, at });
    await alarm({ name: "tetherd-policy-held", about: one, target, policy: one, severity: "error", summary: `Policy ${one} is held: what it does to ${target.name} is undone again and again`, description: `${reason} When it is clear who shall have it: tetherd resume --policy ${one}` });
  }
  return `Policy ${policy} is held: ${reason}`;
}

function scopeOf(context: ExecutorContext, name: string): number {
  const policy = context.policies().byName.get(name);
  const look = context.world.look();
  if (policy === undefined || !look.ready) return 0;
  const sight = sightOf(look.ground);
  let scope = 0;
  for (const subject of allSubjects(context.policies(), look.ground)) {
    if (subject.kind === policy.each && whereHolds(policy.where, sight, subject, new Set()) !== false) scope++;
  }
  return scope;
}
