/** What conditions may look at, from a line's state, at the moment it judged last. It does not outlive the turn: the inventory is updated in place. */
import type { World } from "../policies/decision.js";
import type { LineState } from "./line-state.js";

/** `name`: of the vCenter, as in the settings. */
export function worldOf(state: LineState, hostLimit: number | undefined, name: string): World {
  return {
    inventory: state.inventory, hostLimit,
    busyVms: state.tasksReadable ? new Set(state.openTasks.values()) : undefined,
    busyWith: operationsByVm(state),
    vcenter: { id: state.instanceUuid, name, outOfSightSince: state.outOfSightSince, history: { lostAt: state.historyLostAt }, tasksReadable: state.everRead ? state.tasksReadable : undefined, everRead: state.everRead },
    now: state.judgedAt,
  };
}

/** Of several open tasks on a VM the one that came last. */
function operationsByVm({ openTasks, activity }: LineState): ReadonlyMap<string, string> {
  return new Map([...openTasks].flatMap(([task, vm]): [string, string][] => {
    const operation = activity.task(task)?.operation;
    return operation === undefined ? [] : [[vm, operation]];
  }));
}
