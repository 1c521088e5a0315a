/** What a turn collects while it is being judged: messages, state to save, reports. It only gathers. */
import type { LineReport } from "./report.js";
import type { OutMessage, StateKey, Turn } from "./ports.js";

export class Outcome {
  readonly reports: LineReport[] = [];
  /** Conditions judged, by policy. */
  readonly evaluated = new Map<string, number>();
  readonly #messages: OutMessage[] = [];
  /** Last write per key wins. */
  readonly #puts = new Map<string, { readonly key: StateKey; readonly value: unknown }>();

  judged(policy: string): void {
    this.evaluated.set(policy, (this.evaluated.get(policy) ?? 0) + 1);
  }

  get evaluations(): number {
    let sum = 0;
    for (const count of this.evaluated.values()) sum += count;
    return sum;
  }

  say(message: OutMessage): void {
    this.#messages.push(message);
    this.reports.push(message);
  }

  /** `value` null forgets. */
  save(key: StateKey, value: unknown): void {
    this.#puts.set(`${key.kind}:${key.id}`, { key, value });
  }

  /** Messages so far. */
  get told(): number {
    return this.#messages.length;
  }

  get empty(): boolean {
    return this.#messages.length === 0 && this.#puts.size === 0;
  }

  get turn(): Turn {
    return { messages: this.#messages, puts: [...this.#puts.values()] };
  }
}
