/** The commands `approve`, `refuse`, `cancel` and `retry`: what people say about one action. Each counts once, and the reply says what happened. */
import { actionCatalogue } from "../../actions/catalogue.js";
import { command, done, refused, type Command, type CommandReply } from "../../bus/command.js";
import { approve, cancel, findIntent, refuse, retry, type Said } from "../../streams/executor/decide-by-person.js";
import type { CommandParts } from "./command-parts.js";

const id = { kind: "text", most: 200, doc: "Id of the action, or its first characters.", example: "6b1f20c94ad3e857" } as const;

export function decideCommands({ journal, now }: Pick<CommandParts, "journal" | "now">): readonly Command[] {
  return [
    command({
      verb: "approve", scope: "site", summary: "Let a proposed action be carried out; it counts for exactly what is offered.",
      args: { action: id, hash: { kind: "text", most: 100, optional: true, doc: "The `approvalHash` that was offered; when it is given, nothing else is approved.", example: "0f3a5c7e9b1d2468" } },
      handle: async ({ sender, args, signal }) => replyOf(await approve(journal(), args.action, { sender, now: now() }, args.hash, signal)),
    }),
    command({
      verb: "refuse", scope: "site", summary: "An action that waits shall not be carried out.",
      args: { action: id, reason: { kind: "text", most: 1_000, optional: true, doc: "Why.", example: "not during the audit" } },
      handle: async ({ sender, args, signal }) => replyOf(await refuse(journal(), args.action, { sender, now: now() }, args.reason ?? "", signal)),
    }),
    command({
      verb: "cancel", scope: "site", summary: "End an action: one that waits at once, one at work by asking vCenter to cancel its task.", args: { action: id },
      handle: async ({ sender, args, signal }) => replyOf(await cancel(journal(), args.action, { sender, now: now() }, signal)),
    }),
    command({
      verb: "retry", scope: "site", summary: "Try an action once more that failed, expired, or whose outcome nobody knows (then the sender says that it was not done).", args: { action: id },
      handle: async ({ sender, args, signal }) => {
        const found = findIntent(journal(), args.action);
        const validForMs = "ok" in found ? 0 : (actionCatalogue.find(({ verb }) => verb === found.intent.request.verb)?.validForMs.requested ?? 0);
        return replyOf(await retry(journal(), args.action, { sender, now: now() }, validForMs, signal));
      },
    }),
  ];
}

export function replyOf({ ok, code, message }: Said): CommandReply {
  return ok ? done(message, { outcome: code }) : refused("COMMAND_REFUSED", message, { outcome: code });
}
