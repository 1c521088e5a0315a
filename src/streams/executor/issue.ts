/**
 * From a place among the running ones to the call: everything is judged afresh, the objects are read past every mirror, the intent is written down, and only
 * then vCenter is called, once.
 */
import { judgeIntent } from "../../actions/judge-intent.js";
import { holdOf, sameHold, withHold } from "../../actions/desk.js";
import { obstacles } from "../../actions/admit.js";
import type { ActionGround } from "../../actions/action.js";
import { assignmentOf, type Intent } from "../../actions/intent.js";
import { measureOf } from "../../actions/measure.js";
import type { Step } from "../../actions/next-step.js";
import type { FreshVm } from "../executor-ports.js";
import { end, stepBack, takeFault } from "./end-action.js";
import { mine, type Errand } from "./errand.js";
import { judgeInputOf, standsInTheWay, vmsClosedBy } from "./standing.js";

/** The mirror follows within moments; a change that nobody announces is waited for this long. */
const behindMs = 1_000;

export async function issue(errand: Errand, intent: Intent): Promise<void> {
  const { records, context, kill } = errand;
  const { id, verb, target } = intent.request;
  const look = context.world.look();
  if (!look.ready) return stepBack(errand, intent, { reasons: [look.why] }, behindMs);
  const way = standsInTheWay(context, records, intent);
  if (way !== undefined) return stepBack(errand, intent, { reasons: [way] }, 0);
  const judged = judgeIntent(judgeInputOf(context, intent), look.ground);
  if (judged.kind === "end") return end(errand, intent, judged.state, { reasons: judged.reasons, ...(judged.by === undefined ? {} : { by: judged.by }) }, "neutral");
  if (judged.kind === "wait") return stepBack(errand, intent, { reasons: judged.reasons }, behindMs);
  if (judged.kind === "offer") {
    const back = await records.move(id, "proposed", { reasons: judged.reasons }, { owner: undefined, approval: undefined, offer: { hash: judged.hash, plan: judged.step.operation } }, mine(context, "prepared"));
    if (back !== undefined) await records.changeDesk((desk) => ({ ...desk, holds: Object.fromEntries(Object.entries(desk.holds).filter(([one]) => one !== id)) }));
    return undefined;
  }
  if (!(await placed(errand, intent, judged.step))) return stepBack(errand, intent, { reasons: ["Its next step has to wait for its turn."] }, behindMs);

  let fresh: ReadonlyMap<string, FreshVm>;
  let since: string;
  let lacked: readonly string[] | undefined;
  try {
    since = (await context.operator.about(kill)).time;
    fresh = await context.operator.readFresh(judged.step.touches.vms, kill);
    if (intent.attempt === 0) lacked = await context.operator.lackedPrivileges(judged.step.operation, kill);
  } catch (error) {
    kill.throwIfAborted();
    return stepBack(errand, intent, { reasons: [wordsOf(error)] }, context.rules.retryMs, "outage");
  }
  context.step?.("fresh", id);
  if (lacked !== undefined && lacked.length > 0) return end(errand, intent, "refused", { reasons: [`The account lacks privileges: ${lacked.join(", ")}.`] }, "neutral");
  for (const ref of judged.step.touches.vms) {
    const now = fresh.get(ref);
    const known = look.ground.inventory.vms.get(ref);
    const uuid = ref === target.id ? (target.instanceUuid ?? known?.instanceUuid) : known?.instanceUuid;
    if (now === undefined) return stepBack(errand, intent, { reasons: [`${known?.name ?? ref} is not in vCenter any more.`] }, behindMs);
    if (now.instanceUuid === undefined || uuid === undefined || now.changeVersion === undefined) {
      return stepBack(errand, intent, { reasons: [`Whether ${known?.name ?? ref} is still the same VM cannot be told: vCenter shows no config.instanceUuid or config.changeVersion.`] }, behindMs);
    }
    if (now.instanceUuid !== uuid) return end(errand, intent, "refused", { reasons: [`${ref} is another VM now: instance UUID ${now.instanceUuid} instead of ${uuid}.`] }, "neutral");
    if (now.changeVersion !== known?.changeVersion) return stepBack(errand, intent, { reasons: [`${known?.name ?? ref} has just changed; tetherd has not seen all of it yet.`] }, behindMs);
    if (now.tasks === undefined) return stepBack(errand, intent, { reasons: [`Whether ${known.name ?? ref} is busy cannot be told: vCenter shows no recentTask.`] }, behindMs);
    if (now.tasks.length > 0) return stepBack(errand, intent, { reasons: [`${known.name ?? ref} is busy with ${now.tasks.join(", ")}.`] }, behindMs);
  }

  const attempt = intent.attempt + 1;
  const operationId = `tetherd-${id}-${attempt}`;
  const issuing = await records.move(id, "issuing", { reasons: [judged.step.why] },
    { attempt, memo: judged.step.memo ?? intent.memo, before: intent.before ?? beforeOf(errand, intent, look.ground), issue: { operation: judged.step.operation, operationId, since, at: context.now() } }, (one) => mine(context, "prepared")(one) && one.cancel === undefined);
  if (issuing === undefined) return undefined;
  context.step?.("issuing", id);
  // A pause, or an executor that took over while this one slept, counts up to here.
  if (records.pause !== undefined || !context.sure()) return stepBack(errand, issuing, { reasons: [records.pause === undefined ? "This tetherd is not sure to be the one that carries it out." : `Actions are paused by ${records.pause.by}.`] }, behindMs);
  const outcome = await context.operator.start(judged.step.operation, operationId, kill);
  context.step?.("called", id);
  switch (outcome.kind) {
    case "started":
      await records.move(id, "running", { reasons: [`${verb} is carried out by ${outcome.task}.`], task: outcome.task }, { issue: { ...(issuing.issue ?? { operation: judged.step.operation, operationId, since, at: context.now() }), task: outcome.task } }, mine(context, "issuing"));
      context.step?.("running", id);
      return undefined;
    case "refused": return takeFault(errand, issuing, outcome.fault);
    case "unsent": return stepBack(errand, issuing, { reasons: [outcome.why] }, context.rules.retryMs, "outage");
    case "no-answer":
      await records.move(id, "resolving", { reasons: [outcome.why, `Whether ${verb} of ${target.name} was carried out is being found out.`] }, {}, mine(context, "issuing"));
      return undefined;
  }
}

function beforeOf({ context }: Errand, intent: Intent, ground: ActionGround): Intent["before"] {
  const action = context.actions.find(({ verb }) => verb === intent.request.verb);
  return action === undefined ? undefined : measureOf(ground, action, assignmentOf(intent));
}

/** Keeps what this step touches; false when others are in the way of it. */
async function placed({ context, records }: Errand, intent: Intent, step: Step): Promise<boolean> {
  const { id, policy, verb } = intent.request;
  const look = context.world.look();
  if (!look.ready) return false;
  const { inventory } = look.ground;
  const vms = vmsClosedBy(intent, step, inventory);
  const limits = context.policies().byName.get(policy)?.limits;
  const hold = holdOf({ owner: context.holder, policy, verb }, step.touches, vms, context.now());
  const written = await records.changeDesk((desk) => {
    if (sameHold(desk.holds[id], hold)) return desk;
    if (obstacles(desk, { id, policy, limits, vms, touches: step.touches }, context.rules.limits, inventory, context.now()).length > 0) return undefined;
    return withHold(desk, id, hold);
  });
  return written !== undefined;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
