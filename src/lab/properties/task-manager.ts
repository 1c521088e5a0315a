/** The properties of the task manager. `recentTask` is no way to follow a task: its changes are not announced (vim-facts 3.6). */
import { descriptionIdOf } from "../operations/description-id.js";
import { vimSchema } from "../wire/vim-schema.js";
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";
import { taskDescriptions } from "./task-descriptions.js";
import type { Properties } from "./property-table.js";

const described = (type: string, key: string, label: string) => vim(type, { key, label, summary: label });

let known: readonly VimObject[] | undefined;

/** Every task of the schema under its descriptionId, and vCenter's own; those without a name in the vSphere Client have that of their method. */
function methodInfo(): readonly VimObject[] {
  if (known !== undefined) return known;
  const labels = new Map(Object.entries(taskDescriptions));
  for (const { name: type, kind } of vimSchema().types()) {
    if (kind !== "managed") continue;
    for (let each = vimSchema().type(type); each !== undefined; each = each.base === undefined ? undefined : vimSchema().type(each.base)) {
      for (const method of each.methods.values()) {
        const id = descriptionIdOf(type, method);
        if (method.returns === "Task" && !labels.has(id)) labels.set(id, wordsOf(method.vmodlName));
      }
    }
  }
  return (known = [...labels].map(([key, label]) => described("ElementDescription", key, label)));
}

/** "enterStandbyMode" → "Enter standby mode". */
function wordsOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const taskManagerProperties: Properties<Ref> = {
  recentTask: (world) => [...world.tasks.all()].filter((task) => task.hidden !== true).map((task) => task.ref),
  description: () => vim("TaskDescription", {
    methodInfo: methodInfo(),
    state: [described("ElementDescription", "queued", "Queued"), described("ElementDescription", "running", "Running"),
      described("ElementDescription", "success", "Completed"), described("ElementDescription", "error", "Failed")],
    reason: [described("TypeDescription", "TaskReasonUser", "Started by a user"), described("TypeDescription", "TaskReasonSystem", "Started by the server"),
      described("TypeDescription", "TaskReasonSchedule", "Started by a scheduled task"), described("TypeDescription", "TaskReasonAlarm", "Started by an alarm")],
  }),
  maxCollector: () => 32,
};
