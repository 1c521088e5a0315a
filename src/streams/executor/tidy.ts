/** Frees places on the desk of what is not at work any more, tells what a crash left untold, and removes records nobody needs. It begins and ends nothing. */
import type { Hold } from "../../actions/desk.js";
import { closedStates, waitingStates } from "../../actions/intent.js";
import type { RoundParts } from "./errand.js";

export async function tidy({ context, records }: RoundParts, atWork: ReadonlySet<string>): Promise<void> {
  const stale = ([id, hold]: readonly [string, Hold]): boolean => {
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
