/** Every command the daemons of a site obey, one line each; docs/nats.md and schemas/command.v1.schema.json say the same to operators. */
import type { Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";
import { reloadCommand } from "./reload.js";
import { resyncCommand } from "./resync.js";

export function commandCatalogue(parts: CommandParts): readonly Command[] {
  return [
    reloadCommand(parts),
    resyncCommand(parts),
  ];
}
