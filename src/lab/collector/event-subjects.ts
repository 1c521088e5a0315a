/** Which entities an event concerns: the one it pertains to, and those around it (vim-facts 5.3). Entities may be gone already. */
import { isRef, isVimObject, ref, type Ref, type VimObject, type VimValue } from "../wire/vim-value.js";
import { rootFolderRef, type World } from "../world/world.js";
import { refIsBelow } from "./containment.js";

/** From what an event pertains to most, to what only tells where it was. */
const byWeight: readonly (readonly [field: string, reference: string])[] = [
  ["vm", "vm"], ["entity", "entity"], ["info", "entity"], ["ds", "datastore"], ["net", "network"], ["dvs", "dvs"], ["host", "host"], ["computeResource", "computeResource"],
  ["resourcePool", "resourcePool"], ["folder", "folder"], ["datacenter", "datacenter"],
];

/** The entity an event pertains to; the root folder when it names none, as for logins. */
export function subjectOfEvent(event: VimObject): Ref {
  const { objectType, objectId } = event;
  const named = event["vm"] === undefined && typeof objectType === "string" && typeof objectId === "string" ? ref(objectType, objectId) : undefined;
  return named ?? surroundings(event)[0] ?? rootFolderRef;
}

/** Whether the event pertains to something in `entity`: its subject stands below it, or stood there when it was posted. */
export function isWithin(world: World, event: VimObject, entity: Ref): boolean {
  const subject = subjectOfEvent(event);
  if (subject.value === entity.value) return false;
  return refIsBelow(world, subject, entity.value) || surroundings(event).some((each) => each.value === entity.value || refIsBelow(world, each, entity.value));
}

function surroundings(event: VimObject): readonly Ref[] {
  return byWeight.flatMap(([field, reference]) => {
    const argument: VimValue = event[field];
    const found = isVimObject(argument) ? argument[reference] : undefined;
    return isRef(found) ? [found] : [];
  });
}
