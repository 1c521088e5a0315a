/**
 * A session that is opened when it is first needed and opened anew when vCenter has ended it. It repeats reads once on a new session; calls
 * that change something it never repeats.
 */
import { VimError } from "./errors.js";
import type { LoginGuard } from "./login-guard.js";
import { Session } from "./session.js";
import { silent, type VCenterAccess } from "./settings.js";

export class SessionDesk {
  readonly #access: VCenterAccess;
  readonly #guard: LoginGuard;
  #session: Promise<Session> | undefined;
  #closed = false;

  constructor(access: VCenterAccess, guard: LoginGuard) {
    this.#access = access;
    this.#guard = guard;
  }

  /** Reads with a live session. Throws what logging in and `work` throw. */
  async read<Value>(work: (session: Session) => Promise<Value>, signal: AbortSignal): Promise<Value> {
    const session = await this.live(signal);
    try {
      return await work(session);
    } catch (error) {
      if (!isLost(error)) throw error;
      this.drop(session);
      return await work(await this.live(signal));
    }
  }

  /** The session; one login at a time, whoever asks. */
  async live(signal: AbortSignal): Promise<Session> {
    if (this.#closed) throw new VimError("VIM_ABORTED", "Cannot work with this vCenter any more as its session must be wanted: it has been closed");
    const opening = (this.#session ??= Session.open(this.#access, this.#guard, signal));
    try {
      return await opening;
    } catch (error) {
      if (this.#session === opening) this.#session = undefined;
      throw error;
    }
  }

  /** vCenter has ended it: the next one who asks gets a new one. */
  drop(session: Session): void {
    const present = this.#session;
    if (present === undefined) return;
    void present.then((open) => {
      if (open !== session) return;
      if (this.#session === present) this.#session = undefined;
      return session.close(this.#access.log ?? silent);
    }, () => undefined);
    this.#session = undefined;
  }

  /** Logs out. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.close(this.#access.log ?? silent);
  }
}

export function isLost(error: unknown): boolean {
  return error instanceof VimError && error.code === "VIM_SESSION_LOST";
}
