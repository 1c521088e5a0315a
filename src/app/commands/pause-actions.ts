/** The commands `pause` and `resume`: hold every action of the site at once, or let actions, or one held policy, go on. Alerts go on meanwhile. */
import { command, type Command } from "../../bus/command.js";
import { pause, resume, resumePolicy } from "../../streams/executor/decide-by-person.js";
import type { CommandParts } from "./command-parts.js";
import { replyOf } from "./decide-action.js";

export function pauseCommands({ journal, now }: Pick<CommandParts, "journal" | "now">): readonly Command[] {
  return [
    command({
      verb: "pause", scope: "site", summary: "Hold every action of the site: none is begun any more, tasks that run go on, and alerts too.",
      args: { reason: { kind: "text", most: 1_000, optional: true, doc: "Why.", example: "storage work" } },
      handle: async ({ sender, args, signal }) => replyOf(await pause(journal(), { sender, now: now() }, args.reason ?? "", signal)),
    }),
    command({
      verb: "resume", scope: "site", summary: "Let actions begin again after a pause; with `policy`, let a policy go on that was held.",
      args: { policy: { kind: "text", most: 200, optional: true, doc: "Name of a held policy.", example: "promote-after-snapshot-removal" } },
      handle: async ({ sender, args, signal }) => replyOf(args.policy === undefined ? await resume(journal(), signal) : await resumePolicy(journal(), args.policy, { sender, now: now() }, signal)),
    }),
  ];
}
