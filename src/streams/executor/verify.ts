/**
 * After the task: "the task succeeded" is not "the chain got shorter". The world is read again until the wanted state is there, the next step is due, or the time
 * for it is over; then the policy is held, for what it expects does not happen (design 7). What has not been seen yet is never taken for what is not so.
 */
import type { ActionGround } from "../../actions/action.js";
import { assignmentOf, subjectOf, type Intent } from "../../actions/intent.js";
import { outcomeOf } from "../../actions/outcome-of.js";
import { sameCall } from "../../actions/offer.js";
import type { Policy } from "../../policies/policy.js";
import { sightOf } from "../../policies/vocabulary/sight.js";
import { end } from "./end-action.js";
import { mine, pauseFor, type Errand } from "./errand.js";
import { unseenAlarm } from "./follow-task.js";
import { lookFresh } from "./look-fresh.js";

/** Looked at again at least this often, for what vCenter announces late or not at all. */
const lookMs = 500;

type Verdict =
  | { readonly kind: "there"; readonly reasons: readonly string[] }
  | { readonly kind: "next"; readonly why: string }
  | { readonly kind: "not-yet"; readonly reasons: readonly string[] }
  /** vCenter cannot be looked at just now, or what is seen may be older than the task's end: no time passes for the wanted state. */
  | { readonly kind: "unseen"; readonly why: string }
  | { readonly kind: "stuck"; readonly reasons: readonly string[] };

export async function verify(errand: Errand, intent: Intent): Promise<void> {
  const { records, context } = errand;
  const { id, policy: name } = intent.request;
  const policy = intent.sender === undefined ? context.policies().byName.get(name) : undefined;
  const withinMs = policy?.verify?.withinMs ?? context.rules.verifyWithinMs;
  const endedAt = intent.story.at(-1)?.at ?? context.now();
  const answers = new Set<number>();
  const lookedSince = context.now();
  let begun = endedAt;
  context.step?.("verifying", id);
  for (;;) {
    const seen = context.world.look();
    if (seen.ready && seen.dataAt > lookedSince) answers.add(seen.dataAt);
    const first: Verdict = seen.ready ? judge(errand, intent, seen.ground) : { kind: "unseen", why: seen.why };
    const fails = first.kind === "stuck" || (first.kind === "not-yet" && context.now() - begun >= withinMs);
    const verdict = fails ? await lookAgain(errand, intent, answers) : first;
    if (verdict.kind === "there") {
      context.step?.("verified", id);
      return end(errand, intent, "done", { reasons: verdict.reasons }, "success", didOf(errand, intent));
    }
    if (verdict.kind === "stuck") return end(errand, intent, "failed", { reasons: verdict.reasons }, "failure");
    if (verdict.kind === "next") {
      if (records.intent(id)?.cancel !== undefined) return end(errand, intent, "cancelled", { reasons: ["A person wants it ended; it stops between two steps.", verdict.why] }, "neutral");
      await records.move(id, "prepared", { reasons: [verdict.why] }, { issue: undefined, progress: undefined }, mine(context, "verifying"));
      return undefined;
    }
    if (verdict.kind === "not-yet" && fails) return notThere(errand, intent, policy, verdict.reasons);
    if (verdict.kind === "unseen") {
      const cancel = records.intent(id)?.cancel;
      if (cancel !== undefined) return end(errand, intent, "cancelled", { reasons: [`${cancel.by} wants it ended; its task ended well, and what came of it was not seen. ${verdict.why}`], by: cancel.by }, "neutral");
      if (context.now() - endedAt >= context.rules.stuckAfterMs) await errand.alarm(unseenAlarm(errand, intent, verdict.why));
      begun = context.now();
    }
    await pauseFor(errand, Math.min(lookMs, context.rules.verifyWithinMs));
  }
}

/** The task ended well, and a state that is newer than its end does not show what was wanted. */
async function notThere(errand: Errand, intent: Intent, policy: Policy | undefined, why: readonly string[]): Promise<void> {
  const { records, context } = errand;
  const { verb, target } = intent.request;
  const reasons = ["The task ended well, and the wanted state is not there.", ...why];
  if (policy !== undefined) {
    const { name } = policy;
    await records.hold({ policy: name, why: "verification", reason: `after ${verb} of ${target.name} the wanted state was not there. ${why.join(" ")}`, at: context.now() });
    await errand.alarm({ name: "tetherd-policy-held", about: name, target, policy: name, severity: "error", summary: `Policy ${name} is held: its actions do not have the effect it expects`, description: `${reasons.join(" ")} When the cause is mended: tetherd resume --policy ${name}` });
  }
  return end(errand, intent, "failed", { reasons }, "failure");
}

/**
 * Before it fails: only a state that is known to be newer than the task's end may say so. A cluster has no version to compare; of vCenter's answers since then the
 * second was asked for after the first had come.
 */
async function lookAgain(errand: Errand, intent: Intent, answers: ReadonlySet<number>): Promise<Verdict> {
  const sight = await lookFresh(errand, intent);
  if (sight.kind !== "seen") return { kind: "unseen", why: sight.why };
  if (intent.issue !== undefined && !("vm" in intent.issue.operation) && answers.size < 2) return { kind: "unseen", why: "vCenter has not answered again since its task ended." };
  return judge(errand, intent, sight.ground);
}

/** What it did, measured as far as it can be seen now. */
function didOf({ context }: Errand, intent: Intent): Pick<Intent, "outcome" | "written"> {
  const seen = context.world.look();
  if (!seen.ready || intent.before === undefined) return {};
  const { outcome, written } = outcomeOf(seen.ground.inventory, assignmentOf(intent), intent.taskMs ?? [], intent.before);
  return { outcome, ...(written === undefined ? {} : { written }) };
}

function judge({ context }: Errand, intent: Intent, ground: ActionGround): Verdict {
  const { request, issue, sender } = intent;
  const action = context.actions.find((one) => one.verb === request.verb);
  if (action === undefined) return { kind: "stuck", reasons: [`This tetherd knows no action "${request.verb}".`] };
  const next = action.next(ground, assignmentOf(intent));
  switch (next.kind) {
    case "satisfied": break;
    case "refused": return { kind: "stuck", reasons: next.reasons };
    case "wait": return { kind: "unseen", why: next.reasons.join(" ") };
    case "unknown": return { kind: "unseen", why: unknownWords(next.missing) };
    case "operation":
      return issue !== undefined && sameCall(issue.operation, next.operation) ? { kind: "not-yet", reasons: [next.why] } : { kind: "next", why: next.why };
  }
  const that = sender === undefined ? context.policies().byName.get(request.policy)?.verify?.that : undefined;
  if (that === undefined) return { kind: "there", reasons: [next.why] };
  const outcome = that.evaluate(sightOf(ground), subjectOf(request));
  if (outcome.kind === "unknown") return { kind: "unseen", why: unknownWords(outcome.missing) };
  return outcome.value === true ? { kind: "there", reasons: [next.why, `It holds that ${that.source}.`] } : { kind: "not-yet", reasons: [`It does not hold that ${that.source}.`] };
}

function unknownWords(missing: readonly string[]): string {
  return missing.map((one) => `Not known: ${one}.`).join(" ");
}
