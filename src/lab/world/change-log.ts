/**
 * What changed, in order: every mutation of the world says which properties of which object it touched, and whoever watches reads on from where it stood.
 * It holds names, never values: a watcher reads the present value.
 */
import type { Ref } from "../wire/vim-value.js";
import { withMirrors } from "./mirrored-paths.js";

export interface Change {
  readonly seq: number;
  readonly ref: Ref;
  /** "created" and "destroyed" concern the whole object; "touched" the paths. */
  readonly kind: "created" | "touched" | "destroyed";
  /** Property paths such as "config.hardware.device" or "runtime.host"; a path stands for everything below it too. */
  readonly paths: readonly string[];
}

/** Entries kept before the oldest half is forgotten; a watcher that stands further back begins anew. */
const kept = 400_000;

export class ChangeLog {
  #entries: Change[] = [];
  #seq = 0;
  readonly #listeners = new Set<() => void>();
  #ringing = false;
  #captured: { push(change: Change): unknown } | undefined;

  /** The newest number given; 0 before the first change. */
  get seq(): number {
    return this.#seq;
  }

  /** Everything after this number can still be read. */
  get floor(): number {
    return (this.#entries[0]?.seq ?? this.#seq + 1) - 1;
  }

  created(ref: Ref): void {
    this.#add({ ref, kind: "created", paths: [] });
  }

  /** Paths that show the same fact are touched along: `runtime.host` says `summary.runtime.host` too. */
  touch(ref: Ref, ...paths: readonly string[]): void {
    if (this.#captured === nowhere) return;
    this.#add({ ref, kind: "touched", paths: withMirrors(ref.type, paths) });
  }

  destroyed(ref: Ref): void {
    this.#add({ ref, kind: "destroyed", paths: [] });
  }

  /**
   * Runs `work` and keeps what it says back instead of telling it, for servers that announce late or piece by piece.
   * Publish the pieces later; until then watchers know nothing, although whoever reads sees the new values.
   */
  capture<T>(work: () => T): { readonly result: T; readonly changes: readonly Change[] } {
    const outer = this.#captured;
    const changes: Change[] = [];
    this.#captured = changes;
    try {
      return { result: work(), changes };
    } finally {
      this.#captured = outer;
    }
  }

  /** Runs `work` and forgets what it says: for building a world before anybody can watch it. */
  silently<T>(work: () => T): T {
    const outer = this.#captured;
    this.#captured = nowhere;
    try {
      return work();
    } finally {
      this.#captured = outer;
    }
  }

  publish(changes: readonly Change[]): void {
    for (const { ref, kind, paths } of changes) this.#add({ ref, kind, paths });
  }

  /** Changes with a number above `seq`, oldest first; undefined when some of them are forgotten. */
  since(seq: number): readonly Change[] | undefined {
    if (seq < this.floor) return undefined;
    const first = this.#entries[0];
    return first === undefined ? [] : this.#entries.slice(Math.max(0, seq + 1 - first.seq));
  }

  /** Calls `listener` after changes, once for all that happened in one go. Returns how to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  #add(said: Omit<Change, "seq">): void {
    if (this.#captured === nowhere) return;
    if (this.#captured !== undefined) {
      this.#captured.push({ ...said, seq: 0 });
      return;
    }
    this.#entries.push({ ...said, seq: ++this.#seq });
    if (this.#entries.length > kept) this.#entries = this.#entries.slice(kept / 2);
    if (this.#ringing) return;
    this.#ringing = true;
    queueMicrotask(() => {
      this.#ringing = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

const nowhere = { push: () => undefined };
