/** The command `forget`: a vCenter that nobody watches any more has its alerts resolved. A daemon does that by itself for what was taken out of its own settings. */
import { command, done, refused, type Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";

export function forgetCommand({ forget }: CommandParts): Command {
  return command({
    verb: "forget", scope: "site",
    summary: "Resolve the alerts of a vCenter that no daemon watches any more.",
    args: { gone: { kind: "text", most: 200, doc: "Name or instance UUID of the vCenter.", example: "vc1" } },
    handle: async ({ args, signal }) => {
      const outcome = await forget(args.gone, signal);
      return typeof outcome === "string" ? refused("COMMAND_REFUSED", `Cannot forget the vCenter: ${outcome}`) : done(`${outcome} alerts of ${args.gone} are resolved`, { resolved: outcome });
    },
  });
}
