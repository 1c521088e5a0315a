/** The command `silences`: what is silenced, was lately, or will be. */
import { silenceState } from "../../alerts/silence.js";
import { command, done, type Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";

/** Newest ends first; a reply has to fit into a message. */
const mostListed = 500;

export function silencesCommand({ silences, now }: Pick<CommandParts, "silences" | "now">): Command {
  return command({
    verb: "silences", scope: "site",
    summary: "List silences that hold or will hold alerts.",
    args: { expired: { kind: "flag", optional: true, doc: "Also those that ended within the last week.", example: true } },
    handle: ({ args }) => {
      const at = now();
      const listed = silences.all.map((silence) => ({ ...silence, state: silenceState(silence, at) }))
        .filter(({ state }) => args.expired === true || state !== "expired").sort((a, b) => (a.endsAt < b.endsAt ? 1 : -1));
      return Promise.resolve(done(listed.length === 1 ? "1 silence" : `${listed.length} silences`, { silences: listed.slice(0, mostListed), omitted: Math.max(0, listed.length - mostListed) }));
    },
  });
}
