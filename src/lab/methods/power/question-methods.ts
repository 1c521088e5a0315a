/** AnswerVM: answers the question a VM waits with. It has no task. */
import { requireOf } from "../../inventory/require-entity.js";
import { answer } from "../../power/question.js";
import type { MethodTable } from "../method.js";

export const questionMethods: MethodTable = {
  "VirtualMachine.AnswerVM": ({ world, self, args }) => {
    answer(world, requireOf(world, "VirtualMachine", self), args["questionId"] as string, args["answerChoice"] as string);
    return undefined;
  },
};
