/** The properties of the event manager. */
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";
import { eventClasses, eventIds, type EventCategory } from "./event-catalogue.js";
import type { Properties } from "./property-table.js";

const categories: Readonly<Record<EventCategory, string>> = { info: "Information", warning: "Warning", error: "Error", user: "User" };

/** "VmBeingClonedEvent" → "Vm being cloned". */
function labelOf(name: string): string {
  const words = name.replace(/Event$/, "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Events with an id are listed under the class they arrive as, the id before the text. */
function detail(key: string, category: EventCategory, description: string, fullFormat: string): VimObject {
  return vim("EventDescriptionEventDetail", {
    key, description, category, formatOnDatacenter: description, formatOnComputeResource: description, formatOnHost: description, formatOnVm: description, fullFormat,
    longDescription: "",
  });
}

function eventInfo(): readonly VimObject[] {
  const classes = Object.entries(eventClasses).flatMap(([category, names]) =>
    names.map((name) => detail(name, category as EventCategory, labelOf(name), labelOf(name))));
  const ids = Object.entries(eventIds).flatMap(([category, byClass]) =>
    Object.entries(byClass).flatMap(([key, known]) => known.map((id) => detail(key, category as EventCategory, labelOf(id.slice(id.lastIndexOf(".") + 1)), `${id}|`))));
  return [...classes, ...ids];
}

export const eventManagerProperties: Properties<Ref> = {
  description: () => vim("EventDescription", {
    category: Object.entries(categories).map(([key, label]) => vim("ElementDescription", { key, label, summary: label })),
    eventInfo: eventInfo(),
  }),
  latestEvent: (world) => world.events.latest,
  maxCollector: () => 32,
};
