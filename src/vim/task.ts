/**
 * Follows tasks to their end: every task that is waited for is read again in one call, often at first and then each two seconds. Only
 * ManagedObjectNotFound means that a task is gone (vim-facts 7.5); everything else is asked again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Ref } from "../inventory/updates.js";
import { VimError, VimFault } from "./errors.js";
import { taskDetailOf, type TaskDetail } from "./operations/task-detail.js";
import { readRaw } from "./read-raw.js";
import type { Session } from "./session.js";
import { moRef, soapRef } from "./soap-caller.js";
import { collect, parseSmall } from "./transport/small-answer.js";
import { childrenOf, descend } from "./xml/xml-node.js";

const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** While nothing can be read at all. */
const troubledPauseMs = 5_000;
/** Tasks per page, and pages, of one search. */
const pageSize = 200;
const mostPages = 50;

/** Absent means that vCenter knows no such task any more. Throws what reading throws. */
export async function readTasks(session: Session, tasks: readonly Ref[], signal: AbortSignal): Promise<ReadonlyMap<Ref, TaskDetail>> {
  const read = await readRaw(session, "Task", tasks, ["info"], signal);
  return new Map([...read].flatMap(([task, properties]) => {
    const info = properties.get("info");
    const detail = info === undefined ? undefined : taskDetailOf(info);
    return detail === undefined ? [] : [[task, detail] as const];
  }));
}

/** `read` is asked with a live session each time; `undefined` at the end means that the task is gone. Rejects only when the signal aborts. */
export async function followTask(task: Ref, read: () => Promise<TaskDetail | undefined>, onNews: (detail: TaskDetail) => void, signal: AbortSignal): Promise<TaskDetail | undefined> {
  let told = "";
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    let pause = pauseMs;
    try {
      const detail = await read();
      if (detail === undefined || detail.state === "success" || detail.state === "error") return detail;
      const news = `${detail.state} ${detail.percent ?? ""}`;
      if (news !== told) onNews(detail);
      told = news;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof VimError)) throw error;
      pause = Math.min(troubledPauseMs, pauseMs * 4);
    }
    await sleep(pause, undefined, { signal });
  }
}

/** Tasks of one object, oldest first. The history shows also those that are no objects any more. */
export async function searchTasks(session: Session, search: { readonly entity: Ref; readonly entityType: string; readonly since: string }, signal: AbortSignal): Promise<readonly TaskDetail[]> {
  const { entity, entityType, since } = search;
  const filter = { entity: { entity: soapRef({ type: entityType, value: entity }), recursion: "self" }, time: { timeType: "queuedTime", beginTime: since } };
  const collector = moRef(await session.caller.call("CreateCollectorForTasks", session.managers.taskManager, { filter }, { signal, repeatable: false }), "the task history collector");
  try {
    const found: TaskDetail[] = [];
    for (let page = 0; page < mostPages; page++) {
      const infos = await session.caller.stream("ReadNextTasks", collector, { maxCount: pageSize }, async (body) => childrenOf(descend(parseSmall(await collect(body)), ["Body"])?.children[0], "returnval"), { signal, repeatable: false });
      found.push(...infos.flatMap((info) => taskDetailOf(info) ?? []));
      if (infos.length === 0) break;
    }
    return found;
  } finally {
    await session.caller.call("DestroyCollector", collector, {}, {}).catch(() => undefined);
  }
}

/** False when vCenter says that it cannot be cancelled any more, or never could. */
export async function cancelTask(session: Session, task: Ref, signal: AbortSignal): Promise<boolean> {
  try {
    await session.caller.call("CancelTask", { type: "Task", value: task }, {}, { signal });
    return true;
  } catch (error) {
    if (error instanceof VimFault && ["InvalidState", "NotSupported", "ManagedObjectNotFound"].includes(error.fault)) return false;
    throw error;
  }
}
