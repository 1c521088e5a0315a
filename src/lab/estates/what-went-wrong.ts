/** What a vCenter would have refused while an estate is built, as a sentence. A defect of the lab is no fault and is thrown on. */
import { VimFault } from "../wire/vim-fault.js";

/** undefined when `work` went well. */
export function whatWentWrong(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof VimFault) return `${error.message || "this is impossible"} (${error.type})`;
    throw error;
  }
}
