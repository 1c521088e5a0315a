/** Posts events in vCenter's form: base fields from what the event is about, a sentence, a chain. It never decides that something happened. */
import { vimSchema } from "../wire/vim-schema.js";
import type { VimObject, VimValue } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { eventArguments, type About } from "./event-arguments.js";
import { eventMessage } from "./event-message.js";
import { disturbEvent } from "./event-nuisances.js";

/** Whose doing an event is. */
export interface EventOrigin {
  /** Task.eventChainId or the key of the first event of its group; unset for an event that begins one. */
  readonly chainId?: number | undefined;
  /** "" for what no user did. */
  readonly userName: string;
  /** fullFormattedMessage; unset for vCenter's own sentence for the class. */
  readonly message?: string | undefined;
}

/**
 * Posts an event of class `type` about the given entities, with the class's own `fields`, and returns it.
 * VmEvent classes get `template` (false when there is no VM any more).
 */
export function postEvent(world: World, type: string, about: About, fields: Record<string, VimValue>, origin: EventOrigin): VimObject {
  const template = vimSchema().isA(type, "VmEvent") ? { template: about.vm?.template ?? false } : {};
  const all: Record<string, VimValue> = { ...eventArguments(world, about), ...template, ...fields };
  const { chainId, userName, message = eventMessage(type, all) } = origin;
  return disturbEvent(world, { type, fields: all, context: { ...(chainId === undefined ? {} : { chainId }), userName, message } });
}
