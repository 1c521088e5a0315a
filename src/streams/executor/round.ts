/**
 * One look over all intents of a vCenter: what has ended by itself, what a dead executor left, what may begin now and in which order, and what the others wait
 * for. It makes no call to change anything in vCenter; errands do.
 */
import { activeStates, waitingStates, type Intent } from "../../actions/intent.js";
import { judgeRecord } from "../../actions/judge-intent.js";
import { admitWaiting } from "./admit-waiting.js";
import { endWaiting } from "./end-waiting.js";
import type { RoundParts } from "./errand.js";
import { judgeInputOf, standsInTheWay } from "./standing.js";
import { tidy } from "./tidy.js";

export interface RoundResult {
  /** To be carried out by this executor from now on. */
  readonly begin: readonly string[];
  /** What each waiting intent waits for. */
  readonly waits: ReadonlyMap<string, readonly string[]>;
  /** When the first of those comes back that wait for a while, ms since the epoch; Infinity without any. */
  readonly dueAt: number;
  readonly active: number;
  readonly unknown: number;
}

/** `atWork`: being carried out by this executor at this moment. `looked`, `before`: see `admitWaiting`. */
export async function takeRound(parts: RoundParts, atWork: ReadonlySet<string>, looked: Set<string>, before: ReadonlyMap<string, readonly string[]>): Promise<RoundResult> {
  const { context, records } = parts;
  const begin: string[] = [];
  const waits = new Map<string, readonly string[]>();
  const ready: Intent[] = [];
  let dueAt = Infinity;
  let active = 0;
  let unknown = 0;
  for (const intent of [...records.intents()]) {
    const { id } = intent.request;
    if (activeStates.has(intent.state)) {
      active++;
      if (!atWork.has(id) && await adopted(parts, intent)) begin.push(id);
    } else if (waitingStates.has(intent.state)) {
      const judged = judgeRecord(judgeInputOf(context, intent));
      const way = judged === undefined ? standsInTheWay(context, records, intent) : undefined;
      if (judged?.kind === "end") await endWaiting(parts, intent, judged);
      else if (judged?.kind === "wait") {
        waits.set(id, judged.reasons);
        dueAt = Math.min(dueAt, judged.until ?? Infinity);
      }
      else if (way !== undefined) waits.set(id, [way]);
      else ready.push(intent);
    } else if (intent.state === "unknown") {
      unknown++;
      waits.set(id, ["A person must say whether it was done: tetherd actions retry, or cancel."]);
    }
  }
  if (context.sure()) begin.push(...await admitWaiting(parts, ready, waits, looked, before));
  else for (const { request } of ready) waits.set(request.id, ["This tetherd is not sure to be alone; it begins nothing until NATS answers."]);
  await tidy(parts, atWork);
  return { begin, waits, dueAt, active, unknown };
}

/** An intent that is active without anybody: its executor is gone, or is this one after a failure of its own. */
async function adopted({ context, records }: RoundParts, intent: Intent): Promise<boolean> {
  const { owner, state } = intent;
  if (owner === context.holder) return true;
  if (owner !== undefined && !context.isGone(owner)) return false;
  const { id } = intent.request;
  const taken = await records.change(id, (one) => (one.owner === owner && one.state === state ? { ...one, owner: context.holder } : undefined));
  if (taken === undefined) return false;
  await records.changeDesk((desk) => {
    const hold = desk.holds[id];
    return hold === undefined ? desk : { ...desk, holds: { ...desk.holds, [id]: { ...hold, owner: context.holder } } };
  });
  return true;
}
