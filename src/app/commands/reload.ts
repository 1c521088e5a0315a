/** The command `reload`: each daemon of the site loads its policies anew, all of them or none. What is wrong is in the reply. */
import { command, done, refused, type Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";

export function reloadCommand({ reload }: CommandParts): Command {
  return command({
    verb: "reload", scope: "daemons", args: {},
    summary: "Load the policies anew, all of them or none, as SIGHUP does.",
    handle: async () => {
      const { inForce, hash, problem } = await reload();
      if (problem !== undefined) return refused("COMMAND_REFUSED", `the policies stay as they were: ${problem}`, { policies: { inForce, hash } });
      return done(`${inForce} policies are in force`, { policies: { inForce, hash } });
    },
  });
}
