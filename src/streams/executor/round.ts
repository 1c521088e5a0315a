/**
 * One look over all intents of a vCenter: what has ended by itself, what a dead executor left, what may begin now and in which order, and what the others wait
 * for. It makes no call to change anything in vCenter; errands do.
 */
import { obstacles, rateObstacles } from "../../actions/admit.js";
import { withTrial } from "../../actions/breaker.js";
import { holdOf, withHold, type Desk, type Hold } from "../../actions/desk.js";
import { deedOf, fighters } from "../../actions/fights.js";
import { activeStates, closedStates, waitingStates, type Intent } from "../../actions/intent.js";
import { judgeIntent, judgeRecord, type Judgement } from "../../actions/judge-intent.js";
import { inTurn, urgencyOf, type Waiting } from "../../actions/order.js";
import { mostTouched, touchedBy } from "../../actions/blast.js";
import { allSubjects } from "../../policies/subjects.js";
import { whereHolds } from "../../policies/where.js";
import { sightOf } from "../../policies/vocabulary/sight.js";
import type { ExecutorContext } from "./context.js";
import type { Alarm } from "./errand.js";
import type { Records } from "./records.js";
import { atBreaker, judgeInputOf, standsInTheWay, vmsClosedBy } from "./standing.js";

/** Looks at the world for so many waiting intents in one round, so that a round stays short. */
const mostJudged = 100;

export interface RoundResult {
  /** To be carried out by this executor from now on. */
  readonly begin: readonly string[];
  /** What each waiting intent waits for. */
  readonly waits: ReadonlyMap<string, readonly string[]>;
  readonly active: number;
  readonly unknown: number;
}

export interface RoundInput {
  readonly context: ExecutorContext;
  readonly records: Records;
  readonly alarm: (alarm: Alarm) => Promise<void>;
  /** Being carried out by this executor at this moment. */
  readonly atWork: ReadonlySet<string>;
}

export async function takeRound(input: RoundInput): Promise<RoundResult> {
  const { context, records, atWork } = input;
  const begin: string[] = [];
  const waits = new Map<string, readonly string[]>();
  const ready: Intent[] = [];
  let active = 0;
  let unknown = 0;
  for (const intent of [...records.intents()]) {
    const { id } = intent.request;
    if (activeStates.has(intent.state)) {
      active++;
      if (!atWork.has(id) && await adopted(input, intent)) begin.push(id);
    } else if (waitingStates.has(intent.state)) {
      const judged = judgeRecord(judgeInputOf(context, intent));
      const way = judged === undefined ? standsInTheWay(context, records, intent) : undefined;
      if (judged?.kind === "end") await endWaiting(input, intent, judged);
      else if (judged?.kind === "wait") waits.set(id, judged.reasons);
      else if (way !== undefined) waits.set(id, [way]);
      else ready.push(intent);
    } else if (intent.state === "unknown") {
      unknown++;
      waits.set(id, ["A person must say whether it was done: tetherd actions retry, or cancel."]);
    }
  }
  if (context.sure()) begin.push(...await admit(input, ready, waits));
  else for (const { request } of ready) waits.set(request.id, ["This tetherd is not sure to be alone; it begins nothing until NATS answers."]);
  await tidy(input);
  return { begin, waits, active, unknown };
}

/** An intent that is active without anybody: its executor is gone, or is this one after a failure of its own. */
async function adopted({ context, records }: RoundInput, intent: Intent): Promise<boolean> {
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

async function endWaiting({ context, records }: RoundInput, intent: Intent, judged: Judgement & { kind: "end" }): Promise<void> {
  const { id } = intent.request;
  await records.move(id, judged.state, { reasons: judged.reasons, ...(judged.by === undefined ? {} : { by: judged.by }) }, { owner: undefined, retryAt: undefined }, (one) => one.state === intent.state);
  context.step?.("closed", id);
}

/** In turn, as long as there is room; each admitted one gets its place on the desk before it is called prepared. */
async function admit(input: RoundInput, ready: readonly Intent[], waits: Map<string, readonly string[]>): Promise<readonly string[]> {
  const { context, records } = input;
  const { rules, now } = context;
  const admitted: string[] = [];
  const byId = new Map(ready.map((intent) => [intent.request.id, intent]));
  const order = inTurn(ready.map((intent) => waitingOf(context, intent)), countByPolicy(records.desk));
  let judged = 0;
  let full: readonly string[] | undefined;
  for (const { id } of order) {
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
      waits.set(id, [breaker.kind === "no" ? breaker.reason : look.ready ? "Others are looked at first." : look.why]);
      continue;
    }
    judged++;
    const verdict = judgeIntent(judgeInputOf(context, intent), look.ground);
    switch (verdict.kind) {
      case "end":
        await endWaiting(input, intent, verdict);
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
    const held = await holdsBack(input, intent);
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

/** A policy that wants too much at once, or that fights with somebody, is held until a person has looked. */
async function holdsBack({ context, records, alarm }: RoundInput, intent: Intent): Promise<string | undefined> {
  if (intent.sender !== undefined) return undefined;
  const { policy, target, verb } = intent.request;
  const at = context.now();
  const liftedAt = records.held.get(policy)?.liftedAt ?? 0;
  const touched = touchedBy(policy, records.intents(), at, liftedAt);
  if (touched.size > context.rules.blast.entities) {
    const most = mostTouched(context.rules.blast, scopeOf(context, policy));
    if (touched.size > most) {
      const reason = `it wants to act on ${touched.size} objects within an hour, and ${most} are allowed without a person having looked.`;
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
  for (const subject of allSubjects(context.policies(), look.ground.inventory)) {
    if (subject.kind === policy.each && whereHolds(policy.where, sight, subject, new Set()) !== false) scope++;
  }
  return scope;
}

/** Places of what is not at work any more, and records nobody needs. */
async function tidy({ context, records, atWork }: RoundInput): Promise<void> {
  const stale = ([id, hold]: [string, Hold]): boolean => {
    const intent = records.intent(id);
    if (intent === undefined || closedStates.has(intent.state)) return !atWork.has(id);
    return waitingStates.has(intent.state) && !atWork.has(id) && (hold.owner === context.holder || context.isGone(hold.owner));
  };
  if (Object.entries(records.desk.holds).some(stale)) {
    await records.changeDesk((desk) => ({ ...desk, holds: Object.fromEntries(Object.entries(desk.holds).filter((entry) => !stale(entry))) }));
  }
  for (const intent of records.intents()) {
    const last = intent.story.at(-1);
    if (last === undefined) continue;
    const { id } = intent.request;
    // What a person said is told by whoever sees it; what a crash left untold, after a while.
    if (last.n > intent.said && !records.isTelling(id) && (intent.owner === undefined || intent.owner === context.holder) && (last.by !== undefined || context.now() - last.at > context.rules.tellAgainMs)) records.tell(intent, true);
    else if (closedStates.has(intent.state) && last.n <= intent.said && context.now() - last.at > context.rules.keepMs) await records.remove(id);
  }
}
