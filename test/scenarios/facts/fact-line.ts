/** A decision line over a lab, with the facts it tells and a way to wait for them. There is no policy, and the ledger is memory. */
import { asyncScheduler, ReplaySubject, Subject } from "rxjs";
import { actionCatalogue } from "../../../src/actions/catalogue.js";
import type { Fact } from "../../../src/inventory/facts.js";
import type { Lab } from "../../../src/lab/start-lab.js";
import { loadPolicies } from "../../../src/policies/load-policies.js";
import { decisionLine } from "../../../src/streams/decision-line.js";
import type { Turn } from "../../../src/streams/ports.js";
import { createVCenter } from "../../../src/vim/create-vcenter.js";
import { MemoryLedger } from "../../streams/memory-ledger.js";

/** How long a fact may wait for its cause; the lab's own delays are far shorter. */
const settleMs = 800;
const mostWaitMs = 60_000; // sessions may be lost again and again

class TellingLedger extends MemoryLedger {
  readonly #told: () => void;

  constructor(told: () => void) {
    super();
    this.#told = told;
  }

  override async commit(turn: Turn): Promise<void> {
    await super.commit(turn);
    this.#told();
  }
}

export class FactLine {
  readonly #lab: Lab;
  readonly #ledger: MemoryLedger;
  readonly #waiting = new Set<() => void>();
  /** Tasks that count as tetherd's own, with the action of each. */
  readonly ownTasks = new Map<string, string>();
  #stop$ = new ReplaySubject<void>(1);
  #ended: Promise<void> = Promise.resolve();
  #synced = 0;
  #failed: Error | undefined;

  readonly #mostVms: number;

  /** So many changed VMs are compared in a turn. */
  constructor(lab: Lab, mostVms: number) {
    this.#lab = lab;
    this.#mostVms = mostVms;
    this.#ledger = new TellingLedger(() => { this.#look(); });
    this.start();
  }

  /** Begins, or goes on after `stop` with what the ledger holds. */
  start(): void {
    const { policies } = loadPolicies([], actionCatalogue);
    if (policies === undefined) throw new TypeError("no policies are no mistake");
    const { userName, password } = this.#lab.world.settings;
    const vcenter = createVCenter({ url: this.#lab.url, username: userName, password: () => password, tls: { thumbprint: this.#lab.thumbprintSha256 } });
    this.#stop$ = new ReplaySubject<void>(1);
    this.#ended = new Promise((resolve) => {
      decisionLine({
        vcenter, ledger: this.#ledger, policies: () => policies, wake$: new Subject(), resync$: new Subject(), stop$: this.#stop$, scheduler: asyncScheduler, random: () => 0, ownTasks: this.ownTasks,
        limits: { hostLimit: undefined, maxWaitSeconds: 1, historyIntervalMs: 1_000, settleMs, sweepMs: 600_000, mostVms: this.#mostVms },
      }).subscribe({
        next: ({ kind }) => { if (kind === "synced") this.#synced++; this.#look(); },
        error: (error: Error) => { this.#failed = error; this.#look(); resolve(); },
        complete: resolve,
      });
    });
  }

  get facts(): readonly Fact[] {
    return this.#ledger.messages.flatMap((message) => (message.kind === "fact" ? [message.fact] : []));
  }

  /** Times the full state was complete. */
  get synced(): number {
    return this.#synced;
  }

  /** Looks again whenever a turn has ended. */
  async until(what: () => string, holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => { end(new Error(`in vain waited for ${what()}`)); }, mostWaitMs);
      const end = (error?: Error): void => {
        clearTimeout(deadline);
        this.#waiting.delete(look);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = (): void => {
        if (this.#failed !== undefined) end(this.#failed);
        else if (holds()) end();
      };
      this.#waiting.add(look);
      look();
    });
  }

  #look(): void {
    for (const each of this.#waiting) each();
  }

  async stop(): Promise<void> {
    this.#stop$.next();
    await this.#ended;
  }
}
