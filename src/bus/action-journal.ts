/**
 * The durable side of executors: the journal of actions in sight, messages said once, and the intake of the stream of actions. One per process, for all its vCenters.
 */
import type { ActionStateMessage } from "../actions/action-state.js";
import type { Alert } from "../alerts/alert.js";
import { ActionIntake } from "./action-intake.js";
import type { BusLog } from "./bus-settings.js";
import { fitMessage } from "./fit-message.js";
import { FollowedBucket, type FollowedEntry } from "./followed-bucket.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { publishedIds } from "./published-ids.js";
import { subjectToken } from "./subject-token.js";
import { actionStateMessage, toMessage } from "./to-message.js";
import { streamOfSubject } from "./topology.js";

/** As the executor hands it over. */
export type SpokenMessage =
  | { readonly kind: "action-state"; readonly vcenter: string; readonly action: ActionStateMessage }
  | { readonly kind: "alert"; readonly vcenter: string; readonly alert: Alert };

const envelopeRoom = 4_096;

export class JetStreamActions {
  readonly #link: NatsLink;
  readonly #log: BusLog;
  readonly #calls: PatientCalls;
  readonly #bucket: FollowedBucket;
  #intake: ActionIntake | undefined;

  constructor(link: NatsLink, log: BusLog) {
    this.#link = link;
    this.#log = log;
    this.#calls = new PatientCalls(link);
    this.#bucket = new FollowedBucket(link, link.topology.intentBucket);
  }

  /** Resolves when the journal has been read. `onLost`: somebody removed it while tetherd ran. */
  async open(signal: AbortSignal, onLost: () => void): Promise<void> {
    await this.#bucket.open(signal, onLost);
    this.#intake = new ActionIntake(this.#link, this.#bucket, this.#log);
  }

  get entries(): ReadonlyMap<string, FollowedEntry> {
    return this.#bucket.entries;
  }

  onChange(listener: (key: string) => void): () => void {
    return this.#bucket.onChange(listener);
  }

  put(key: string, value: unknown, revision: number, signal: AbortSignal): Promise<boolean> {
    return this.#bucket.put(key, value, revision, signal);
  }

  async publish(spoken: SpokenMessage, again: { readonly since: number } | undefined, signal: AbortSignal): Promise<void> {
    const origin = { site: this.#link.topology.site, instanceUuid: spoken.vcenter };
    const message = spoken.kind === "alert" ? toMessage(spoken, origin) : actionStateMessage(spoken.action, origin);
    const { maxPayload } = await this.#link.session(signal);
    const body = fitMessage(message, maxPayload - envelopeRoom);
    const stream = streamOfSubject(this.#link.topology, message.subject);
    const begun = again?.since ?? Date.now();
    // The server itself refuses what it stored lately; the stream is read only for what it may have stored and forgotten.
    const settled = async (): Promise<true | undefined> => {
      if (Date.now() - begun < this.#link.topology.duplicateWindowMs / 2) return undefined;
      return (await publishedIds(this.#calls, this.#link.topology, [message], new Date(begun), signal)).has(message.msgID) ? true : undefined;
    };
    if ((await settled()) === undefined) {
      await this.#calls.call(stream, async ({ js }) => {
        await js.publish(message.subject, body, { msgID: message.msgID, expect: { streamName: stream } });
        return true;
      }, signal, { settled });
    }
    if (spoken.kind !== "alert" || message.alertKey === undefined) return;
    const { prefix, stream: bucket } = this.#link.topology.alertBucket;
    await this.#calls.call(bucket.name, ({ js }) => js.publish(`${prefix}${subjectToken(spoken.vcenter)}.${message.alertKey ?? ""}`, body), signal);
  }

  close(): void {
    this.#intake?.close();
    this.#bucket.close();
  }
}
