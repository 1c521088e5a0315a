/**
 * One watch of a vCenter as the line drives it: the pending wait, the resync that a new watch begins with, and the work of one turn.
 * Whatever must survive a lost session lives in the line's state, not here.
 */
import { leavesAfterResync } from "../inventory/resync.js";
import { applyUpdates } from "../inventory/apply-updates.js";
import type { Ref } from "../inventory/updates.js";
import { commitFailed, LineError } from "./errors.js";
import { freeze, thaw } from "./freeze.js";
import { readHistory } from "./history.js";
import { judge } from "./judge.js";
import type { LineContext } from "./line-context.js";
import { stateFrom, type LineState } from "./line-state.js";
import type { UpdateBatch, Watch } from "./ports.js";
import type { LineReport } from "./report.js";

/** The line's state once the ledger has been opened; it outlives every watch. */
export interface LineMemory {
  state: LineState | undefined;
  /** It was taken up before vCenter answered, by what an earlier run knew: another vCenter may yet answer. */
  presumed: boolean;
}

export type Bell = UpdateBatch | "due" | "wake";

/** The lifetime of one watch. */
export class Watching {
  readonly watch: Watch;
  readonly state: LineState;
  readonly openedAt: number;
  readonly #context: LineContext;
  readonly #ended = new AbortController();
  #pending: Promise<UpdateBatch> | undefined;
  /** Objects seen since the watch opened; undefined once the full state is complete. */
  seen: Set<Ref> | undefined = new Set();
  /** In the middle of a run of update sets: what is here is half of something. */
  truncated = true;
  /** The full state is complete, and not all of it has been compared with what was said before. */
  comparing = false;

  constructor(context: LineContext, watch: Watch, state: LineState) {
    this.#context = context;
    this.watch = watch;
    this.state = state;
    this.openedAt = context.scheduler.now();
  }

  /** The wait in progress; a turn begun by something else leaves it running. */
  nextBatch(): Promise<UpdateBatch> {
    if (this.#pending === undefined) {
      this.#pending = this.watch.waitForUpdates(this.#context.limits.maxWaitSeconds, this.#ended.signal);
      this.#pending.catch(() => undefined); // looked at by the turn that takes it; this only keeps an unobserved loser quiet
    }
    return this.#pending;
  }

  taken(): void {
    this.#pending = undefined;
  }

  /** What has been read is not all judged: that comes before anything new is read. */
  get behind(): boolean {
    return !this.truncated && !this.state.dirty.empty;
  }

  /** When the next turn is due even if nothing rings, ms since the epoch. In the middle of a run only update sets count. */
  dueAt(): number {
    if (this.truncated) return Number.MAX_SAFE_INTEGER;
    const silences = this.#context.silences?.();
    if (this.state.judgedWith !== this.#context.policies() || (silences !== undefined && this.state.silencedWith !== silences)) return 0;
    return this.state.dueAt(this.#context.limits);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.watch.close();
  }
}

/** Opens a watch; on the first one the ledger is opened too, and its state becomes the line's. */
export async function openWatching(context: LineContext, memory: LineMemory, signal: AbortSignal): Promise<{ watching: Watching; reports: LineReport[] }> {
  if (memory.state !== undefined) freeze(memory.state);
  const watch = await context.vcenter.open(async (instanceUuid) => {
    if (memory.presumed && memory.state?.instanceUuid !== instanceUuid) memory.state = undefined;
    memory.presumed = false;
    const state = (memory.state ??= stateFrom(instanceUuid, await context.ledger.open(instanceUuid, signal), context.scheduler.now(), context.ownTasks));
    if (state.instanceUuid !== instanceUuid) {
      throw new LineError("VCENTER_CHANGED", `Cannot go on watching ${context.vcenter.name} as the same vCenter must answer: instance UUID was ${state.instanceUuid}, now it is ${instanceUuid}`,
        { hint: "If this is meant, restart tetherd; it then begins with the new vCenter's own state" });
    }
    return state.position;
  }, signal);
  const { state } = memory;
  if (state === undefined) throw new TypeError("the vCenter port did not ask for a position");
  state.gaps.push(...watch.gaps);
  state.watchedSince = Infinity;
  return { watching: new Watching(context, watch, state), reports: [{ kind: "opened", fullName: watch.about.fullName, instanceUuid: watch.about.instanceUuid }] };
}

/** Reads what rang, judges what changed, makes the outcome durable. */
export async function watchTurn(context: LineContext, watching: Watching, bell: Bell, signal: AbortSignal): Promise<readonly LineReport[]> {
  const { state } = watching;
  const startedAt = context.scheduler.now();
  const batch = typeof bell === "string" ? undefined : bell;
  if (batch !== undefined) {
    watching.taken();
    state.lastDataAt = startedAt;
    state.dirty.add(applyUpdates(state.inventory, batch.updates));
    for (const update of batch.updates) if (update.kind !== "leave") watching.seen?.add(update.ref);
    watching.truncated = batch.truncated;
  }
  if (watching.truncated) return [];
  const behind = batch === undefined && watching.behind;
  const resynced = watching.seen;
  if (resynced !== undefined) {
    state.dirty.add(applyUpdates(state.inventory, leavesAfterResync(state.inventory, resynced)));
    state.inventory.settleGroupIds();
    state.markAllDirty();
    thaw(state);
    watching.seen = undefined;
    watching.comparing = true;
    state.everRead = true;
  }
  const events = behind ? 0 : await readHistory(context, watching, resynced !== undefined || batch?.historyChanged === true, signal);
  const judged = judge(context, state);
  if (watching.comparing && state.dirty.empty) {
    watching.comparing = false;
    state.watchedSince = context.scheduler.now();
    state.activity.closeBook(state.watchedSince);
  }
  if (judged.turn.messages.length > 0 || judged.turn.puts.length > 0) {
    await context.ledger.commit(judged.turn, signal).catch((error: unknown) => { throw commitFailed(error); });
  }
  const now = context.scheduler.now();
  const counts = { vms: state.inventory.vms.size, groups: state.inventory.groups.size };
  return [
    ...(resynced === undefined ? [] : [{ kind: "synced", ...counts, hosts: state.inventory.hosts.size, tookMs: now - watching.openedAt } as const]),
    ...judged.reports,
    { kind: "turn", dataAt: state.lastDataAt, updates: batch?.updates.length ?? 0, events, messages: judged.turn.messages.length, evaluations: judged.evaluations, evaluated: judged.evaluated, tookMs: now - startedAt, ...counts },
  ];
}
