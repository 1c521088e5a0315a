/** Ends of an action, and steps back from it: each writes the record first, then frees what the action kept busy. A crash in between is mended by the next round. */
import { failed, passed } from "../../actions/breaker.js";
import { withDeed, deedOf } from "../../actions/fights.js";
import { withoutHold, withParked, type Breaker, type Desk } from "../../actions/desk.js";
import type { Intent } from "../../actions/intent.js";
import type { OperationFault } from "../executor-ports.js";
import { mine, type Errand } from "./errand.js";

const mostRetryMs = 900_000;
/** Another task at work, or somebody else's change: looked at again this soon. */
const laterMs = 5_000;

type Words = Parameters<Errand["records"]["move"]>[2];

/** `ended`: the record says so. Whatever it was, its place is free then. */
export async function end(errand: Errand, intent: Intent, state: "done" | "failed" | "skipped" | "refused" | "expired" | "cancelled", words: Words, outcome: "success" | "failure" | "neutral", change: Parameters<Errand["records"]["move"]>[3] = {}): Promise<void> {
  const { records, context } = errand;
  const ended = await records.move(intent.request.id, state, words, { ...change, owner: undefined, retryAt: undefined, progress: undefined, before: undefined }, mine(context, intent.state));
  if (ended === undefined) return;
  context.step?.("closed", intent.request.id);
  await free(errand, ended, outcome);
  context.step?.("released", intent.request.id);
}

/** Back among the waiting ones, to be judged anew. `outage`: vCenter could not be reached, which is for the breaker to know and no failure of this action. */
export async function stepBack(errand: Errand, intent: Intent, words: Words, waitMs: number, outcome: "failure" | "outage" | "neutral" = "neutral"): Promise<void> {
  const { records, context } = errand;
  const failures = intent.failures + (outcome === "failure" ? 1 : 0);
  const again = waitMs * 2 ** Math.min(repeatedly(intent, words.reasons), 6);
  const back = await records.move(intent.request.id, intent.approval === undefined ? "requested" : "approved", words,
    { owner: undefined, issue: undefined, progress: undefined, failures, retryAt: context.now() + again }, mine(context, intent.state));
  if (back !== undefined) await free(errand, back, outcome === "outage" ? "failure" : outcome);
}

/** With the operation in hand among those that took effect. */
export function doneWith({ done = [], issue }: Intent): NonNullable<Intent["done"]> {
  return issue === undefined ? done : [...done, issue.operation];
}

/** How often in a row it went back for the same reason: what does not change is looked at more and more seldom. */
function repeatedly({ story }: Intent, reasons: readonly string[]): number {
  const backs = story.filter(({ state, by }) => state === "requested" || (state === "approved" && by === undefined)).reverse();
  const other = backs.findIndex((one) => one.reasons[0] !== reasons[0]);
  return other < 0 ? backs.length : other;
}

/** vCenter would not, or its task failed. */
export async function takeFault(errand: Errand, intent: Intent, fault: OperationFault): Promise<void> {
  const { rules, random } = errand.context;
  const reasons = [fault.message, fault.cure, ...whereItStands(intent)].filter((one) => one !== "");
  if (fault.again === "later") return stepBack(errand, intent, { reasons }, laterMs * (1 + random()));
  if (fault.again === "never" || intent.failures + 1 >= rules.attempts) {
    return end(errand, intent, "failed", { reasons: fault.again === "never" ? reasons : [...reasons, `It has failed ${intent.failures + 1} times and is given up.`] }, "failure");
  }
  const full = Math.min(mostRetryMs, rules.retryMs * 2 ** intent.failures);
  return stepBack(errand, intent, { reasons }, full / 2 + (full / 2) * random(), "failure");
}

/** Of an action of many steps, which keeps a memo between them: how far it had come when the last one was begun. */
function whereItStands({ memo, story }: Intent): readonly string[] {
  return memo === undefined ? [] : (story.findLast(({ state }) => state === "issuing")?.reasons.slice(0, 1) ?? []);
}

/** It waits for a person, and its VMs stay closed. */
export async function park(errand: Errand, intent: Intent, words: Words): Promise<void> {
  const { records, context } = errand;
  const { id, verb, target, policy } = intent.request;
  const parked = await records.move(id, "unknown", words, { owner: undefined }, mine(context, intent.state));
  if (parked === undefined) return;
  await records.changeDesk((desk) => withParked(desk, id));
  await errand.alarm({
    name: "tetherd-action-unknown", about: id, target, policy, severity: "error", summary: `Nobody knows whether ${verb} of ${target.name} was carried out`,
    description: `${words.reasons.join(" ")} Look at ${target.name} in vCenter, then: tetherd actions retry ${id} (it was not done), or tetherd actions cancel ${id} (it was, or is not wanted any more).`,
  });
}

async function free(errand: Errand, intent: Intent, outcome: "success" | "failure" | "neutral"): Promise<void> {
  const { records, context } = errand;
  const { id, verb } = intent.request;
  const now = context.now();
  let opened: readonly string[] = [];
  await records.changeDesk((desk) => {
    const freed = withoutHold(desk, id, now, context.rules.lingerMs);
    const breakers = afterwards(freed.breakers, id, verb, outcome, now, context.rules.breaker);
    opened = Object.keys(breakers).filter((name) => breakers[name]?.openUntil !== undefined && desk.breakers[name]?.openUntil === undefined);
    return { ...freed, breakers, ...(outcome === "success" ? { deeds: withDeed(desk.deeds, deedOf(intent.request, now), context.rules.fightWithinMs) } : {}) };
  });
  for (const name of opened) await breakerAlarm(errand, intent, name);
}

function afterwards(breakers: Desk["breakers"], id: string, verb: string, outcome: "success" | "failure" | "neutral", now: number, rule: Parameters<typeof failed>[3]): Record<string, Breaker> {
  const after = ["vcenter", verb].map((name) => [name, outcome === "failure" ? failed(breakers[name], id, now, rule) : passed(breakers[name], id, outcome)] as const);
  return Object.fromEntries(Object.entries({ ...breakers, ...Object.fromEntries(after) }).filter(([, { failures, openUntil }]) => failures.length > 0 || openUntil !== undefined));
}

async function breakerAlarm(errand: Errand, { request }: Intent, name: string): Promise<void> {
  const what = name === "vcenter" ? "Actions" : `Actions of kind ${name}`;
  await errand.alarm({
    name: "tetherd-breaker-open", about: name, target: request.target, policy: request.policy, severity: "error", summary: `${what} are held back after repeated failures`,
    description: "After a while one is tried; when that goes well the others follow. See tetherd actions list for what failed.",
  });
}
