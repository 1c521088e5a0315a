/** The nuisances of events: lost ones, control characters, classes and ids nobody knows, keys that wrap around (vim-facts 10.4). Without a plan it only posts. */
import { futureEvent } from "../wire/foreign-types.js";
import { vim, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { EventContext } from "../world/event-book.js";
import type { World } from "../world/world.js";

interface Draft {
  readonly type: string;
  readonly fields: Readonly<Record<string, VimValue>>;
  readonly context: EventContext;
}

/** Posts the event, with what is planned for it. The `method` of these nuisances is the event's class, the `object` a VM or host it is about. */
export function disturbEvent(world: World, draft: Draft): VimObject {
  const { type, fields, context } = draft;
  const where = { method: type, ...objectOf(fields) };
  const strikes = (kind: "control-characters" | "unknown-event-class" | "unknown-event-type-id" | "event-key-wrap" | "event-lost") => world.nuisances.strikes(kind, where) !== undefined;
  if (strikes("event-lost")) return lost(world, draft);
  if (strikes("event-key-wrap")) {
    post(world, idEvent("com.vmware.vc.EventIdOverflow", "The event ID has reached its maximum and begins anew."), context);
    world.events.nextKey = 1;
  }
  const message = strikes("control-characters") ? `${context.message} \u0001\u0008\u001b[0m` : context.message;
  const posted = world.events.post(type, { ...fields }, { ...context, message });
  if (strikes("unknown-event-class")) post(world, { type: futureEvent, fields: { ...fields, futureField: "of a server newer than the schema" } }, context);
  if (strikes("unknown-event-type-id")) post(world, idEvent("com.vmware.vc.future.UnheardOfEvent", "Something that has no name yet."), context);
  return posted;
}

/** The event as it would have been; its key is used up. */
function lost(world: World, { type, fields, context }: Draft): VimObject {
  const key = typeof fields["key"] === "number" ? fields["key"] : world.events.reserveKey();
  const createdTime = new Date(world.clock.now()).toISOString();
  return vim(type, { key, chainId: context.chainId ?? key, createdTime, userName: context.userName, fullFormattedMessage: context.message, ...fields });
}

function idEvent(eventTypeId: string, message: string): { readonly type: string; readonly fields: Record<string, VimValue> } {
  return { type: "EventEx", fields: { eventTypeId, severity: "info", message } };
}

function post(world: World, event: { readonly type: string; readonly fields: Record<string, VimValue> }, context: EventContext): void {
  const fields: Record<string, VimValue> = { ...event.fields, key: world.events.reserveKey() };
  const text = typeof fields["message"] === "string" ? fields["message"] : context.message;
  world.events.post(event.type, fields, { userName: context.userName, message: text, ...(context.chainId === undefined ? {} : { chainId: context.chainId }) });
}

function objectOf(fields: Readonly<Record<string, VimValue>>): { readonly object?: string } {
  for (const name of ["vm", "host"] as const) {
    const argument = fields[name] as VimObject | undefined;
    const self = argument?.[name] as { readonly value: string } | undefined;
    if (self !== undefined) return { object: self.value };
  }
  return {};
}
