/**
 * Which vCenters the daemons of a site ever watched, and in whose settings each stood: one key per vCenter in the state bucket. It says nothing about who watches one now.
 */
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";
import { subjectToken } from "./subject-token.js";

export interface RosterEntry {
  readonly instanceUuid: string;
  /** From the settings of the daemon that watched it last. */
  readonly name: string;
  readonly url: string;
  /** Addresses of all vCenters in those settings, its own included. */
  readonly beside: readonly string[];
  /** RFC 3339: when its alerts were ended because nobody watches it any more. */
  readonly forgottenAt?: string;
}

export class Roster {
  readonly #link: NatsLink;
  readonly #calls: PatientCalls;

  constructor(link: NatsLink) {
    this.#link = link;
    this.#calls = new PatientCalls(link);
  }

  async list(signal: AbortSignal): Promise<readonly RosterEntry[]> {
    return this.#calls.call(this.#stream, async (session) => {
      const entries: RosterEntry[] = [];
      await readStream(session, { stream: this.#stream, filter: `${this.#prefix}>`, from: "last-per-subject" }, (message) => {
        entries.push(message.json<RosterEntry>());
        return true;
      });
      return entries;
    }, signal);
  }

  async put(entry: RosterEntry, signal: AbortSignal): Promise<void> {
    await this.#calls.call(this.#stream, ({ js }) => js.publish(`${this.#prefix}${subjectToken(entry.instanceUuid)}`, JSON.stringify(entry)), signal);
  }

  get #stream(): string {
    return this.#link.topology.stateBucket.stream.name;
  }

  /** No instance UUID is spelled like this, so these keys are no vCenter's own. */
  get #prefix(): string {
    return `${this.#link.topology.stateBucket.prefix}=roster.`;
  }
}
