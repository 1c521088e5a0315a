/** Every command the daemons of a site obey, one line each; docs/nats.md and schemas/command.v1.schema.json say the same to operators. */
import type { Command } from "../../bus/command.js";
import type { CommandParts } from "./command-parts.js";
import { forgetCommand } from "./forget.js";
import { actCommand } from "./act.js";
import { actionsCommand } from "./actions.js";
import { decideCommands } from "./decide-action.js";
import { pauseCommands } from "./pause-actions.js";
import { reloadCommand } from "./reload.js";
import { resyncCommand } from "./resync.js";
import { silenceCommand } from "./silence.js";
import { silencesCommand } from "./silences.js";
import { unsilenceCommand } from "./unsilence.js";

export function commandCatalogue(parts: CommandParts): readonly Command[] {
  return [
    actCommand(parts),
    actionsCommand(parts),
    ...decideCommands(parts),
    ...pauseCommands(parts),
    forgetCommand(parts),
    reloadCommand(parts),
    resyncCommand(parts),
    silenceCommand(parts),
    silencesCommand(parts),
    unsilenceCommand(parts),
  ];
}
