/**
 * Calls to JetStream that do not give up: each waits for a session, is tried, and is tried again until it worked or the signal aborts.
 * What trying again cannot change is thrown: a lost compare-and-set, a message that is too large. Callers make their calls repeatable.
 */
import { BusError } from "./errors.js";
import { explainError } from "./explain-error.js";
import type { NatsLink } from "./nats-link.js";
import type { Session } from "./session.js";
import { orAborted, pause, retryDelayMs } from "./waiting.js";

/** Somebody else wrote first. */
export class LostRace extends Error {
  override readonly name: string = "LostRace";
}

export interface PatientOptions<T> {
  /** Asked before each repetition; an answer ends the call with it. */
  readonly settled?: () => Promise<T | undefined>;
}

export class PatientCalls {
  readonly link: NatsLink;

  constructor(link: NatsLink) {
    this.link = link;
  }

  /** `stream` names what is used, for health and messages. Rejects with the signal's reason, LostRace or a BusError that a person must act on. */
  async call<T>(stream: string, attempt: (session: Session) => Promise<T>, signal: AbortSignal, options: PatientOptions<T> = {}): Promise<T> {
    for (let tries = 0; ; tries++) {
      signal.throwIfAborted();
      const session = await this.link.session(signal);
      try {
        const result = await orAborted(attempt(session), session.lost, signal);
        this.link.health.worked(stream);
        return result;
      } catch (error) {
        signal.throwIfAborted();
        this.#consider(error, stream, session, tries);
      }
      await pause(retryDelayMs(tries, Math.random()), signal);
      const answer = await options.settled?.();
      if (answer !== undefined) return answer;
    }
  }

  /** Returns when trying again may help. */
  #consider(error: unknown, stream: string, session: Session, tries: number): void {
    if (session.lost.aborted) return; // health already says so
    const trouble = explainError(error, `stream "${stream}"`);
    switch (trouble.kind) {
      case "conflict": throw new LostRace(trouble.error.message, { cause: error });
      case "oversized": throw trouble.error;
      case "full":
        this.link.health.blocked(stream, trouble.error);
        return;
      case "missing":
        this.link.distrust(session);
        return;
      case "config": case "refused":
        // A single subject may be denied where the probe was not: told once, cleared when it works.
        this.link.health.blocked(stream, trouble.error);
        return;
      case "away":
        // Connected, and still no answer twice: a frozen server, or a stream without a leader.
        if (tries > 0) this.link.health.blocked(stream, trouble.error);
        return;
      case "absent":
        return;
    }
  }
}

/** For callers that promised a session without waiting. */
export function notReady(reason: string | undefined): BusError {
  return new BusError("BUS_UNREACHABLE", `Cannot use NATS now: ${reason ?? "it is away"}`, { retryable: true });
}
