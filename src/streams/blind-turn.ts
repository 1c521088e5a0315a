/**
 * A turn while vCenter cannot be watched: its own policies are judged, and what concerns tetherd is told. It judges no object of the inventory,
 * for of those nothing new is known.
 */
import { commitFailed } from "./errors.js";
import { judgeVCenterAlone } from "./judge-policies.js";
import type { LineContext } from "./line-context.js";
import { Outcome } from "./outcome.js";
import type { LineReport } from "./report.js";
import { tellConcerns } from "./tell-concerns.js";
import type { LineMemory } from "./watching.js";

/** After an attempt to watch has failed. Says nothing of a vCenter that has not answered since the start: whose alerts to go on with is not known. */
export async function blindTurn(context: LineContext, { state }: LineMemory, signal: AbortSignal): Promise<readonly LineReport[]> {
  if (state === undefined) return [];
  const now = context.scheduler.now();
  state.outOfSightSince ??= state.lastDataAt;
  const outcome = new Outcome();
  judgeVCenterAlone(context, state, now, outcome);
  tellConcerns(state, context.concerns?.() ?? [], context.vcenter.name, now, outcome, context.silences?.());
  if (!outcome.empty) await context.ledger.commit(outcome.turn, signal).catch((error: unknown) => { throw commitFailed(error); });
  return outcome.reports;
}
