/** A question that a VM waits to be answered, as when its disk is full or it was copied. It stops nothing else in the lab: who watches shall see it. */
import { postEvent } from "../operations/post-event.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { VimFault } from "../wire/vim-fault.js";

/** By the key that `AnswerVM` takes: "0", "1". */
export const answers: readonly string[] = ["OK", "Cancel"];

/** Replaces a question that is not answered yet. */
export function ask(world: World, vm: VmState, text: string): void {
  vm.question = { id: world.nextId("question"), text };
  world.changes.touch(vm.ref, "runtime.question");
  postEvent(world, "VmMessageEvent", { vm }, { message: text }, { userName: "", message: `Message on ${vm.name}: ${text}` });
}

/** ConcurrentAccess when that question does not wait, InvalidArgument for an answer it does not leave. */
export function answer(world: World, vm: VmState, id: string, choice: string): void {
  if (vm.question?.id !== id) throw new VimFault("ConcurrentAccess", "The question has been or is being answered by another thread or user.");
  if (answers[Number(choice)] === undefined) throw new VimFault("InvalidArgument", "A specified parameter was not correct: answerChoice", { invalidProperty: "answerChoice" });
  vm.question = undefined;
  world.changes.touch(vm.ref, "runtime.question");
}
