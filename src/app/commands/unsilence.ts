/** The command `unsilence`: silences end now. They stay listed for a while, and the alerts they held say that they are held no longer. */
import { silenceState } from "../../alerts/silence.js";
import { command, done, refused, type Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";

export function unsilenceCommand({ silences, now }: Pick<CommandParts, "silences" | "now">): Command {
  return command({
    verb: "unsilence", scope: "site",
    summary: "End silences now.",
    args: { ids: { kind: "texts", most: 100, doc: "Their ids.", example: ["8c5f1f0a2b3d"] } },
    handle: async ({ args, signal }) => {
      const at = now();
      const known = args.ids.map((id) => ({ id, silence: silences.get(id) }));
      const strange = known.filter(({ silence }) => silence === undefined).map(({ id }) => id);
      if (strange.length > 0) return refused("COMMAND_REFUSED", `Cannot end silences as all of them must be known: ${strange.join(", ")} ${strange.length === 1 ? "is" : "are"} not`);
      const going = known.flatMap(({ silence }) => (silence !== undefined && silenceState(silence, at) !== "expired" ? [silence] : []));
      for (const silence of going) await silences.put({ ...silence, endsAt: new Date(at).toISOString() }, signal);
      return done(going.length === 0 ? "they had ended already" : `ended ${going.map(({ id }) => id).join(", ")}`, { ended: going.map(({ id }) => id) });
    },
  });
}
