/**
 * The durable side of one vCenter: a turn becomes durable as one unit, is said exactly once, and is remembered. All of it lies in JetStream.
 * Idle, a turn costs three round trips: journal, messages, state. A crash at any moment is finished by the next `open`.
 */
import type { BusLog } from "./bus-settings.js";
import { BusError } from "./errors.js";
import type { LedgerStep } from "./ledger-step.js";
import type { NatsLink } from "./nats-link.js";
import { Tenure } from "./tenure.js";
import type { SavedState, Turn } from "./turn.js";

export interface LedgerOptions {
  /** Called at each step; what it throws ends the turn there, as a crash would. */
  readonly fault?: (step: LedgerStep) => void;
  /** Actions asked for are also written into the journal of actions, for executors. */
  readonly intents?: boolean;
}

export class JetStreamLedger {
  readonly #link: NatsLink;
  readonly #log: BusLog;
  readonly #options: LedgerOptions;
  #tenure: Tenure | undefined;
  #busy = false;

  constructor(link: NatsLink, log: BusLog, options: LedgerOptions = {}) {
    this.#link = link;
    this.#log = log;
    this.#options = options;
  }

  /**
   * Claims the vCenter, finishes what a crash left half done, and gives back all that was saved. Waits for NATS until the signal aborts.
   * Opening again ends the earlier tenure, also one of the same process.
   */
  async open(instanceUuid: string, signal: AbortSignal): Promise<SavedState> {
    return this.#alone("open", async () => {
      this.#tenure = undefined;
      const tenure = new Tenure(this.#link, this.#log, instanceUuid, this.#options.fault ?? (() => undefined), this.#options.intents === true);
      const state = await tenure.begin(signal);
      this.#tenure = tenure;
      return state;
    });
  }

  /** See the port. A turn whose commit was cut short is finished by the next commit, before its own. */
  async commit(turn: Turn, signal: AbortSignal): Promise<void> {
    const tenure = this.#tenure;
    if (tenure === undefined) throw new BusError("LEDGER_NOT_OPEN", "Cannot commit a turn: the ledger is not open");
    await this.#alone("commit", () => tenure.commit(turn, signal));
  }

  async #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new BusError("LEDGER_NOT_OPEN", `Cannot ${what}: the ledger takes one call at a time`);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }
}
