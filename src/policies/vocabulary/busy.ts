/**
 * Whether a VM is busy, with what, and what kind of work that is: a question that waits for an answer before its task, by the name vCenter
 * gives it (vim-facts 5.7). A name that is not known is just a task; what cannot be seen is never taken for idle.
 */
import type { Vm } from "../../inventory/model.js";
import type { World } from "../decision.js";

const kinds: readonly (readonly [string, RegExp])[] = [
  ["migration", /migrat|relocat|vmotion/i],
  ["power", /power|suspend|reset|reboot|shutdown|standby/i],
];

export const busyKinds: readonly string[] = ["task", "power", "migration", "question", ""];

export function isBusy({ ref, question }: Vm, { busyVms }: Pick<World, "busyVms">): boolean | undefined {
  if ((question ?? "") !== "" || busyVms?.has(ref) === true) return true;
  return question === undefined || busyVms === undefined ? undefined : false;
}

/** A descriptionId such as `VirtualMachine.powerOn`, or `question`; "" for a VM that is idle, undefined where that or the task is not known. */
export function busyWithOf(vm: Vm, world: Pick<World, "busyVms" | "busyWith">): string | undefined {
  if ((vm.question ?? "") !== "") return "question";
  const busy = isBusy(vm, world);
  return busy === false ? "" : busy === true ? world.busyWith?.get(vm.ref) : undefined;
}

/** `operation` as `busyWithOf` tells it. */
export function busyKindOf(operation: string | undefined): string | undefined {
  if (operation === undefined || operation === "") return operation;
  if (operation === "question") return operation;
  return kinds.find(([, names]) => names.test(operation))?.[0] ?? "task";
}
