/**
 * Carries actions out in this process: one executor per vCenter over the site's journal, beside the decision lines whose models they share. It starts, reports and
 * stops them; rules are elsewhere.
 */
import type { SilenceSet } from "../../alerts/silence.js";
import { actionCatalogue } from "../../actions/catalogue.js";
import { breakerRule } from "../../actions/breaker.js";
import type { Bus } from "../../bus/connect-bus.js";
import type { JetStreamActions } from "../../bus/action-journal.js";
import { pause } from "../../bus/waiting.js";
import type { Ref } from "../../inventory/updates.js";
import type { PolicySet } from "../../policies/policy-set.js";
import { TetherdError } from "../../shared/errors.js";
import type { ActionSettings } from "../../settings/settings.js";
import type { ExecutorContext, ExecutorReport, ExecutorRules, ExecutorWorld } from "../../streams/executor/context.js";
import { Executor } from "../../streams/executor/executor.js";
import { Liveness } from "../../streams/executor/liveness.js";
import { RateBook } from "../../streams/executor/rate-book.js";
import { pauseKey } from "../../streams/executor/records.js";
import type { Operator } from "../../streams/executor-ports.js";
import type { LiveLine } from "../../streams/live-line.js";
import type { Logger } from "../logger.js";
import { holderName, isDeadHere } from "./holder.js";

const keepMs = 30 * 86_400_000;
const byeMs = 2_000;

export interface ExecutionParts {
  readonly bus: Bus;
  readonly log: Logger;
  readonly settings: ActionSettings;
  /** How long a datastore's free space may be behind, ms. */
  readonly refreshMs: number;
  readonly policies: () => PolicySet;
  readonly silences: () => SilenceSet | undefined;
  readonly report: (vcenter: string, report: ExecutorReport) => void;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

export class Execution {
  readonly journal: JetStreamActions;
  readonly #parts: ExecutionParts;
  readonly #liveness: Liveness;
  readonly #running: Promise<void>[] = [];
  readonly #known = new Map<string, Pick<ExecutorWorld, "look"> & Pick<Operator, "show" | "lackedPrivileges">>();
  readonly #rates = new Map<string, RateBook>();
  readonly #opened: Promise<void>;
  readonly #left = new AbortController();

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.journal = parts.bus.actions();
    this.#liveness = new Liveness(this.journal, holderName(), { now: () => performance.now(), wait: pause }, isDeadHere);
    this.#opened = this.journal.open(parts.stop, () => void this.#journalLost());
    this.#opened.catch(() => undefined); // stopped before NATS was there
    this.#running.push(this.#opened.then(() => this.#liveness.keep(AbortSignal.any([this.#left.signal, parts.kill]), () => AbortSignal.timeout(byeMs))).catch(() => undefined));
  }

  /** What is needed to look, and to show a call and what the account lacks for it; undefined for a vCenter that has not been seen yet. */
  hands(name: string): Pick<ExecutorWorld, "look"> & Pick<Operator, "show" | "lackedPrivileges"> | undefined {
    return this.#known.get(name);
  }

  /** How fast the datastores of a vCenter (its instance UUID) were seen to write; undefined before it has been seen. */
  copyRates(vcenter: string): ReadonlyMap<Ref, number> | undefined {
    return this.#rates.get(vcenter)?.rates;
  }

  /** From now on actions of this vCenter are carried out; told again for the same vCenter it changes nothing. */
  begin(name: string, vcenter: string, line: LiveLine, operator: Operator): void {
    if (this.#known.has(name)) return;
    const book = new RateBook(this.journal, vcenter);
    this.#rates.set(vcenter, book);
    const world = worldOfLine(line, book);
    this.#known.set(name, { look: () => world.look(), show: (operation, id, signal) => operator.show(operation, id, signal), lackedPrivileges: (operation, signal) => operator.lackedPrivileges(operation, signal) });
    const { settings, refreshMs, policies, silences, report, stop, kill } = this.#parts;
    const context: ExecutorContext = {
      vcenter, holder: this.#liveness.holder, journal: this.journal, world, operator, actions: actionCatalogue, policies, silences, rules: rulesOf(settings, refreshMs),
      sure: () => this.#liveness.sure(), isGone: (holder) => this.#liveness.isGone(holder), now: Date.now, wait: pause, random: Math.random, report: (told) => report(name, told),
    };
    this.#running.push(this.#opened.then(() => new Executor(context).run(stop, kill)).catch((error: unknown) => {
      if (!stop.aborted) report(name, { kind: "stopped", error });
    }).finally(() => operator.close()));
  }

  /** Resolves when nothing is in the middle of a call; tasks in vCenter run on. */
  async close(): Promise<void> {
    const [alive, ...executors] = this.#running;
    await Promise.all(executors);
    this.#left.abort(new Error("tetherd stops"));
    await alive;
    this.journal.close();
  }

  /** Without its journal nobody knows what was begun: a person must look first. */
  async #journalLost(): Promise<void> {
    this.#parts.log.error({ bucket: this.#parts.bus.topology.intentBucket.bucket }, "the journal of actions was removed by somebody: actions are paused until a person has looked (tetherd resume)");
    await this.journal.put(pauseKey, { by: "tetherd", at: Date.now(), reason: "the journal of actions was removed" }, 0, this.#parts.kill).catch(() => false);
  }
}

function worldOfLine(line: LiveLine, book: RateBook): ExecutorWorld {
  return {
    look: () => {
      const view = line.look();
      return view === undefined ? { ready: false, why: "vCenter is not seen as a whole at the moment." } : { ready: true, ground: { ...view.world, apiVersion: view.apiVersion, copyRates: book.rates }, dataAt: view.lastDataAt };
    },
    onChange: (listener) => line.onTurn(listener),
  };
}

function rulesOf(settings: ActionSettings, refreshMs: number): ExecutorRules {
  const { limits, touchAtMost, touchAtMostPercent, approvalValidMs, verifyWithinMs, settleMs, retryMs, attempts, stuckAfterMs, fightWithinMs } = settings;
  return {
    limits, blast: { entities: touchAtMost, percent: touchAtMostPercent }, breaker: breakerRule, approvalValidMs, verifyWithinMs, settleMs, retryMs, attempts, stuckAfterMs, fightWithinMs,
    lingerMs: refreshMs, tellAgainMs: 10_000, keepMs,
  };
}

/** Throws ACTION_EXECUTION_OFF where this daemon carries out none. */
export function journalOf(execution: Execution | undefined): JetStreamActions {
  if (execution !== undefined) return execution.journal;
  throw new TetherdError("ACTION_EXECUTION_OFF", "Cannot see to actions: this daemon does not carry out actions", { hint: "Set actions.enabled (TETHERD_ACTIONS_ENABLED) for all daemons of the site" });
}
