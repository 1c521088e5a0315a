/** Posts events that are known by an id and not by a class: EventEx and ExtendedEvent (vim-facts 5.5). */
import type { Ref, VimObject, VimValue } from "../wire/vim-value.js";
import { vim } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import type { About } from "./event-arguments.js";
import { postEvent, type EventOrigin } from "./post-event.js";

export interface EventExFields {
  readonly severity?: "error" | "warning" | "info" | "user";
  readonly arguments?: Readonly<Record<string, string>>;
  /** What it is about as an object; the VM, host or compute resource of `about` when unset. */
  readonly object?: { readonly ref: Ref; readonly name: string };
  readonly fault?: VimObject;
  /** The catalogue calls some ids ExtendedEvent; whether they arrive as such is not known, EventEx is the default. */
  readonly as?: "EventEx" | "ExtendedEvent";
}

/** Posts the event `eventTypeId`, e.g. "com.vmware.vc.HA.DasHostFailedEvent". Give a message: there is none for ids. */
export function postEventEx(world: World, eventTypeId: string, about: About, fields: EventExFields, origin: EventOrigin & { readonly message: string }): VimObject {
  const object = fields.object ?? about.vm ?? about.host ?? about.computeResource ?? about.ds ?? about.datacenter;
  const pairs = Object.entries(fields.arguments ?? {});
  if (fields.as === "ExtendedEvent" && object !== undefined) {
    const data = pairs.map(([key, value]) => vim("ExtendedEventPair", { key, value }));
    return postEvent(world, "ExtendedEvent", about, { message: origin.message, eventTypeId, managedObject: object.ref, data }, origin);
  }
  const own: Record<string, VimValue> = {
    eventTypeId, severity: fields.severity ?? "info", message: origin.message, arguments: pairs.map(([key, value]) => vim("KeyAnyValue", { key, value })),
    objectId: object?.ref.value, objectType: object?.ref.type, objectName: object?.name, fault: fields.fault,
  };
  return postEvent(world, "EventEx", about, own, origin);
}
