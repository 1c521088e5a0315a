/** Making and finding the objects of a session: collectors, filters, views, history collectors (vim-facts 1.4, 1.8). They end with the session. */
import type { Call } from "../methods/method.js";
import { VimFault } from "../wire/vim-fault.js";
import { ref, type Ref } from "../wire/vim-value.js";
import type { Session, SessionObject } from "../world/sessions.js";
import type { World } from "../world/world.js";
import { isFollowing } from "./live-members.js";
import { notFound } from "./reader.js";

/** A reference never given before, e.g. ContainerView "session[5270…]52de…". */
export function newSessionRef(world: World, session: Session, type: string): Ref {
  return ref(type, `session[${session.key}]${world.clientRandom.uuid()}`);
}

/** The caller's session; throws NotAuthenticated without one. */
export function sessionOf(call: Call): Session {
  if (call.session === undefined) throw new VimFault("NotAuthenticated", "The session is not authenticated.", { object: call.self });
  return call.session;
}

/** The object of the caller's session that the call is on, which must be of that class; throws ManagedObjectNotFound. */
export function ownObject<T extends SessionObject>(call: Call, kind: abstract new (...parameters: never[]) => T): T {
  const found = sessionOf(call).objects.get(call.self.value);
  if (!(found instanceof kind)) throw notFound(call.self);
  return found;
}

/** Ends an object before its session does. */
export function destroyObject(world: World, session: Session, object: SessionObject): void {
  if (!session.objects.delete(object.ref.value)) return;
  object.dispose();
  world.changes.destroyed(object.ref);
}

/** Brings everything of the session that follows the world to the present, so that it touches what changed of it. */
export function catchUpAll(session: Session): void {
  for (const object of session.objects.values()) if (isFollowing(object)) object.catchUp();
}
