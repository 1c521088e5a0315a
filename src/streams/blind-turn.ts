/**
 * A turn while vCenter cannot be watched: its own policies are judged, and what concerns tetherd is told. It judges no object of the inventory,
 * for of those nothing new is known.
 */
import { commitFailed } from "./errors.js";
import { stateFrom, type LineState } from "./line-state.js";
import { judgeVCenterAlone } from "./judge-policies.js";
import type { LineContext } from "./line-context.js";
import { Outcome } from "./outcome.js";
import type { LineReport } from "./report.js";
import { tellConcerns } from "./tell-concerns.js";
import type { LineMemory } from "./watching.js";

/** After an attempt to watch has failed. Says nothing of a vCenter that has not answered yet and that no earlier run knew: whose alerts to go on with is not known. */
export async function blindTurn(context: LineContext, memory: LineMemory, signal: AbortSignal): Promise<readonly LineReport[]> {
  const now = context.scheduler.now();
  const state = memory.state ?? await takeUp(context, memory, now, signal);
  if (state === undefined) return [];
  state.outOfSightSince ??= state.lastDataAt;
  const outcome = new Outcome();
  judgeVCenterAlone(context, state, now, outcome);
  tellConcerns(state, context.concerns?.() ?? [], context.vcenter.name, now, outcome, context.silences?.());
  if (!outcome.empty) await context.ledger.commit(outcome.turn, signal).catch((error: unknown) => { throw commitFailed(error); });
  return outcome.reports;
}

/** What an earlier run had told goes on being true or being told again, although this one has not seen the vCenter yet. */
async function takeUp(context: LineContext, memory: LineMemory, now: number, signal: AbortSignal): Promise<LineState | undefined> {
  const instanceUuid = context.lastKnown?.();
  if (instanceUuid === undefined) return undefined;
  const state = stateFrom(instanceUuid, await context.ledger.open(instanceUuid, signal), now, context.ownTasks);
  state.lastDataAt = state.blindFrom ?? now;
  memory.presumed = true;
  return memory.state = state;
}
