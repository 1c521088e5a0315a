/**
 * The ledger's twin in memory, for tests of what stands before it: same contract (test/contracts/ledger.ts), no server, no clock.
 * A `MemoryBroker` outlives its ledgers, as JetStream outlives a crashed process.
 */
import type { CloudEvent } from "../../src/bus/cloud-event.js";
import { takenOver } from "../../src/bus/errors.js";
import type { LedgerStep } from "../../src/bus/ledger-step.js";
import { toMessage, type Message } from "../../src/bus/to-message.js";
import { stateKinds, type SavedState, type StateKey, type Turn } from "../../src/bus/turn.js";

export interface StoredMessage {
  readonly subject: string;
  readonly msgID: string;
  readonly event: CloudEvent;
}

interface JournalEntry {
  readonly messages: readonly Message[];
  readonly puts: Turn["puts"];
}

interface Desk {
  claims: number;
  journal: JournalEntry | undefined;
  readonly state: Map<string, { readonly key: StateKey; readonly text: string }>;
}

export class MemoryBroker {
  readonly stored: StoredMessage[] = [];
  /** The public bucket: `<instanceUuid>.<fingerprint>`. */
  readonly alerts = new Map<string, CloudEvent>();
  readonly #desks = new Map<string, Desk>();

  desk(instanceUuid: string): Desk {
    const desk = this.#desks.get(instanceUuid) ?? { claims: 0, journal: undefined, state: new Map() };
    this.#desks.set(instanceUuid, desk);
    return desk;
  }

  /** As a stream does with a message id it knows. */
  publish({ subject, msgID, event }: Message): void {
    if (!this.stored.some((one) => one.msgID === msgID && one.event.source === event.source)) this.stored.push({ subject, msgID, event: structuredClone(event) });
  }
}

export class MemoryLedger {
  readonly #broker: MemoryBroker;
  readonly #site: string;
  readonly #fault: (step: LedgerStep) => void;
  #instanceUuid = "";
  #claim = 0;

  constructor(broker: MemoryBroker, site = "test", fault: (step: LedgerStep) => void = () => undefined) {
    this.#broker = broker;
    this.#site = site;
    this.#fault = fault;
  }

  async open(instanceUuid: string, signal: AbortSignal): Promise<SavedState> {
    await this.#turnOfLoop(signal);
    const desk = this.#broker.desk(instanceUuid);
    this.#instanceUuid = instanceUuid;
    this.#claim = desk.claims += 1;
    this.#finish(desk);
    const state = new Map<StateKey["kind"], Map<string, unknown>>(stateKinds.map((kind) => [kind, new Map()]));
    for (const { key, text } of desk.state.values()) state.get(key.kind)?.set(key.id, JSON.parse(text));
    return state;
  }

  async commit(turn: Turn, signal: AbortSignal): Promise<void> {
    await this.#turnOfLoop(signal);
    const desk = this.#broker.desk(this.#instanceUuid);
    if (desk.claims !== this.#claim) throw takenOver(this.#instanceUuid, "another ledger");
    this.#finish(desk);
    this.#fault("before-journal");
    this.#fault("after-parts");
    const origin = { site: this.#site, instanceUuid: this.#instanceUuid };
    desk.journal = structuredClone({ messages: turn.messages.map((message) => toMessage(message, origin)), puts: turn.puts });
    this.#fault("after-journal");
    this.#finish(desk);
  }

  /** Promises settle later, as over a network. */
  async #turnOfLoop(signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal.throwIfAborted();
  }

  #finish(desk: Desk): void {
    if (desk.journal === undefined) return;
    const { messages, puts } = desk.journal;
    for (const message of messages) {
      this.#broker.publish(message);
      this.#fault("after-message");
    }
    this.#fault("after-publish");
    for (const { key, value } of puts) {
      const name = `${key.kind} ${key.id}`;
      if (value === null || value === undefined) desk.state.delete(name);
      else desk.state.set(name, { key, text: JSON.stringify(value) });
      this.#fault("after-put");
    }
    for (const { alertKey, event } of messages) if (alertKey !== undefined) this.#broker.alerts.set(`${this.#instanceUuid}.${alertKey}`, event);
    this.#fault("after-puts");
    desk.journal = undefined;
  }
}
