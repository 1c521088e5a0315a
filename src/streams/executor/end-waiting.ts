/** The end of an action that was not begun: the record says so, and what it would have kept busy it never took. It frees nothing. */
import type { Judgement } from "../../actions/judge-intent.js";
import type { Intent } from "../../actions/intent.js";
import type { RoundParts } from "./errand.js";

export async function endWaiting({ context, records }: RoundParts, intent: Intent, judged: Judgement & { kind: "end" }): Promise<void> {
  const { id } = intent.request;
  await records.move(id, judged.state, { reasons: judged.reasons, ...(judged.by === undefined ? {} : { by: judged.by }) }, { owner: undefined, retryAt: undefined }, (one) => one.state === intent.state);
  context.step?.("closed", id);
}
