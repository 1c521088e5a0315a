/** Events and tasks as kinds of history: which operations, which filter, what tells items apart (vim-facts 5.2, 7.5). */
import type { TaskInfo, VCenterEvent } from "../../inventory/activity.js";
import { decodeEvents } from "../decode/events.js";
import { decodeTasks } from "../decode/tasks.js";
import type { HistoryKind } from "./history-stream.js";

export const eventHistory: HistoryKind<VCenterEvent> = {
  name: "event",
  create: "CreateCollectorForEvents",
  read: "ReadNextEvents",
  manager: ({ managers }) => managers.eventManager,
  // Said explicitly: the reference suggests that the text is left out when it is not (vim-facts 5.2).
  filter: (beginTime) => ({ time: { beginTime }, disableFullMessage: false }),
  decode: async (body) => {
    const { events, read } = await decodeEvents(body);
    return { items: events, read };
  },
  keyOf: ({ key, createdTime }) => `${key} ${createdTime}`,
  timeOf: ({ createdTime }) => createdTime,
};

/** A task that went on is told again, with its new state. */
export const taskHistory: HistoryKind<TaskInfo> = {
  name: "task",
  create: "CreateCollectorForTasks",
  read: "ReadNextTasks",
  manager: ({ managers }) => managers.taskManager,
  filter: (beginTime) => ({ time: { timeType: "queuedTime", beginTime } }),
  decode: async (body) => {
    const { tasks, read } = await decodeTasks(body);
    return { items: tasks, read };
  },
  keyOf: ({ task, state }) => `${task} ${state}`,
  timeOf: ({ queueTime }) => queueTime,
};
