/** The command `resync`: the full state of one or all vCenters is read again and everything is judged anew. */
import { command, done, refused, type Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";

export function resyncCommand({ resync }: CommandParts): Command {
  return command({
    verb: "resync", scope: "daemons", args: {},
    summary: "Read the full state of a vCenter (or of all) again and judge everything anew.",
    handle: ({ vcenters }) => {
      for (const { name } of vcenters) resync(name);
      if (vcenters.length === 0) return Promise.resolve(refused("COMMAND_REFUSED", "Cannot read the full state again as a vCenter must have been seen first: none has been since this daemon started"));
      return Promise.resolve(done(`reading the full state of ${vcenters.map(({ name }) => name).join(", ")} again`));
    },
  });
}
