/**
 * Judges one turn: what changed becomes facts, facts and changes wake policies, their outcome becomes messages and state to save.
 * It works on what the line knows and reads only the clock it is handed; publishing is the ledger's business.
 */
import { eventFact } from "../inventory/event-facts.js";
import type { Fact } from "../inventory/facts.js";
import { saveSeen } from "./freeze.js";
import { gapFacts } from "./gap-facts.js";
import { judgePolicies } from "./judge-policies.js";
import type { LineContext } from "./line-context.js";
import { checkpointOf, type LineState } from "./line-state.js";
import { Outcome } from "./outcome.js";
import { settleFacts } from "./settle-facts.js";
import { tellConcerns } from "./tell-concerns.js";

/** A position that moved without anything to say is saved this often, so that a restart does not read far back. */
const positionSaveMs = 5_000;

/** Changed VMs compared in one turn, so that it stays short; the next turns go on with the rest. */
const mostVms = 1_000;

/** Consumes `state.gaps`, `state.events`, and of `state.dirty` so much as a turn may take: where something is left of it, another turn is due at once. */
export function judge(context: LineContext, state: LineState): Outcome {
  const now = context.scheduler.now();
  const outcome = new Outcome();
  const facts: Fact[] = [];
  if (state.gaps.length > 0) {
    facts.push(...gapFacts(state, context.policies(), now, outcome));
    state.markAllDirty();
  }
  facts.push(...state.events.splice(0).map((event) => eventFact(event, { vcenter: state.instanceUuid, inventory: state.inventory, observedAt: now })));
  // The baseline is remembered whole: what of it were left would look like newcomers.
  const dirty = state.dirty.take(state.baseline ? context.limits.mostVms ?? mostVms : Infinity);
  facts.push(...settleFacts(state, dirty, now, context.limits.settleMs, outcome));
  for (const fact of facts) outcome.say({ kind: "fact", fact });
  judgePolicies(context, state, dirty, facts, now, outcome);
  if (context.concerns !== undefined || state.concerns.size > 0) tellConcerns(state, context.concerns?.() ?? [], context.vcenter.name, now, outcome, context.silences?.());
  savePosition(state, now, outcome);
  saveSeen(state, now, outcome);
  return outcome;
}

function savePosition(state: LineState, now: number, outcome: Outcome): void {
  const checkpoint = checkpointOf(state);
  if (checkpoint === undefined) return;
  const moved = checkpoint.position.eventKey !== state.savedPosition?.eventKey || checkpoint.position.time !== state.savedPosition.time;
  if (outcome.empty && (!moved || now - state.positionSavedAt < positionSaveMs)) return;
  outcome.save({ kind: "checkpoint", id: "history" }, checkpoint);
  state.savedPosition = checkpoint.position;
  state.positionSavedAt = now;
}
