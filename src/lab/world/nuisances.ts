/**
 * The nuisances of real servers, on demand (vim-facts 10.4): what shall go wrong, where, and how often.
 * Each place that can misbehave asks here; with nothing planned the answer is always undefined.
 */
import type { LabRandom } from "./lab-random.js";

/** What can go wrong, with the room that acts on it. */
export const nuisanceKinds = [
  // wire
  "drop-before", "drop-during", "drop-after", "status-408", "slow-answer", "fault", "expire-session", "foreign-prefix", "type-attribute-last", "unquoted-cookie",
  // collector
  "not-authenticated-in-missing-set", "null-update", "small-pages", "object-twice", "leave-without-destroy", "invalid-version", "request-canceled", "history-gap", "short-pages",
  // tasks
  "task-fails", "task-queued", "task-gone", "task-late-visible",
  // announcements (the jitter switch)
  "properties-early", "properties-late", "split-changes", "storage-lag",
  // events
  "control-characters", "unknown-event-class", "unknown-event-type-id", "event-key-wrap", "event-lost",
  // operations
  "consolidation-needed",
] as const;
export type NuisanceKind = (typeof nuisanceKinds)[number];

export interface Nuisance {
  readonly kind: NuisanceKind;
  /** Only for this WSDL method. */
  readonly method?: string;
  /** Only for this managed object id. */
  readonly object?: string;
  /** Let this many occasions pass first; default 0. */
  readonly afterCalls?: number;
  /** How often; default 1, 0 means for ever. */
  readonly times?: number;
  /** 0 to 1, drawn from the lab's seed at each occasion; default 1. */
  readonly probability?: number;
  /** A length of time, where one is needed, in ms. */
  readonly delayMs?: number;
  /** Fault type for "fault" and "task-fails", e.g. "NoDiskSpace". */
  readonly fault?: string;
  readonly faultFields?: Readonly<Record<string, string | number | boolean>>;
  /** "task-fails": how far the task gets, 0 to 100. "small-pages": objects in a page. */
  readonly amount?: number;
}

export interface PlannedNuisance extends Nuisance {
  readonly id: number;
  /** Occasions it let pass, and times it struck. */
  passed: number;
  struck: number;
}

export class NuisanceBook {
  readonly #random: LabRandom;
  #planned: PlannedNuisance[] = [];
  #nextId = 1;

  constructor(random: LabRandom) {
    this.#random = random;
  }

  plan(nuisance: Nuisance): PlannedNuisance {
    const planned = { ...nuisance, id: this.#nextId++, passed: 0, struck: 0 };
    this.#planned.push(planned);
    return planned;
  }

  cancel(id: number): boolean {
    const before = this.#planned.length;
    this.#planned = this.#planned.filter((each) => each.id !== id);
    return this.#planned.length < before;
  }

  clear(): void {
    this.#planned = [];
  }

  all(): readonly PlannedNuisance[] {
    return this.#planned;
  }

  /** An occasion for `kind`: the plan that strikes now, counted, or undefined. */
  strikes(kind: NuisanceKind, where: { readonly method?: string; readonly object?: string } = {}): Nuisance | undefined {
    for (const each of this.#planned) {
      if (each.kind !== kind || (each.method !== undefined && each.method !== where.method) || (each.object !== undefined && each.object !== where.object)) continue;
      if (each.times !== 0 && each.struck >= (each.times ?? 1)) continue;
      if (each.passed++ < (each.afterCalls ?? 0)) continue;
      if (this.#random.next() >= (each.probability ?? 1)) continue;
      each.struck++;
      return each;
    }
    return undefined;
  }
}
