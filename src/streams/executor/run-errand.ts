/**
 * Carries one action out, from its place among the running ones to its end: the intent is written down before the call, the task as soon as it is known, and
 * after a crash the same steps go on from what is written. It never makes a call whose predecessor may still take effect.
 */
import { activeStates } from "../../actions/intent.js";
import { mine, type Errand } from "./errand.js";
import { followTask } from "./follow-task.js";
import { issue } from "./issue.js";
import { resolve } from "./resolve.js";
import { verify } from "./verify.js";

/** Resolves when the action is no longer this executor's business: ended, waiting again, or another's. */
export async function runErrand(errand: Errand, id: string): Promise<void> {
  const { records, context } = errand;
  for (;;) {
    const intent = records.intent(id);
    if (intent === undefined || intent.owner !== context.holder || !activeStates.has(intent.state)) return;
    if (errand.stop.aborted && intent.state === "prepared") return; // whoever comes next goes on from here
    switch (intent.state) {
      case "prepared":
        await issue(errand, intent);
        break;
      case "issuing": // only after a crash: the call may or may not have been made
        await records.move(id, "resolving", { reasons: ["tetherd was interrupted around the call; whether it was carried out is being found out."] }, {}, mine(context, "issuing"));
        break;
      case "running":
        await followTask(errand, intent);
        break;
      case "resolving":
        await resolve(errand, intent);
        break;
      case "verifying":
        await verify(errand, intent);
        break;
      default:
        return;
    }
  }
}
