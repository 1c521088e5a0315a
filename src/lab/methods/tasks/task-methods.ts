/** What a client may do to a task: cancel it. Tasks of the client's own making are refused: extensions are not modelled. */
import { VimFault } from "../../wire/vim-fault.js";
import type { LabMethod, MethodTable } from "../method.js";

export const taskMethods: MethodTable = {
  "Task.CancelTask": ({ world, self }) => {
    const task = world.tasks.get(self.value);
    if (task?.cancel === undefined) throw new VimFault("InvalidState", "The operation is not allowed in the current state: the task cannot be canceled.");
    task.cancel();
    return undefined;
  },
  "Task.SetTaskState": notSupported(),
  "Task.SetTaskDescription": notSupported(),
  "Task.UpdateProgress": notSupported(),
  "TaskManager.CreateTask": notSupported(),
};

function notSupported(): LabMethod {
  return () => {
    throw new VimFault("NotSupported", "The operation is not supported on the object.");
  };
}
