/** One top-level property of any object, and whether an object is there at all. It never checks a privilege or a name. */
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";
import { readProperty } from "./property-table.js";
import { subjectOf } from "./subject.js";

/** The value of property `name`; undefined when it is unset or the object is not there. `session`: who asks, for what belongs to a session. */
export function propertyOf(world: World, session: Session | undefined, ref: Ref, name: string): VimValue {
  const own = session?.objects.get(ref.value);
  if (own !== undefined) return own.property(name);
  const subject = subjectOf(world, ref);
  const property = subject?.properties[name];
  return subject === undefined || property === undefined ? undefined : readProperty(property, world, subject.object, session);
}

/** Whether the reference means something, for this session: an entity, a snapshot, a task, a manager or an object of the session. */
export function objectExists(world: World, session: Session | undefined, ref: Ref): boolean {
  const own = session?.objects.get(ref.value);
  return own === undefined ? subjectOf(world, ref) !== undefined : own.ref.type === ref.type;
}
