/** The one wait that a collector may have in progress: a second one, a cancel and the end of the collector end it with RequestCanceled (vim-facts 3.4). */
import { VimFault } from "../wire/vim-fault.js";

export class OutstandingWait {
  #cancel: (() => void) | undefined;

  /** Ends the wait in progress, if there is one. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Waits until `begin` calls back with an answer. `begin` returns what to undo at the end, however it comes. Rejects with RequestCanceled when another one begins or it is cancelled. */
  async begin<T>(begin: (answer: (value: T) => void, refuse: (error: unknown) => void) => () => void): Promise<T> {
    this.cancel();
    let undo = () => {};
    const cancelled = { by: () => {} };
    const answer = new Promise<T>((resolve, reject) => {
      cancelled.by = () => { reject(new VimFault("RequestCanceled", "The task was canceled by a user.")); };
      undo = begin(resolve, reject);
    });
    const { by } = cancelled;
    this.#cancel = by;
    try {
      return await answer;
    } finally {
      undo();
      if (this.#cancel === by) this.#cancel = undefined;
    }
  }
}
