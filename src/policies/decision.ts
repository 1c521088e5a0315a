/**
 * What judging a policy yields: a verdict on one subject, with reasons. Three-valued: unknown neither fires, resolves nor acts.
 */
import type { Cause } from "../inventory/facts.js";
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";

export const subjectKinds = ["vm", "group", "cluster", "host", "datastore", "vcenter"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What a policy's `each:` ranges over. `id` is a MoRef value, a group's id, or a vCenter's instance UUID. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

export const severities = ["info", "warning", "error", "critical"] as const;
export type Severity = (typeof severities)[number];

/** The vCenter itself, as far as tetherd can see it. Moments in ms since the epoch. */
export interface WatchedVCenter {
  /** Its instance UUID. */
  readonly id: string;
  /** As in the settings. */
  readonly name: string;
  /** When it last answered before it went out of sight; undefined while it is in sight. */
  readonly outOfSightSince: number | undefined;
  /** When events were last found to be gone before they were read, if ever; undefined: whoever looks does not know. */
  readonly history: { readonly lostAt: number | undefined } | undefined;
  /** Undefined: not known yet. */
  readonly tasksReadable: boolean | undefined;
  /** Its full state has been read since tetherd started; before that an inventory without VMs means nothing. */
  readonly everRead: boolean;
}

/** Everything a condition may look at. */
export interface World {
  readonly inventory: InventoryView;
  /** The operator's `linkedClones.hostLimit`, when set. */
  readonly hostLimit: number | undefined;
  /** VMs with a queued or running vCenter task; undefined while tasks cannot be read. */
  readonly busyVms: ReadonlySet<Ref> | undefined;
  /** What the task of a busy VM does, its descriptionId as vCenter spells it, where it is still known. */
  readonly busyWith?: ReadonlyMap<Ref, string>;
  /** Undefined where the world is not that of one watched vCenter. */
  readonly vcenter?: WatchedVCenter | undefined;
  /** The moment of judging, ms since the epoch. Without it, whatever depends on time is unknown. */
  readonly now?: number | undefined;
}

export type Verdict = "true" | "false" | "unknown";

export interface Decision {
  readonly policy: string;
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** For `unknown`: which inputs were missing, e.g. "vm.disks", or what the expression failed on. */
  readonly missing: readonly string[];
  /** For `true` with an alert: the severity after `raise`. */
  readonly severity: Severity | undefined;
  /** Set when a step of `raise` is unknown: the worst severity it might give. */
  readonly severityCeiling?: Severity;
  /** When the verdict or the severity may be otherwise by the mere passing of time, ms since the epoch. */
  readonly until?: number;
}

/**
 * One stretch of time during which a policy's condition holds for a subject, kept across restarts.
 * `pending` waits for `for:`; `active` has been published; `lingering` has ended but `keepFiringFor` still runs; `ended` stays as a
 * record so that numbers never repeat.
 */
export interface Episode {
  readonly policy: string;
  readonly subject: Subject;
  readonly subjectName: string;
  /** 16 hex digits over vCenter, policy and subject: the same for the life of the alert and for every later one of its kind. */
  readonly fingerprint: string;
  readonly state: "pending" | "active" | "lingering" | "ended";
  /** Number of this episode, from 1; an episode that never became active gives its number back. */
  readonly episode: number;
  /** Number of messages published for this fingerprint so far, repetitions included; the next one is transition + 1. */
  readonly transition: number;
  /** When the condition began to hold, ms since the epoch. */
  readonly since: number;
  /** When it became active. */
  readonly activeAt: number | undefined;
  /** When the condition stopped holding (lingering, ended). */
  readonly endedAt: number | undefined;
  readonly severity: Severity | undefined;
  /** The fact that woke the policy or last touched the subject. */
  readonly cause: Cause | undefined;
  /** When a fact last armed the policy (`on:`) without the condition holding, ms since the epoch. */
  readonly armedAt?: number;
  /** While pending and unknown: since when. That time does not count towards `for:`. */
  readonly frozenAt?: number;
  /** Time of this episode already spent unknown. */
  readonly frozenMs?: number;
  /** While firing and unknown: since when. The alert stands on what was known before. */
  readonly unknownSince?: number;
  /** When the last message about it was told; repeats are counted from here. */
  readonly toldAt?: number;
  /** When its newest messages were told, as far as they count for flapping. */
  readonly tellings?: readonly number[];
  /** It comes and goes too often: held firing until it has kept still. */
  readonly flapping?: { readonly since: number; readonly unmovedSince: number };
  /** While flapping: the severity last decided, which may be lower than the one told. */
  readonly seenSeverity?: Severity;
  /** Ids of the silences that hold it, as last told. */
  readonly silencedBy?: readonly string[];
  /** Fingerprint of the storm it is a member of. */
  readonly storm?: string;
  /** Begun in mode shadow: nothing of it was published. */
  readonly shadow?: boolean;
  /** Labels and annotations as last published, so that `resolved` can be said even when the subject or the policy is gone. */
  readonly published: { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>>; readonly object: unknown } | undefined;
}
