/** TaskInfo, reduced to what causes and busyness need (vim-facts 7.5). Results of tasks are run over. */
import type { TaskInfo, TaskState } from "../../inventory/activity.js";
import { faultTypeOf, sessionLost } from "./managed-object.js";
import { readAnswer, type ReadLimits, type ReadPlan, readLimits } from "../xml/answer-reader.js";
import { child, childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";
import { oneOf } from "./scalars.js";

export const taskFields: ReadonlySet<string> = new Set([
  "task", "descriptionId", "name", "entity", "state", "reason", "queueTime", "startTime", "completeTime", "eventChainId", "error", "activationId",
]);
const stateOf = oneOf<TaskState>("queued", "running", "success", "error");

/** Undefined when it lacks what makes a task: its reference, state and time. */
export function taskOf(info: XmlNode): TaskInfo | undefined {
  const task = textOf(info, "task");
  const stateNode = child(info, "state");
  const state = stateNode === undefined ? undefined : stateOf(stateNode);
  const queueTime = textOf(info, "queueTime");
  if (task === undefined || state === undefined || queueTime === undefined) return undefined;
  const entity = child(info, "entity");
  const userName = textOf(child(info, "reason"), "userName");
  const startTime = textOf(info, "startTime");
  const completeTime = textOf(info, "completeTime");
  const error = child(info, "error");
  const activationId = textOf(info, "activationId");
  return {
    task, state, queueTime,
    descriptionId: textOf(info, "descriptionId") ?? textOf(info, "name") ?? "",
    eventChainId: Number(textOf(info, "eventChainId") ?? 0),
    ...(entity === undefined ? {} : { entity: entity.text, ...(entity.refType === undefined ? {} : { entityType: entity.refType }) }),
    ...(userName === undefined || userName === "" ? {} : { userName }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(error === undefined ? {} : { error: errorText(error) }),
    ...(activationId === undefined || activationId === "" ? {} : { activationId }),
  };
}

/** The answer of ReadNextTasks. */
export async function decodeTasks(body: AsyncIterable<Buffer>, limits: ReadLimits = readLimits): Promise<{ readonly tasks: readonly TaskInfo[]; readonly read: number }> {
  const tasks: TaskInfo[] = [];
  let read = 0;
  const plan: ReadPlan = {
    records: new Set(["returnval"]),
    kept: ({ name }) => (name === "returnval" ? taskFields : undefined),
    needs: () => true,
    take: (record) => {
      read++;
      const task = taskOf(record);
      if (task !== undefined) tasks.push(task);
    },
  };
  await readAnswer(body, plan, limits);
  return { tasks, read };
}

/** `info` of Task objects out of a retrieve result; returns the root without them. */
export async function decodeTaskObjects(body: AsyncIterable<Buffer>, take: (task: TaskInfo) => void, limits: ReadLimits = readLimits): Promise<XmlNode> {
  return await readAnswer(body, {
    records: new Set(["objects"]),
    kept: ({ name, type }) => (name === "val" && type === "TaskInfo" ? taskFields : undefined),
    needs: () => true,
    take: (record) => {
      for (const missing of childrenOf(record, "missingSet")) if (faultTypeOf(missing) === "NotAuthenticated") throw sessionLost();
      const info = child(child(record, "propSet"), "val");
      const task = info === undefined ? undefined : taskOf(info);
      if (task !== undefined) take(task);
    },
  }, limits);
}

/** LocalizedMethodFault to "TaskInProgress: text". */
function errorText(error: XmlNode): string {
  const type = child(error, "fault")?.type ?? "unknown fault";
  const said = textOf(error, "localizedMessage");
  return said === undefined || said === "" ? type : `${type}: ${said}`;
}
