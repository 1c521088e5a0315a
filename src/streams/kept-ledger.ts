/**
 * A ledger that keeps everything in this process: for policy tests and rehearsals, where nothing shall be published.
 * It survives nothing and asks nobody.
 */
import type { Ledger, OutMessage, SavedState, StateKey, Turn } from "./ports.js";

export class KeptLedger implements Ledger {
  /** What was said, in order. */
  readonly messages: OutMessage[] = [];
  readonly #state = new Map<StateKey["kind"], Map<string, unknown>>();

  async open(): Promise<SavedState> {
    return Promise.resolve(structuredClone(this.#state));
  }

  async commit({ messages, puts }: Turn): Promise<void> {
    this.messages.push(...messages);
    for (const { key, value } of puts) {
      const records = this.#state.get(key.kind) ?? new Map<string, unknown>();
      if (value === null) records.delete(key.id);
      else records.set(key.id, JSON.parse(JSON.stringify(value)));
      this.#state.set(key.kind, records);
    }
    return Promise.resolve();
  }
}
