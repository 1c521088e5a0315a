/**
 * After the task: "the task succeeded" is not "the chain got shorter". The world is read again until the wanted state is there, the next step is due, or the time
 * for it is over; then the policy is held, for what it expects does not happen (design 7).
 */
import { assignmentOf, subjectOf, type Intent } from "../../actions/intent.js";
import { outcomeOf } from "../../actions/outcome-of.js";
import { sameCall } from "../../actions/offer.js";
import { sightOf } from "../../policies/vocabulary/sight.js";
import { end } from "./end-action.js";
import { mine, pauseFor, type Errand } from "./errand.js";

/** Looked at again at least this often, for what vCenter announces late or not at all. */
const lookMs = 500;

type Verdict =
  | { readonly kind: "there"; readonly reasons: readonly string[] }
  | { readonly kind: "next"; readonly why: string }
  | { readonly kind: "not-yet"; readonly reasons: readonly string[] }
  /** vCenter cannot be looked at just now: no time passes for the wanted state. */
  | { readonly kind: "unseen"; readonly why: string }
  | { readonly kind: "stuck"; readonly reasons: readonly string[] };

export async function verify(errand: Errand, intent: Intent): Promise<void> {
  const { records, context } = errand;
  const { id, policy: name, target } = intent.request;
  const policy = intent.sender === undefined ? context.policies().byName.get(name) : undefined;
  let begun = intent.story.at(-1)?.at ?? context.now();
  context.step?.("verifying", id);
  for (;;) {
    const verdict = look(errand, intent);
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
    const cancel = verdict.kind === "unseen" ? records.intent(id)?.cancel : undefined;
    if (verdict.kind === "unseen" && cancel !== undefined) return end(errand, intent, "cancelled", { reasons: [`${cancel.by} wants it ended; its task ended well, and what came of it was not seen. ${verdict.why}`], by: cancel.by }, "neutral");
    if (verdict.kind === "unseen") begun = context.now();
    else if (context.now() - begun >= (policy?.verify?.withinMs ?? context.rules.verifyWithinMs)) {
      const reasons = ["The task ended well, and the wanted state is not there.", ...verdict.reasons];
      if (policy !== undefined) {
        const reason = `after ${intent.request.verb} of ${target.name} the wanted state was not there. ${verdict.reasons.join(" ")}`;
        await records.hold({ policy: name, why: "verification", reason, at: context.now() });
        await errand.alarm({ name: "tetherd-policy-held", about: name, target, policy: name, severity: "error", summary: `Policy ${name} is held: its actions do not have the effect it expects`, description: `${reasons.join(" ")} When the cause is mended: tetherd resume --policy ${name}` });
      }
      return end(errand, intent, "failed", { reasons }, "failure");
    }
    await pauseFor(errand, Math.min(lookMs, context.rules.verifyWithinMs));
  }
}

/** What it did, measured as far as it can be seen now. */
function didOf({ context }: Errand, intent: Intent): Pick<Intent, "outcome" | "written"> {
  const seen = context.world.look();
  if (!seen.ready || intent.before === undefined) return {};
  const { outcome, written } = outcomeOf(seen.ground.inventory, assignmentOf(intent), intent.taskMs ?? [], intent.before);
  return { outcome, ...(written === undefined ? {} : { written }) };
}

function look({ context }: Errand, intent: Intent): Verdict {
  const { request, issue, sender } = intent;
  const seen = context.world.look();
  if (!seen.ready) return { kind: "unseen", why: seen.why };
  const action = context.actions.find((one) => one.verb === request.verb);
  if (action === undefined) return { kind: "stuck", reasons: [`This tetherd knows no action "${request.verb}".`] };
  const next = action.next(seen.ground, assignmentOf(intent));
  switch (next.kind) {
    case "satisfied": break;
    case "refused": return { kind: "stuck", reasons: next.reasons };
    case "wait": return { kind: "not-yet", reasons: next.reasons };
    case "unknown": return { kind: "not-yet", reasons: next.missing.map((one) => `Not known: ${one}.`) };
    case "operation":
      return issue !== undefined && sameCall(issue.operation, next.operation) ? { kind: "not-yet", reasons: [next.why] } : { kind: "next", why: next.why };
  }
  const that = sender === undefined ? context.policies().byName.get(request.policy)?.verify?.that : undefined;
  if (that === undefined) return { kind: "there", reasons: [next.why] };
  const outcome = that.evaluate(sightOf(seen.ground), subjectOf(request));
  if (outcome.kind === "unknown") return { kind: "not-yet", reasons: outcome.missing.map((one) => `Not known: ${one}.`) };
  return outcome.value === true ? { kind: "there", reasons: [next.why, `It holds that ${that.source}.`] } : { kind: "not-yet", reasons: [`It does not hold that ${that.source}.`] };
}
