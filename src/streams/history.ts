/**
 * Reads events and tasks when they are due and keeps what causes and busyness need.
 * It never decides anything; what it learns is judged in the same turn.
 */
import type { TaskInfo } from "../inventory/activity.js";
import { eventName } from "../inventory/told-events.js";
import type { LineContext } from "./line-context.js";
import { causePollMs, taskPollMs, type LineState } from "./line-state.js";
import type { Watch } from "./ports.js";

/** A backlog is read in bounded pieces, so that a turn ends. */
const mostPagesPerTurn = 50;
/** Tasks followed at once; the oldest are let go first. */
const mostOpenTasks = 2_000;

/** Returns the number of new events and tasks. */
export async function readHistory(context: Pick<LineContext, "scheduler" | "limits" | "policies">, { watch, state }: { readonly watch: Watch; readonly state: LineState }, rang: boolean, signal: AbortSignal): Promise<number> {
  const now = context.scheduler.now();
  let read = 0;
  const waiting = state.unsettled.size > 0 && now - state.historyReadAt >= causePollMs;
  if (rang || state.dirty.vms.size > 0 || waiting || state.historyBehind || now - state.historyReadAt >= context.limits.historyIntervalMs) {
    state.historyBehind = true;
    for (let page = 0; page < mostPagesPerTurn && state.historyBehind; page++) {
      const batch = await watch.readHistory(signal);
      state.activity.add(batch.events, batch.tasks, now);
      const { events } = context.policies();
      for (const event of batch.events) if (events.has(eventName(event))) state.events.push(event);
      for (const task of batch.tasks) follow(state.openTasks, task, state.dirty.vms);
      state.gaps.push(...batch.gaps);
      state.position = batch.position;
      state.historyBehind = !batch.complete;
      if (state.tasksReadable !== batch.tasksReadable) state.markAllDirty();
      if (batch.tasksReadable && !state.tasksReadable) state.tasksReadableSince = now;
      state.tasksReadable = batch.tasksReadable;
      read += batch.events.length + batch.tasks.length;
    }
    state.historyReadAt = context.scheduler.now();
  }
  if (state.openTasks.size > 0 && now - state.tasksReadAt >= taskPollMs) {
    const asked = [...state.openTasks.keys()];
    const found = new Map((await watch.readTasks(asked, signal)).map((task) => [task.task, task]));
    for (const ref of asked) {
      const task = found.get(ref);
      if (task === undefined) close(state.openTasks, ref, state.dirty.vms);
      else follow(state.openTasks, task, state.dirty.vms);
    }
    state.activity.add([], [...found.values()], now);
    state.tasksReadAt = context.scheduler.now();
  }
  return read;
}

function follow(openTasks: Map<string, string>, task: TaskInfo, dirtyVms: Set<string>): void {
  const open = task.state === "queued" || task.state === "running";
  if (!open) {
    close(openTasks, task.task, dirtyVms);
    return;
  }
  if (task.entity === undefined || openTasks.has(task.task)) return;
  openTasks.set(task.task, task.entity);
  dirtyVms.add(task.entity);
  if (openTasks.size > mostOpenTasks) {
    const oldest = openTasks.keys().next().value;
    if (oldest !== undefined) close(openTasks, oldest, dirtyVms);
  }
}

function close(openTasks: Map<string, string>, task: string, dirtyVms: Set<string>): void {
  const entity = openTasks.get(task);
  if (entity === undefined) return;
  openTasks.delete(task);
  dirtyVms.add(entity);
}
