/**
 * What one line knows between turns, lost sessions included: the model, what was said about it last, and what is still waiting.
 * All of it is either read from vCenter again or saved in the ledger; nothing else survives a restart, and nothing else needs to.
 */
import type { VCenterEvent } from "../inventory/activity.js";
import { ChangedRefs } from "../inventory/changed-refs.js";
import { Activity } from "../inventory/activity-window.js";
import type { Alert } from "../alerts/alert.js";
import type { SilenceSet } from "../alerts/silence.js";
import type { Digest, DigestSubject } from "../inventory/digest.js";
import { Inventory } from "../inventory/inventory.js";
import type { Ref } from "../inventory/updates.js";
import type { Episode, Subject } from "../policies/decision.js";
import type { PolicySet } from "../policies/policy-set.js";
import { BySubject } from "./by-subject.js";
import { concernsDueAt } from "./concern.js";
import { Digests } from "./digests.js";
import type { LineLimits } from "./line-context.js";
import type { Gap, HistoryPosition, SavedState } from "./ports.js";

/** Facts that wait for their cause ask for history this often. */
export const causePollMs = 250;
/** Unfinished tasks are looked at this often. */
export const taskPollMs = 1_000;

/** Objects whose changes become facts, and the kind of state each is saved under. */
export type DigestKind = DigestSubject["kind"];
/** "vm:vm-42" */
export type DigestKey = `${DigestKind}:${string}`;

/** Policy and subject; the fingerprint says the same, but costs a hash. */
export type EpisodeKey = string;

export function episodeKey(policy: string, { kind, id }: Subject): EpisodeKey {
  return `${policy} ${subjectKey({ kind, id })}`;
}

export function subjectKey({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}

/** Policy and place. */
export type StormKey = string;

export function stormKey(policy: string, { kind, id }: Subject): StormKey {
  return `${policy} ${kind}:${id}`;
}

/** Many alerts of one policy in one place, told as one. Its episode is only ever active or ended. */
export interface Storm {
  readonly episode: Episode;
  /** How many members it had when it was last told, and then was told again for having grown. */
  readonly toldMembers: number;
  /** When it is to be told again; undefined once it is over. */
  readonly wakeAt: number | undefined;
}

/** Of an object whose facts wait, ms since the epoch. */
export interface Waiting {
  /** When the difference was first seen. */
  readonly since: number;
  /** When the object changed last. */
  readonly touchedAt: number;
}

interface Checkpoint {
  readonly schema: 1;
  readonly position: HistoryPosition;
  /** False until the first full state has been saved: before that nothing is a change. */
  readonly baseline: boolean;
  /** When history was last found to be lost, ms since the epoch. */
  readonly historyLostAt?: number;
}

/** A verdict that could not be given, and which inputs were missing for it. */
export interface UnknownVerdict {
  readonly policy: string;
  readonly subject: Subject;
  readonly missing: readonly string[];
}

/** The state was confirmed at this moment, ms since the epoch: what happened until the next start is not known. */
export interface Seen {
  readonly at: number;
}

/** What a policy has cost and found since the line began. */
export interface PolicyWork {
  /** How often its condition was judged. */
  readonly evaluations: number;
  /** When it last held for anything, ms since the epoch. */
  readonly lastMatchAt?: number;
}

export class LineState {
  readonly instanceUuid: string;
  readonly inventory = new Inventory();
  readonly activity: Activity;
  /** What has changed since it was last judged, over the update sets of a truncated run and over lost sessions. */
  readonly dirty = new ChangedRefs();
  /** What was last said about each object. */
  readonly digests = new Digests();
  readonly episodes = new BySubject<Episode>();
  /** When an episode wants to be looked at again. */
  readonly wakeAt: ReadonlyMap<EpisodeKey, number> = new Map();
  /** Subjects whose verdict the mere passing of time may change, and when. */
  readonly turnsAt = new BySubject<{ readonly subject: Subject; readonly at: number }>();
  /** No entry of `wakeAt` and `turnsAt` is earlier: there may be very many of them, and most turns need to look at none. */
  #nothingDueBefore = Infinity;
  /** Storms that were ever told, by `stormKey`. */
  readonly storms = new Map<StormKey, Storm>();
  /** By the fingerprint of the storm: its members that fire. */
  readonly stormMembers = new Map<string, Set<EpisodeKey>>();
  /** Which subjects began to fire lately, by place, oldest first. */
  readonly begins = new Map<StormKey, { readonly key: EpisodeKey; readonly at: number }[]>();
  /** The silences the last turn worked with, and when one of them begins or ends. */
  silencedWith: SilenceSet | undefined;
  silenceChangesAt: number | undefined;
  /** Objects whose facts wait for a cause. */
  readonly unsettled = new Map<DigestKey, Waiting>();
  /** Unfinished tasks and the object each works on. */
  readonly openTasks = new Map<Ref, Ref>();
  /** Whose last verdict was unknown. */
  readonly unknown = new BySubject<UnknownVerdict>();
  /** By policy; not saved. */
  readonly work = new Map<string, PolicyWork>();
  /** What concerns tetherd itself, as last told, by name. */
  readonly concerns = new Map<string, Alert>();
  readonly gaps: Gap[] = [];
  /** Read and to be told as facts; they go out with the position that lies behind them. */
  readonly events: VCenterEvent[] = [];
  /** Woken subjects that are still to be judged, by `subjectKey`, oldest first. */
  readonly toJudge = new Map<string, Subject>();
  /** Subjects a sweep still has to look at. */
  sweep: Iterator<Subject> | undefined;
  /** The policies the last turn judged with; others in force mean a sweep is due. */
  judgedWith: PolicySet | undefined;
  position: HistoryPosition | undefined;
  savedPosition: HistoryPosition | undefined;
  baseline: boolean;
  historyBehind = false;
  /** False while vCenter grants no way to see tasks: nobody can be called idle then. */
  tasksReadable = true;
  /** When they became readable again, ms; 0: they were from the start. */
  tasksReadableSince = 0;
  /** The full state has been read since this process began. */
  everRead = false;
  /** When the present watch had shown the full state and that was judged, ms; Infinity before. */
  watchedSince = Infinity;
  historyReadAt = 0;
  tasksReadAt = 0;
  sweptAt = 0;
  /** The moment policies were judged last, ms since the epoch. */
  judgedAt: number | undefined;
  positionSavedAt = 0;
  lastDataAt: number;
  /** When the state was last confirmed before sight was lost, or before the restart; undefined while it is confirmed. */
  blindFrom: number | undefined;
  /** When vCenter last answered before an attempt to watch it anew failed; undefined while it is in sight. */
  outOfSightSince: number | undefined;
  /** When history was last found to be lost. */
  historyLostAt: number | undefined;
  /** The vCenter as it was judged last, as a text. */
  judgedVCenter: string | undefined;
  /** When it was last looked whether something waits for its time, so that `lastDataAt` is to be saved; 0: look again. */
  seenSavedAt = 0;

  constructor(instanceUuid: string, checkpoint: Checkpoint | undefined, now: number, ownTasks?: ReadonlyMap<Ref, string>) {
    this.activity = new Activity(ownTasks === undefined ? {} : { ownTasks });
    this.instanceUuid = instanceUuid;
    this.position = checkpoint?.position;
    this.savedPosition = checkpoint?.position;
    this.baseline = checkpoint?.baseline ?? false;
    this.historyLostAt = checkpoint?.historyLostAt;
    this.lastDataAt = now;
  }

  /** After a resync everything is looked at: what is here now, and what was here when it was last saved. */
  markAllDirty(): void {
    for (const ref of this.inventory.vms.keys()) this.dirty.vms.add(ref);
    for (const ref of this.inventory.hosts.keys()) this.dirty.hosts.add(ref);
    for (const ref of this.inventory.computes.keys()) this.dirty.computes.add(ref);
    for (const ref of this.inventory.datastores.keys()) this.dirty.datastores.add(ref);
    for (const id of this.inventory.groups.keys()) this.dirty.groups.add(id);
    const sets = { vm: this.dirty.vms, group: this.dirty.groups, compute: this.dirty.computes, host: this.dirty.hosts, datastore: this.dirty.datastores };
    for (const kind of ["vm", "group", "compute", "host", "datastore"] as const) for (const id of this.digests.idsOf(kind)) sets[kind].add(id);
    this.sweptAt = 0;
  }

  /** When the episode wants to be looked at again, ms since the epoch; undefined: not by itself. */
  wakeLater(key: EpisodeKey, at: number | undefined): void {
    const wakeAt = this.wakeAt as Map<EpisodeKey, number>;
    if (at === undefined) wakeAt.delete(key);
    else {
      wakeAt.set(key, at);
      this.#nothingDueBefore = Math.min(this.#nothingDueBefore, at);
    }
  }

  /** When time alone may turn the subject's verdict. */
  turnLater(key: EpisodeKey, subject: Subject, at: number): void {
    this.turnsAt.set(key, { subject, at });
    this.#nothingDueBefore = Math.min(this.#nothingDueBefore, at);
  }

  /** The subjects whose moment has come; each is named once. Whoever asks sees to it that they are judged. */
  takeDue(now: number): readonly Subject[] {
    if (now < this.#nothingDueBefore) return [];
    const due: Subject[] = [];
    let next = Infinity;
    for (const [key, at] of this.wakeAt) {
      if (at > now) next = Math.min(next, at);
      else due.push(...[this.episodes.get(key)?.subject].filter((subject) => subject !== undefined));
    }
    for (const [key, { subject, at }] of this.turnsAt) {
      if (at > now) next = Math.min(next, at);
      else {
        this.turnsAt.delete(key);
        due.push(subject);
      }
    }
    this.#nothingDueBefore = next;
    return due;
  }

  joinStorm(storm: string, key: EpisodeKey): void {
    const members = this.stormMembers.get(storm);
    if (members === undefined) this.stormMembers.set(storm, new Set([key]));
    else members.add(key);
  }

  /** When the line should look again by itself, ms since the epoch. */
  dueAt(limits: LineLimits): number {
    if (this.sweep !== undefined || this.toJudge.size > 0 || !this.dirty.empty || this.historyBehind) return 0;
    let due = Math.min(this.historyReadAt + limits.historyIntervalMs, this.sweptAt + limits.sweepMs);
    if (this.unsettled.size > 0) due = Math.min(due, this.historyReadAt + causePollMs);
    if (this.openTasks.size > 0) due = Math.min(due, this.tasksReadAt + taskPollMs);
    due = Math.min(due, this.#nothingDueBefore);
    for (const storm of this.storms.values()) if (storm.wakeAt !== undefined) due = Math.min(due, storm.wakeAt);
    return Math.min(due, this.silenceChangesAt ?? due, concernsDueAt(this.concerns));
  }
}

/** The state a restart continues with. `saved` was written by this program; a record of an unknown schema is refused loudly. */
export function stateFrom(instanceUuid: string, saved: SavedState, now: number, ownTasks?: ReadonlyMap<Ref, string>): LineState {
  const checkpoint = saved.get("checkpoint")?.get("history") as Checkpoint | undefined;
  const state = new LineState(instanceUuid, checkpoint, now, ownTasks);
  state.blindFrom = (saved.get("checkpoint")?.get("seen") as Seen | undefined)?.at;
  for (const kind of ["vm", "group", "compute", "host", "datastore"] as const) {
    for (const [id, digest] of saved.get(kind) ?? []) state.digests.set({ kind, id }, digest as Digest);
  }
  for (const value of saved.get("episode")?.values() ?? []) {
    const episode = value as Episode;
    state.episodes.set(episodeKey(episode.policy, episode.subject), episode);
  }
  for (const value of saved.get("concern")?.values() ?? []) state.concerns.set((value as Alert).policy, value as Alert);
  for (const value of saved.get("storm")?.values() ?? []) {
    const storm = value as Storm;
    state.storms.set(stormKey(storm.episode.policy, storm.episode.subject), storm);
  }
  for (const [key, { storm, published }] of state.episodes) if (storm !== undefined && published !== undefined) state.joinStorm(storm, key);
  state.inventory.seedGroupIds([...(saved.get("group") ?? [])].map(([id, digest]) => ({ id, members: (digest as { members: readonly Ref[] }).members })));
  return state;
}

export function checkpointOf(state: LineState): Checkpoint | undefined {
  return state.position === undefined ? undefined : { schema: 1, position: state.position, baseline: state.baseline, ...(state.historyLostAt === undefined ? {} : { historyLostAt: state.historyLostAt }) };
}
