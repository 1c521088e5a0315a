/**
 * Begins what may begin of the waiting actions, in turn, as long as there is room; of each other one it says what it waits for. It takes places on the desk and
 * calls nobody.
 */
import { obstacles, rateObstacles } from "../../actions/admit.js";
import { withTrial } from "../../actions/breaker.js";
import { holdOf, withHold, type Desk } from "../../actions/desk.js";
import type { Intent } from "../../actions/intent.js";
import { judgeIntent } from "../../actions/judge-intent.js";
import { inSight, inTurn, urgencyOf, type Waiting } from "../../actions/order.js";
import type { ExecutorContext } from "./context.js";
import { endWaiting } from "./end-waiting.js";
import type { RoundParts } from "./errand.js";
import { holdBack } from "./hold-back.js";
import { atBreaker, judgeInputOf, vmsClosedBy } from "./standing.js";

/** Looks at the world for so many waiting intents in one round, so that a round stays short. */
const mostJudged = 100;

/** `looked`: ids that were looked at lately, kept from round to round; `before`: what each waited for in the round before. Each admitted one gets its place on the desk before it is called prepared. */
export async function admitWaiting(parts: RoundParts, ready: readonly Intent[], waits: Map<string, readonly string[]>, looked: Set<string>, before: ReadonlyMap<string, readonly string[]>): Promise<readonly string[]> {
  const { context, records } = parts;
  const { rules, now } = context;
  const admitted: string[] = [];
  const byId = new Map(ready.map((intent) => [intent.request.id, intent]));
  const turns = inTurn(ready.map((intent) => waitingOf(context, intent)), countByPolicy(records.desk));
  if (turns.every(({ id }) => looked.has(id))) looked.clear();
  const touched = new Map<string, ReadonlySet<string>>();
  let judged = 0;
  let full: readonly string[] | undefined;
  for (const { id } of inSight(turns, mostJudged, looked)) {
    const intent = byId.get(id);
    if (intent === undefined) continue;
    const proposal = intent.state === "proposed";
    if (proposal && intent.offer !== undefined && now() - (intent.story.at(-1)?.at ?? 0) < rules.verifyWithinMs) {
      waits.set(id, [`A person must approve it before ${intent.request.notAfter}.`]);
      continue;
    }
    const policy = context.policies().byName.get(intent.request.policy);
    if (!proposal) {
      full ??= workersFull(records.desk, rules.limits.perVcenter);
      const soon = full.length > 0 ? full : rateObstacles(records.desk, { policy: intent.request.policy, limits: policy?.limits }, rules.limits, now());
      if (soon.length > 0) {
        waits.set(id, soon);
        continue;
      }
    }
    const breaker = atBreaker(context, records, intent);
    const look = context.world.look();
    if (breaker.kind === "no" || !look.ready || judged >= mostJudged) {
      waits.set(id, breaker.kind === "no" ? [breaker.reason] : look.ready ? (before.get(id) ?? ["Others are looked at first."]) : [look.why]);
      continue;
    }
    judged++;
    looked.add(id);
    const verdict = judgeIntent(judgeInputOf(context, intent), look.ground);
    switch (verdict.kind) {
      case "end":
        await endWaiting(parts, intent, verdict);
        continue;
      case "wait":
        waits.set(id, verdict.reasons);
        continue;
      case "offer":
        waits.set(id, [`A person must approve it before ${intent.request.notAfter}.`]);
        if (intent.offer?.hash !== verdict.hash || !proposal) {
          await records.move(id, "proposed", { reasons: verdict.reasons }, { approval: undefined, offer: { hash: verdict.hash, plan: verdict.step.operation } }, (one) => one.state === intent.state);
        }
        continue;
      case "go": break;
    }
    const held = await holdBack(parts, intent, touched);
    if (held !== undefined) {
      waits.set(id, [held]);
      continue;
    }
    const { inventory } = look.ground;
    const vms = vmsClosedBy(intent, verdict.step, inventory);
    let found: readonly string[] = [];
    const placed = await records.changeDesk((desk) => {
      const other = desk.holds[id];
      if (other !== undefined && other.owner !== context.holder && !context.isGone(other.owner)) found = [`Another tetherd (${other.owner}) is about to begin it.`];
      else found = obstacles(desk, { id, policy: intent.request.policy, limits: policy?.limits, vms, touches: verdict.step.touches }, rules.limits, inventory, now());
      return found.length > 0 ? undefined : withTrials(withHold(desk, id, holdOf({ owner: context.holder, policy: intent.request.policy, verb: intent.request.verb }, verdict.step.touches, vms, now())), id, breaker.trials);
    });
    if (placed === undefined) {
      waits.set(id, found);
      continue;
    }
    full = undefined;
    context.step?.("admitted", id);
    const prepared = await records.move(id, "prepared", { reasons: [verdict.step.why] }, { owner: context.holder, retryAt: undefined }, (one) => one.state === intent.state && one.cancel === undefined && one.owner === undefined);
    if (prepared === undefined) continue; // somebody else was quicker; `tidy` frees the place
    context.step?.("prepared", id);
    admitted.push(id);
  }
  return admitted;
}

function withTrials(desk: Desk, id: string, trials: readonly string[]): Desk {
  return trials.reduce((one, name) => {
    const breaker = one.breakers[name];
    return breaker === undefined ? one : { ...one, breakers: { ...one.breakers, [name]: withTrial(breaker, id) } };
  }, desk);
}

function workersFull(desk: Desk, most: number): readonly string[] {
  const working = Object.values(desk.holds).filter(({ parked }) => parked !== true).length;
  return working >= most ? [`vCenter: ${working} at work, ${most} allowed.`] : [];
}

function waitingOf(context: ExecutorContext, { request, sender, story }: Intent): Waiting {
  return { id: request.id, policy: request.policy, urgency: urgencyOf(sender !== undefined, context.policies().byName.get(request.policy)?.alert?.severity), since: story[0]?.at ?? 0 };
}

function countByPolicy(desk: Desk): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { policy, parked } of Object.values(desk.holds)) if (parked !== true) counts.set(policy, (counts.get(policy) ?? 0) + 1);
  return counts;
}
