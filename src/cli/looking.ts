/** The flags of commands that look at vCenters, and the words on standard error that say where they looked. */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Looking } from "../app/observation.js";

export function withLooking(command: Command): Command {
  return command
    .addOption(new Option("--direct", "read from vCenter even where a daemon is running").conflicts("daemon"))
    .addOption(new Option("--daemon <url>", "read from this daemon and no other (http.listen of the settings, where one is running)").argParser(addressOf));
}

/** From the parsed options of such a command. */
export function lookingOf(options: Readonly<Record<string, unknown>>, follow = false): Looking {
  return {
    direct: options["direct"] === true, daemon: options["daemon"] as URL | undefined, follow,
    tell: (sentence) => void process.stderr.write(`tetherd: ${sentence}\n`),
  };
}

function addressOf(text: string): URL {
  const full = text.includes("://") ? text : `http://${text}`;
  const address = URL.canParse(full) ? new URL(full) : undefined;
  if (address?.protocol !== "http:" && address?.protocol !== "https:") throw new InvalidArgumentError("it must be an address such as http://127.0.0.1:9464");
  return address;
}
