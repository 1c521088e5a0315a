/**
 * Follows an action to its end: a bar that is drawn over on a terminal, a line per change elsewhere. Ctrl-C ends the looking and not the action, and says how to find
 * it again.
 */
import { setTimeout as pause } from "node:timers/promises";
import { closedStates, type Intent } from "../actions/intent.js";
import type { CommandReply } from "../bus/command.js";
import { describeError } from "../shared/errors.js";
import { outcomeLines } from "./draw-action.js";
import { exitCodes } from "./exit-codes.js";
import { progressLine } from "./progress-line.js";

const lookMs = 1_000;

/** `look` asks the daemon for the action. Gives the exit code: failed unless it was done, or there was nothing to do. */
export async function followAction(id: string, look: () => Promise<CommandReply>): Promise<number> {
  const leave = new AbortController();
  const interrupted = (): void => leave.abort();
  process.once("SIGINT", interrupted);
  const { isTTY } = process.stdout;
  try {
    for (let told = ""; !leave.signal.aborted;) {
      const reply = await look().catch(describeError);
      const intent = typeof reply === "string" ? undefined : reply["action"] as Intent | undefined;
      if (typeof reply === "string" || intent === undefined) {
        process.stderr.write(`${isTTY ? "\n" : ""}tetherd: ${typeof reply === "string" ? reply : reply.message}. The action goes on: tetherd actions show ${id}\n`);
        return exitCodes.failed;
      }
      const line = progressLine(intent, (reply["waits"] as readonly string[] | undefined) ?? [], Date.now());
      if (isTTY) process.stdout.write(`\r\u001b[K${line.slice(0, process.stdout.columns - 1)}`);
      else if (line !== told) process.stdout.write(`${line}\n`);
      told = line;
      if (closedStates.has(intent.state) || intent.state === "unknown") return tellEnd(intent, isTTY);
      await pause(lookMs, undefined, { signal: leave.signal }).catch(() => undefined);
    }
    process.stdout.write(`${isTTY ? "\n" : ""}The action goes on. See: tetherd actions show ${id}; to end it: tetherd actions cancel ${id}\n`);
    return exitCodes.ok;
  } finally {
    process.off("SIGINT", interrupted);
  }
}

function tellEnd({ state, story, outcome, request }: Intent, isTTY: boolean): number {
  const lines = [...(story.at(-1)?.reasons ?? []), ...(outcome === undefined ? [] : outcomeLines(outcome)), ...(state === "unknown" ? [`Look at ${request.target.name}, then: tetherd actions retry ${request.id} (it was not done), or tetherd actions cancel ${request.id} (it was)`] : [])];
  process.stdout.write(`${isTTY ? "\n" : ""}${lines.map((line) => `  ${line}\n`).join("")}`);
  return state === "done" || state === "skipped" ? exitCodes.ok : exitCodes.failed;
}
