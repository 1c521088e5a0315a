/**
 * How a proposed action of an alert stands with people: it waits for their approval, or it waits no more. Plain JSON, kept in the relay's book beside the alert; it does
 * not say how the action goes on.
 */
import type { Intent } from "../../actions/intent.js";

interface OfAction {
  readonly action: string;
  readonly verb: string;
  readonly target: string;
  /** Ms since the epoch: since when it stands so. */
  readonly at: number;
}

export type Proposal =
  /** `hash`: what an approval must name. */
  | OfAction & { readonly kind: "waits"; readonly hash: string }
  /** `words`: who decided, or why it waits no more; sentences. */
  | OfAction & { readonly kind: "decided"; readonly words: string };

/** Undefined for what nobody is asked about, or not yet: until an executor has looked at it there is nothing to approve. */
export function proposalOf({ request, state, story, offer }: Intent): Proposal | undefined {
  if (request.state !== "proposed") return undefined;
  const asked = story.findLastIndex((chapter) => chapter.state === "proposed");
  const of = { action: request.id, verb: request.verb, target: request.target.name };
  const at = story[asked]?.at;
  if (state === "proposed") return offer === undefined || at === undefined ? undefined : { kind: "waits", ...of, at, hash: offer.hash };
  const decided = story[asked + 1];
  return decided === undefined ? undefined : { kind: "decided", ...of, at: decided.at, words: decided.reasons.join(" ") };
}

/** The same for what is the same to people. */
export function markOf(proposal: Proposal): string {
  return proposal.kind === "waits" ? `${waitsMark(proposal)} ${proposal.hash}` : `decided ${proposal.action}`;
}

/** Whether people who were told this were told that the action waits for them. */
export function asked(mark: string | undefined, proposal: Proposal): boolean {
  return mark?.startsWith(`${waitsMark(proposal)} `) === true;
}

function waitsMark({ action }: Proposal): string {
  return `waits ${action}`;
}
