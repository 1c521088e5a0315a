/**
 * A vCenter that can be watched, as the decision line wants it: each watch is one login, one session, one logout.
 * It never keeps a session between watches: a new one costs one call, a forgotten one a place among vCenter's sessions.
 */
import { LoginGuard } from "./login-guard.js";
import type { Position } from "./history/history.js";
import { Session } from "./session.js";
import { silent, type VCenterAccess } from "./settings.js";
import { VimWatch } from "./watch.js";

export interface WatchableVCenter {
  readonly name: string;
  open(positionOf: (instanceUuid: string) => Promise<Position | undefined>, signal: AbortSignal): Promise<VimWatch>;
}

/** `guard`: shared with whoever else logs in as the same account, so that a wrong password is not tried twice as often. */
export function createVCenter(access: VCenterAccess, guard: LoginGuard = new LoginGuard(access.now ?? Date.now)): WatchableVCenter {
  const log = access.log ?? silent;
  let opening: Promise<unknown> = Promise.resolve();

  const openOne = async (positionOf: (instanceUuid: string) => Promise<Position | undefined>, signal: AbortSignal): Promise<VimWatch> => {
    const session = await Session.open(access, guard, signal);
    try {
      return await VimWatch.open(session, await positionOf(session.about.instanceUuid), access, signal);
    } catch (error) {
      await session.close(log);
      throw error;
    }
  };

  return {
    name: access.name ?? new URL(access.url).host,
    open(positionOf, signal) {
      // One login at a time, whoever asks.
      const opened = opening.then(() => openOne(positionOf, signal));
      opening = opened.catch(() => undefined);
      return opened;
    },
  };
}
