/**
 * Room for metered tasks: hosts, datastores and the vCenter bear so many cost units at once, and who finds no room waits in line.
 * It never runs anything itself: it says when there is room.
 */
export interface Share {
  /** What bears the cost: a managed object id, or "vcenter". */
  readonly bearer: string;
  readonly units: number;
  /** Most units that the bearer takes at once. */
  readonly limit: number;
}

interface Waiting {
  readonly shares: readonly Share[];
  readonly enter: () => void;
}

export class TaskRoom {
  readonly #used = new Map<string, number>();
  /** By the bearer that was found full. */
  readonly #lines = new Map<string, Waiting[]>();

  /** Calls `enter` at once when every bearer has room, later otherwise. Returns how to leave the line or, once entered, the room. */
  take(shares: readonly Share[], enter: () => void): () => void {
    let entered = false;
    const waiting: Waiting = { shares, enter: () => { entered = true; enter(); } };
    this.#tryEnter(waiting);
    return () => {
      if (entered) this.#leave(shares);
      else for (const [bearer, line] of this.#lines) this.#lines.set(bearer, line.filter((each) => each !== waiting));
    };
  }

  #tryEnter(waiting: Waiting): boolean {
    const full = waiting.shares.find((share) => this.#usedBy(share.bearer) > 0 && this.#usedBy(share.bearer) + share.units > share.limit);
    if (full !== undefined) {
      const line = this.#lines.get(full.bearer);
      if (line === undefined) this.#lines.set(full.bearer, [waiting]);
      else line.push(waiting);
      return false;
    }
    for (const share of waiting.shares) this.#used.set(share.bearer, this.#usedBy(share.bearer) + share.units);
    waiting.enter();
    return true;
  }

  #leave(shares: readonly Share[]): void {
    for (const share of shares) this.#used.set(share.bearer, this.#usedBy(share.bearer) - share.units);
    for (const share of shares) {
      const line = this.#lines.get(share.bearer);
      if (line === undefined) continue;
      this.#lines.delete(share.bearer);
      for (const [index, waiting] of line.entries()) {
        if (this.#usedBy(share.bearer) + 1 > share.limit) {
          this.#lines.set(share.bearer, [...this.#lines.get(share.bearer) ?? [], ...line.slice(index)]);
          break;
        }
        this.#tryEnter(waiting);
      }
    }
  }

  #usedBy(bearer: string): number {
    return this.#used.get(bearer) ?? 0;
  }
}
