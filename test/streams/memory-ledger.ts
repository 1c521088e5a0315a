/** A ledger port in memory: what was committed, in order, and the state as a restart would find it. */
import type { Ledger, OutMessage, SavedState, StateKey, Turn } from "../../src/streams/ports.js";

export class MemoryLedger implements Ledger {
  readonly turns: Turn[] = [];
  readonly state = new Map<StateKey["kind"], Map<string, unknown>>();
  commitError: Error | undefined;
  /** While set, commits wait for it. */
  gate: Promise<void> | undefined;
  opened = 0;

  async open(): Promise<SavedState> {
    this.opened++;
    return Promise.resolve(structuredClone(this.state));
  }

  async commit(turn: Turn): Promise<void> {
    await this.gate;
    if (this.commitError !== undefined) throw this.commitError;
    this.turns.push(turn);
    for (const { key, value } of turn.puts) {
      const kind = this.state.get(key.kind) ?? new Map<string, unknown>();
      if (value === null) kind.delete(key.id);
      else kind.set(key.id, JSON.parse(JSON.stringify(value)));
      this.state.set(key.kind, kind);
    }
  }

  get messages(): readonly OutMessage[] {
    return this.turns.flatMap((turn) => turn.messages);
  }
}
