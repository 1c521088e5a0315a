/**
 * Finds out whether a call was carried out when nobody said so: by its id among vCenter's tasks, for as long as a task may be late to show up, then by the world.
 * What cannot be known is not tried again where a second time would do harm; it stops there and asks (reliability 4.1).
 */
import type { Action, ActionGround } from "../../actions/action.js";
import { assignmentOf, type Intent } from "../../actions/intent.js";
import type { Evidence } from "../../actions/next-step.js";
import type { Operation } from "../../actions/operation.js";
import type { FoundTask, TaskOutcome } from "../executor-ports.js";
import { doneWith, park, stepBack, end } from "./end-action.js";
import { mine, type Errand } from "./errand.js";
import { stuckAlarm, takeOutcome } from "./follow-task.js";
import { wordsOf } from "./issue.js";
import { lookFresh } from "./look-fresh.js";

/** Between two looks. */
const lookMs = 1_000;

export async function resolve(errand: Errand, intent: Intent): Promise<void> {
  const { records, context, kill } = errand;
  const { id, verb } = intent.request;
  const { issue } = intent;
  const action = context.actions.find((one) => one.verb === verb);
  if (issue === undefined || action === undefined) return park(errand, intent, { reasons: ["What was called is not written down."] });
  /** Since vCenter's tasks could be read without a sign of ours. */
  let quietSince: number | undefined;
  let why = "";
  for (;;) {
    if (records.intent(id)?.cancel !== undefined && issue.task === undefined && quietSince !== undefined) why = "A person wants it ended; ";
    let found: FoundTask | undefined;
    const asked = context.now();
    try {
      found = await findOurs(errand, issue);
    } catch (error) {
      kill.throwIfAborted();
      quietSince = undefined;
      context.report({ kind: "trouble", error, what: `finding the task of action ${id}` });
      await context.wait(lookMs, kill);
      continue;
    }
    if (found !== undefined && found.task !== issue.task) {
      await records.move(id, "running", { reasons: [`The call was carried out: it is ${found.task}.`], task: found.task }, { issue: { ...issue, task: found.task } }, mine(context, "resolving"));
      return undefined;
    }
    if (found !== undefined) {
      // The task is no object any more, and the history still knows how it ended.
      const outcome = outcomeOf(found);
      if (outcome !== undefined) return takeOutcome(errand, intent, found.task, outcome);
      if (asked - issue.at >= context.rules.stuckAfterMs) await errand.alarm(stuckAlarm(errand, intent, found.task));
      quietSince = undefined;
    } else quietSince ??= asked;
    if (quietSince !== undefined && asked - quietSince >= context.rules.settleMs) break;
    await context.wait(Math.min(lookMs, context.rules.settleMs / 4 + 1), kill);
  }
  return byEvidence(errand, intent, why);
}

function outcomeOf({ state, cancelled, fault }: FoundTask): Exclude<TaskOutcome, { readonly kind: "vanished" }> | undefined {
  if (state === "success") return { kind: "success" };
  return state === "error" ? { kind: "error", cancelled, fault: fault ?? { type: "unknown", message: "vCenter does not say why.", cure: "", again: "replan" } } : undefined;
}

async function findOurs({ context, kill }: Errand, { operation, operationId, since }: NonNullable<Intent["issue"]>): Promise<FoundTask | undefined> {
  const entity = "vm" in operation ? { entity: operation.vm, entityType: "VirtualMachine" } : { entity: operation.cluster, entityType: "ClusterComputeResource" };
  const tasks = await context.operator.findTasks({ ...entity, since }, kill);
  return tasks.find((task) => task.operationId?.includes(operationId) === true);
}

/** No task tells; the world as it is now may. */
async function byEvidence(errand: Errand, intent: Intent, why: string): Promise<void> {
  const { records, context, kill } = errand;
  const { id, verb, target } = intent.request;
  const { issue } = intent;
  const action = context.actions.find((one) => one.verb === verb);
  if (issue === undefined || action === undefined) return undefined;
  /** Since the world could be asked: what cannot be seen, or is busy, is waited for. */
  let since: number | undefined;
  for (;;) {
    const seen = await lookFresh(errand, intent);
    const cancel = seen.kind === "later" ? records.intent(id)?.cancel : undefined;
    if (seen.kind === "later" && cancel !== undefined) return end(errand, intent, "cancelled", { reasons: [`${cancel.by} wants it ended; whether it was carried out was not found out. ${seen.why}`], by: cancel.by }, "neutral");
    if (seen.kind === "later") since = undefined;
    else since ??= context.now();
    const over = since !== undefined && context.now() - since >= context.rules.verifyWithinMs;
    if (seen.kind === "seen") {
      const evidence = await evidenceOf(errand, action, seen.ground, intent, issue.operation);
      if (evidence.kind === "done") {
        await records.move(id, "verifying", { reasons: [`${why}There is no task of this call any more, and its effect is there.`, evidence.why] }, { done: doneWith(intent) }, mine(context, "resolving"));
        return undefined;
      }
      if (evidence.kind === "not-done" && action.repetition !== "cumulative") {
        if (records.intent(id)?.cancel !== undefined) return end(errand, intent, "cancelled", { reasons: ["It was not carried out, and a person wants it ended.", evidence.why] }, "neutral");
        return stepBack(errand, intent, { reasons: ["The call was not carried out: vCenter knows no task of it.", evidence.why] }, context.rules.retryMs, "neutral");
      }
      // A cumulative operation leaves it at that: this was the newest there is to see.
      if (action.repetition === "cumulative" || over) {
        return park(errand, intent, { reasons: [`Whether ${verb} of ${target.name} was carried out cannot be known: vCenter knows no task of it.`, evidence.why, ...(evidence.kind === "not-done" ? ["Doing it a second time would do harm if it was."] : [])] });
      }
    } else if (over) {
      return park(errand, intent, { reasons: [`Whether ${verb} of ${target.name} was carried out cannot be known.`, seen.why] });
    }
    await context.wait(lookMs, kill);
  }
}

/** Asked once more with the marks of the objects that would tell, read past every mirror. */
async function evidenceOf({ context, kill }: Errand, action: Action, ground: ActionGround, intent: Intent, operation: Operation): Promise<Evidence> {
  const evidence = action.evidence(ground, assignmentOf(intent), operation);
  if (evidence.kind !== "cannot-tell" || evidence.look === undefined) return evidence;
  try {
    const fresh = await context.operator.readFresh(evidence.look, kill);
    return action.evidence({ ...ground, markers: new Map([...fresh].map(([ref, vm]) => [ref, vm.marker])) }, assignmentOf(intent), operation);
  } catch (error) {
    kill.throwIfAborted();
    return { kind: "cannot-tell", why: wordsOf(error) };
  }
}
