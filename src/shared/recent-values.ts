/**
 * The values met lately, by name: at most twice as many as it is made for, those not asked for the longest are let go first, many at a time.
 * It is no store: what was put may be gone at any moment.
 */
export class RecentValues<Value> {
  readonly #most: number;
  #recent = new Map<string, Value>();
  #before = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(name: string): Value | undefined {
    const known = this.#recent.get(name);
    if (known !== undefined) return known;
    const old = this.#before.get(name);
    if (old !== undefined) this.set(name, old);
    return old;
  }

  set(name: string, value: Value): void {
    if (this.#recent.size >= this.#most) {
      this.#before = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(name, value);
  }
}
