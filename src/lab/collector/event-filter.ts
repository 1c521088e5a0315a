/** EventFilterSpec as a question to one event (vim-facts 5.2). It never sorts or counts. */
import { eventClasses, eventIds } from "../properties/event-catalogue.js";
import { flagIn, numberIn, objectIn, refIn, refOf, textIn, textOf, textsIn, type Args } from "../wire/read-args.js";
import { isRef, isVimObject, type VimObject } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { isWithin, subjectOfEvent } from "./event-subjects.js";
import { notFound } from "./reader.js";

export type EventTest = (event: VimObject) => boolean;

/** Throws ManagedObjectNotFound when the spec names an entity that is not there. Tags match nothing: events of the lab have none. */
export function eventFilter(world: World, spec: VimObject): EventTest {
  const tests: EventTest[] = [];
  const add = <T>(value: T | undefined, test: (value: T) => EventTest) => { if (value !== undefined) tests.push(test(value)); };
  const addList = (name: string, test: (wanted: ReadonlySet<string>) => EventTest) => { if (textsIn(spec, name).length > 0) tests.push(test(new Set(textsIn(spec, name)))); };
  add(objectIn(spec, "entity"), (byEntity) => entityTest(world, byEntity));
  add(objectIn(spec, "time"), (time) => (event) => isInTime(textOf(event, "createdTime"), time));
  add(objectIn(spec, "userName"), (byUser) => (event) => isByUser(textOf(event, "userName"), byUser));
  add(numberIn(spec, "eventChainId"), (chainId) => (event) => event["chainId"] === chainId);
  for (const name of ["alarm", "scheduledTask"] as const) add(refIn(spec, name), (wanted) => (event) => refersTo(event, name, wanted.value));
  addList("category", (wanted) => (event) => wanted.has(categoryOf(event)));
  addList("type", (wanted) => (event) => wanted.has(event.$type));
  addList("tag", () => () => false);
  addList("eventTypeId", (wanted) => (event) => wanted.has(typeIdOf(event)));
  return (event) => tests.every((test) => test(event));
}

/** The event as a collector with this spec shows it. Deployed servers fill the text unless told not to (vim-facts 5.2). */
export function shownEvent(spec: VimObject, event: VimObject): VimObject {
  return flagIn(spec, "disableFullMessage") ? { ...event, fullFormattedMessage: undefined } : event;
}

/** Whether a time, ISO 8601, lies between beginTime and endTime, both inclusive. */
export function isInTime(at: string, { beginTime, endTime }: Args): boolean {
  const time = Date.parse(at);
  return (typeof beginTime !== "string" || time >= Date.parse(beginTime)) && (typeof endTime !== "string" || time <= Date.parse(endTime));
}

/** Whether what a user ("" for none) did is asked for: by name, or as the system's own doing. */
export function isByUser(userName: string, byUser: Args): boolean {
  return userName === "" ? flagIn(byUser, "systemUser") : textsIn(byUser, "userList").includes(userName);
}

function entityTest(world: World, byEntity: VimObject): EventTest {
  const wanted = refOf(byEntity, "entity");
  if (world.get(wanted.value) === undefined) throw notFound(wanted);
  const isSelf: EventTest = (event) => subjectOfEvent(event).value === wanted.value;
  const isChild: EventTest = (event) => isWithin(world, event, wanted);
  switch (textOf(byEntity, "recursion")) {
    case "self": return isSelf;
    case "children": return isChild;
    default: return (event) => isSelf(event) || isChild(event);
  }
}

/** EventEx and ExtendedEvent go by their id, every other event by its class, without its subclasses (vim-facts 5.2). */
function typeIdOf(event: VimObject): string {
  return textIn(event, "eventTypeId") ?? event.$type;
}

const categoryById: ReadonlyMap<string, string> = new Map([
  ...Object.entries(eventClasses).flatMap(([category, names]) => names.map((name): [string, string] => [name, category])),
  ...Object.entries(eventIds).flatMap(([category, byClass]) => Object.values(byClass).flat().map((id): [string, string] => [id, category])),
]);

function categoryOf(event: VimObject): string {
  return textIn(event, "severity") ?? categoryById.get(typeIdOf(event)) ?? "info";
}

function refersTo(event: VimObject, name: string, id: string): boolean {
  const argument = event[name];
  const found = isVimObject(argument) ? argument[name] : undefined;
  return isRef(found) && found.value === id;
}
