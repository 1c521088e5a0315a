/** References that a client sent, turned into entities. It only looks them up. */
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { Entity } from "../world/entities.js";
import type { EntityOf, World } from "../world/world.js";

/** Throws ManagedObjectNotFound when nothing of that type and id is there. */
export function requireEntity(world: World, wanted: Ref): Entity {
  const found = world.get(wanted.value);
  if (found?.ref.type !== wanted.type) throw notFound(wanted);
  return found;
}

/** As `requireEntity`, for one type: a subtype or another type is not found either. */
export function requireOf<T extends keyof EntityOf>(world: World, type: T, wanted: Ref): EntityOf[T] {
  const found = world.find(type, wanted.value);
  if (found === undefined) throw notFound(wanted);
  return found;
}

function notFound(wanted: Ref): VimFault {
  return new VimFault("ManagedObjectNotFound", `The object '${wanted.type}:${wanted.value}' has already been deleted or has not been completely created`, { obj: wanted });
}
