/** The properties of the task manager. `recentTask` is no way to follow a task: its changes are not announced (vim-facts 3.6). */
import { vim, type Ref } from "../wire/vim-value.js";
import { taskDescriptions } from "./task-descriptions.js";
import type { Properties } from "./property-table.js";

const described = (type: string, key: string, label: string) => vim(type, { key, label, summary: label });

export const taskManagerProperties: Properties<Ref> = {
  recentTask: (world) => [...world.tasks.all()].filter((task) => task.hidden !== true).map((task) => task.ref),
  description: () => vim("TaskDescription", {
    methodInfo: Object.entries(taskDescriptions).map(([key, label]) => described("ElementDescription", key, label)),
    state: [described("ElementDescription", "queued", "Queued"), described("ElementDescription", "running", "Running"),
      described("ElementDescription", "success", "Completed"), described("ElementDescription", "error", "Failed")],
    reason: [described("TypeDescription", "TaskReasonUser", "Started by a user"), described("TypeDescription", "TaskReasonSystem", "Started by the server"),
      described("TypeDescription", "TaskReasonSchedule", "Started by a scheduled task"), described("TypeDescription", "TaskReasonAlarm", "Started by an alarm")],
  }),
  maxCollector: () => 32,
};
