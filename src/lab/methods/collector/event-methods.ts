/** QueryEvents, and events that clients post (vim-facts 5.1). History collectors are in history-methods. */
import { queryEvents } from "../../collector/event-history.js";
import { notFound } from "../../collector/reader.js";
import { aboutEntity } from "../../operations/event-arguments.js";
import { postEvent } from "../../operations/post-event.js";
import { holdsPrivilege } from "../../server/privileges.js";
import { numberIn, objectIn, objectOf, refOf, textIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vimSchema } from "../../wire/vim-schema.js";
import { vim, type VimObject } from "../../wire/vim-value.js";
import { invalidArgument } from "../../collector/check-spec.js";
import type { Call, MethodTable } from "../method.js";

/** What the server sets itself, whatever the client sent. */
const serversOwn: ReadonlySet<string> = new Set(["$type", "key", "chainId", "createdTime", "userName", "fullFormattedMessage"]);

export const eventMethods: MethodTable = {
  "EventManager.QueryEvents": (call) => queryEvents(call.world, objectOf(call.args, "filter")),
  "EventManager.PostEvent": (call) => {
    const event = objectOf(call.args, "eventToPost");
    const fields = Object.fromEntries(Object.entries(event).filter(([name]) => !serversOwn.has(name)));
    const chainId = numberIn(objectIn(call.args, "taskInfo") ?? {}, "eventChainId");
    postEvent(call.world, event.$type, {}, fields, { chainId, userName: call.userName, message: textIn(event, "message") ?? textIn(event, "fullFormattedMessage") });
    return undefined;
  },
  "EventManager.LogUserEvent": (call) => {
    logUserEvent(call);
    return undefined;
  },
  "EventManager.RetrieveArgumentDescription": (call) => argumentsOf(textOf(call.args, "eventTypeId")),
};

function logUserEvent({ world, args, userName }: Call): void {
  const self = refOf(args, "entity");
  const message = textOf(args, "msg");
  const entity = world.get(self.value);
  if (entity === undefined) throw notFound(self);
  if (!holdsPrivilege(world, userName, "Global.LogEvent")) {
    throw new VimFault("NoPermission", "Permission to perform this operation was denied.", { object: self, privilegeId: "Global.LogEvent" });
  }
  const argument = vim("ManagedEntityEventArgument", { name: entity.name, entity: entity.ref });
  postEvent(world, "GeneralUserEvent", aboutEntity(world, entity.ref), { message, entity: argument }, { userName, message: `User logged event: ${message}` });
}

/** The class's own fields beside those that every event has; an id of EventEx has none that are known. */
function argumentsOf(eventTypeId: string): readonly VimObject[] {
  if (eventTypeId.includes(".")) return [];
  if (!vimSchema().isA(eventTypeId, "Event") || vimSchema().type(eventTypeId) === undefined) throw invalidArgument("eventTypeId");
  const common = vimSchema().fieldsOf("Event");
  return [...vimSchema().fieldsOf(eventTypeId).values()].filter((field) => !common.has(field.name)).map(({ name, type }) => vim("EventArgDesc", { name, type }));
}
