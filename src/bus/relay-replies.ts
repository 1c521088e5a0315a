/** Several daemons' replies to one command as one reply. It hides none of them. */
import { done, refused, type CommandReply } from "./command.js";

export function joinReplies(verb: string, replies: readonly CommandReply[]): CommandReply {
  const [first] = replies;
  if (first === undefined) return refused("COMMAND_NOBODY", `Cannot carry out "${verb}" as at least one daemon must answer: none did`);
  if (replies.length === 1) return first;
  const failed = replies.filter(({ ok }) => !ok);
  const message = replies.map((one) => one.message).join("; ");
  return failed.length === 0 ? done(message, { replies }) : refused(failed[0]?.code ?? "COMMAND_FAILED", message, { replies });
}
