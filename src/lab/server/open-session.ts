/**
 * Sessions begin at a login and end by logout, by termination or after idle time on the lab's clock; what belongs to a session ends with it (vim-facts 1.5, 1.8).
 * It checks no password.
 */
import { ref } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";

const sessionManager = ref("SessionManager", "SessionManager");

export interface NewSession {
  readonly userName: string;
  readonly locale?: string | undefined;
  readonly ipAddress: string;
  readonly userAgent: string;
}

/** A session that ends by itself when it has been idle for the settings' sessionTimeoutMs. */
export function openSession(world: World, { userName, locale = "en_US", ipAddress, userAgent }: NewSession): Session {
  const now = world.clock.now();
  const session: Session = {
    key: world.clientRandom.uuid(), cookie: world.clientRandom.hex(40), userName, locale, loginTime: now, lastActiveTime: now, ipAddress, userAgent,
    callCount: 0, pendingCalls: 0, objects: new Map(),
  };
  world.sessions.set(session.cookie, session);
  world.changes.touch(sessionManager, "sessionList", "currentSession");
  watchIdle(world, session);
  return session;
}

/** Ends a session and disposes all it owns; calls that wait on these objects end with RequestCanceled. A second end changes nothing. */
export function endSession(world: World, session: Session): void {
  if (!world.sessions.delete(session.cookie)) return;
  for (const object of [...session.objects.values()]) object.dispose();
  session.objects.clear();
  world.changes.touch(sessionManager, "sessionList", "currentSession");
}

/** Ends every session that was idle for too long by now. One with a call in progress is not idle: a blocked wait counts as activity (vim-facts 1.8). */
export function endIdleSessions(world: World): void {
  for (const session of [...world.sessions.values()]) if (remainingMs(world, session) <= 0) endSession(world, session);
}

function remainingMs(world: World, session: Session): number {
  if (session.pendingCalls > 0) return world.settings.sessionTimeoutMs;
  return session.lastActiveTime + world.settings.sessionTimeoutMs - world.clock.now();
}

function watchIdle(world: World, session: Session): void {
  world.clock.after(remainingMs(world, session), () => {
    endIdleSessions(world);
    if (world.sessions.get(session.cookie) === session) watchIdle(world, session);
  });
}
