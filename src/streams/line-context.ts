/** Everything a line is given: ports, policies, clock, randomness, limits. Made by `app`, or by a test. */
import type { Observable, SchedulerLike } from "rxjs";
import type { SilenceSet } from "../alerts/silence.js";
import type { Ref } from "../inventory/updates.js";
import type { PolicySet } from "../policies/policy-set.js";
import type { Ledger, VCenter } from "./ports.js";
import type { Concern } from "./concern.js";

export interface LineContext {
  readonly vcenter: VCenter;
  readonly ledger: Ledger;
  /** The policies in force; looked at anew in each turn. */
  readonly policies: () => PolicySet;
  /** What people asked not to be told of; looked at anew in each turn. Undefined, or missing: not known, so what is silenced stays so. */
  readonly silences?: () => SilenceSet | undefined;
  /** What concerns tetherd itself now; looked at anew in each turn. */
  readonly concerns?: () => readonly Concern[];
  /** This vCenter's instance UUID as an earlier run saw it, unless another daemon may watch it now. Undefined, or missing: not known. */
  readonly lastKnown?: () => string | undefined;
  /** Rings when something other than vCenter or a timer wants a turn, e.g. new policies. Missing a ring is harmless. */
  readonly wake$: Observable<unknown>;
  /** Rings when the full state shall be read again, whatever the present watch has seen. */
  readonly resync$: Observable<unknown>;
  /** Emits (also to late subscribers) once intake shall end. */
  readonly stop$: Observable<unknown>;
  /** The one clock: ms since the epoch, and timers. */
  readonly scheduler: SchedulerLike;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  readonly limits: LineLimits;
  /** How fast the datastores of this vCenter (its instance UUID) were seen to write, bytes per second; for forecasts. */
  readonly copyRates?: (vcenter: string) => ReadonlyMap<Ref, number> | undefined;
  /** Tasks that tetherd itself began, and the action each belongs to: their echoes are told as its own. */
  readonly ownTasks?: ReadonlyMap<Ref, string>;
}

export interface LineLimits {
  /** `linkedClones.hostLimit`. */
  readonly hostLimit: number | undefined;
  readonly maxWaitSeconds: number;
  readonly historyIntervalMs: number;
  readonly settleMs: number;
  readonly sweepMs: number;
  /** Changed VMs compared in one turn; default 1,000. */
  readonly mostVms?: number;
}
