/**
 * Follows the task of an action to its end, also after a restart: by its reference, for as long as vCenter knows it. A task that takes too long is told, never let
 * go (reliability V28); a person who wants it ended has vCenter asked to cancel it.
 */
import { progressMessage } from "../../actions/action-state.js";
import type { Intent } from "../../actions/intent.js";
import type { TaskOutcome } from "../executor-ports.js";
import { doneWith, takeFault, end } from "./end-action.js";
import { mine, type Alarm, type Errand } from "./errand.js";

/** Progress is published in steps of so many percent. */
const stepPercent = 10;

export async function followTask(errand: Errand, intent: Intent): Promise<void> {
  const { records, context, kill } = errand;
  const { id } = intent.request;
  const task = intent.issue?.task;
  if (task === undefined) {
    await records.move(id, "resolving", { reasons: ["The task of this action is not written down."] }, {}, mine(context, "running"));
    return;
  }
  const over = new AbortController();
  const signal = AbortSignal.any([kill, over.signal]);
  const beside = [
    context.wait(Math.max(0, (intent.issue?.at ?? context.now()) + context.rules.stuckAfterMs - context.now()), signal).then(() => errand.alarm(stuckAlarm(errand, intent, task))),
    cancelWhenWanted(errand, id, task, signal),
  ];
  for (const one of beside) one.catch((error: unknown) => {
    if (!signal.aborted) context.report({ kind: "trouble", error, what: `looking after ${task}` });
  });
  let percent = intent.progress?.percent ?? 0;
  const outcome = await context.operator.watchTask(task, (progress) => {
    if (progress.percent === undefined || progress.percent < percent + stepPercent) return;
    percent = progress.percent;
    const at = context.now();
    const { percent: reached } = progress;
    void records.change(id, (one) => (mine(context, "running")(one) ? { ...one, progress: { percent: reached, at } } : undefined))
      .then((changed) => (changed === undefined ? undefined : context.journal.publish({ kind: "action-state", vcenter: context.vcenter, action: progressMessage(changed.after, reached, at) }, undefined, signal)))
      .catch(() => undefined); // the next step tells more
  }, kill);
  over.abort(new Error("the task has ended"));
  context.step?.("ended", id);
  switch (outcome.kind) {
    case "vanished":
      await records.move(id, "resolving", { reasons: [`vCenter does not know ${task} any more; what became of it is being found out.`], task }, {}, mine(context, "running"));
      return undefined;
    default:
      return takeOutcome(errand, intent, task, outcome);
  }
}

/** Of a task that is known to have ended, by itself or in vCenter's history. */
export async function takeOutcome(errand: Errand, intent: Intent, task: string, outcome: Exclude<TaskOutcome, { readonly kind: "vanished" }>): Promise<void> {
  const { records, context } = errand;
  if (outcome.kind === "success") {
    await records.move(intent.request.id, "verifying", { reasons: [`${task} has ended well; the result is being looked at.`], task }, { failures: 0, done: doneWith(intent), taskMs: [...(intent.taskMs ?? []), ...(outcome.ms === undefined ? [] : [outcome.ms])] }, mine(context, intent.state));
    return undefined;
  }
  if (!outcome.cancelled) return takeFault(errand, intent, outcome.fault);
  const by = records.intent(intent.request.id)?.cancel?.by;
  return end(errand, intent, "cancelled", { reasons: [by === undefined ? `${task} was cancelled in vCenter.` : `${by} had it cancelled.`, outcome.fault.message], task, ...(by === undefined ? {} : { by }) }, "neutral");
}

/** What an operator must know of a task that takes too long. */
export function stuckAlarm({ context }: Errand, { request: { id, verb, target, policy } }: Intent, task: string): Alarm {
  return {
    name: "tetherd-task-stuck", about: id, target, policy, severity: "warning", summary: `${verb} of ${target.name} has been running for more than ${Math.round(context.rules.stuckAfterMs / 60_000)} minutes`,
    description: `${task} still runs; what it keeps busy stays busy. Look at it in vCenter; tetherd actions cancel ${id} asks vCenter to cancel it.`,
  };
}

/** The same of one that has ended well, while nobody can see what came of it. */
export function unseenAlarm(errand: Errand, intent: Intent, why: string): Alarm {
  const { id, verb, target } = intent.request;
  return { ...stuckAlarm(errand, intent, ""), summary: `What came of ${verb} of ${target.name} cannot be seen`, description: `Its task has ended well. ${why} It is looked at again and again; tetherd actions cancel ${id} ends that.` };
}

async function cancelWhenWanted(errand: Errand, id: string, task: string, signal: AbortSignal): Promise<void> {
  while (errand.records.intent(id)?.cancel === undefined) await errand.nudge(signal);
  await errand.context.operator.cancelTask(task, signal);
}
