/**
 * The relay's book: alerts as last heard, and threads with what each receiver was told. A view with types over the key-value bucket, and an index of who stands in which
 * thread. It decides nothing.
 */
import { threadKey } from "../../notify/notification-of.js";
import { newThread, type HeardAlert, type ThreadRecord, type ThreadRef } from "../../notify/threads/records.js";

/** The bucket, as `bus` keeps it in sight. */
export interface Entries {
  readonly entries: ReadonlyMap<string, { readonly value: unknown; readonly revision: number }>;
  onChange(listener: (key: string) => void): () => void;
  put(key: string, value: unknown, revision: number, signal: AbortSignal): Promise<boolean>;
  drop(key: string, signal: AbortSignal): Promise<void>;
}

export class Book {
  readonly #entries: Entries;
  /** As indexed, by key. */
  readonly #alerts = new Map<string, HeardAlert>();
  readonly #members = new Map<string, Set<string>>();
  /** By thread: the highest position of an alert with a station in it. */
  readonly #newest = new Map<string, number>();
  /** What is being written: it counts from the moment it was decided. */
  readonly #planned = new Map<string, ThreadRecord>();
  readonly #forget: () => void;
  #highest = 0;

  constructor(entries: Entries) {
    this.#entries = entries;
    for (const key of entries.entries.keys()) this.#index(key);
    this.#forget = entries.onChange((key) => this.#index(key));
  }

  close(): void {
    this.#forget();
  }

  /** The highest position so far. */
  get position(): number {
    return this.#highest;
  }

  nextPosition(): number {
    return ++this.#highest;
  }

  alert(fingerprint: string): { readonly heard: HeardAlert; readonly revision: number } | undefined {
    const found = this.#entries.entries.get(alertKey(fingerprint));
    return isOf<HeardAlert>("alert", found?.value) ? { heard: found.value, revision: found.revision } : undefined;
  }

  alerts(): readonly HeardAlert[] {
    return [...this.#alerts.values()];
  }

  thread(ref: ThreadRef): ThreadRecord | undefined {
    const key = keyOf(ref);
    const stored = this.#entries.entries.get(key)?.value;
    return this.#planned.get(key) ?? (isOf<ThreadRecord>("thread", stored) ? stored : undefined);
  }

  threads(): readonly ThreadRecord[] {
    return [...this.#entries.entries.values()].flatMap(({ value }) => (isOf<ThreadRecord>("thread", value) ? [value] : []));
  }

  /** Every alert with a station in the thread. */
  members(ref: ThreadRef): readonly HeardAlert[] {
    return [...(this.#members.get(keyOf(ref)) ?? [])].flatMap((key) => this.#alerts.get(key) ?? []);
  }

  /** The highest position of an alert with a station in the thread; 0 where there is none. */
  newest(ref: ThreadRef): number {
    return this.#newest.get(keyOf(ref)) ?? 0;
  }

  /** False: somebody else wrote first. Revision 0 creates. */
  async putAlert(heard: HeardAlert, revision: number, signal: AbortSignal): Promise<boolean> {
    return this.#entries.put(alertKey(heard.alert.fingerprint), heard, revision, signal);
  }

  /** Resolves with what is written then. `change` may be asked again, on top of what somebody else wrote. */
  async putThread(ref: ThreadRef, change: (so: ThreadRecord) => ThreadRecord, signal: AbortSignal): Promise<ThreadRecord> {
    const key = keyOf(ref);
    try {
      for (;;) {
        const stored = this.#entries.entries.get(key);
        const next = change(isOf<ThreadRecord>("thread", stored?.value) ? stored.value : newThread(ref));
        this.#planned.set(key, next);
        if (await this.#entries.put(key, next, stored?.revision ?? 0, signal)) return next;
        signal.throwIfAborted();
      }
    } finally {
      this.#planned.delete(key);
    }
  }

  async dropAlert(fingerprint: string, signal: AbortSignal): Promise<void> {
    await this.#entries.drop(alertKey(fingerprint), signal);
  }

  async dropThread(ref: ThreadRef, signal: AbortSignal): Promise<void> {
    await this.#entries.drop(keyOf(ref), signal);
  }

  #index(key: string): void {
    const value = this.#entries.entries.get(key)?.value;
    if (isOf<ThreadRecord>("thread", value)) this.#highest = Math.max(this.#highest, value.told, value.due?.stamp ?? 0);
    if (!key.startsWith("alert.")) return;
    for (const station of this.#alerts.get(key)?.stations ?? []) {
      const thread = keyOf(station);
      const members = this.#members.get(thread);
      if (members?.delete(key) !== true || members.size > 0) continue;
      this.#members.delete(thread);
      this.#newest.delete(thread);
    }
    this.#alerts.delete(key);
    if (!isOf<HeardAlert>("alert", value)) return;
    this.#highest = Math.max(this.#highest, value.stamp);
    this.#alerts.set(key, value);
    for (const station of value.stations) {
      const thread = keyOf(station);
      const members = this.#members.get(thread);
      if (members === undefined) this.#members.set(thread, new Set([key]));
      else members.add(key);
      this.#newest.set(thread, Math.max(value.stamp, this.#newest.get(thread) ?? 0));
    }
  }
}

function alertKey(fingerprint: string): string {
  return `alert.${threadKey(fingerprint)}`;
}

function keyOf({ receiver, key }: ThreadRef): string {
  return `thread.${receiver}.${key}`;
}

/** The record of a thread as it lies in the bucket; undefined for what is none. */
export function threadRecordOf(value: unknown): ThreadRecord | undefined {
  return isOf<ThreadRecord>("thread", value) ? value : undefined;
}

/** Records of a newer version are left alone. */
function isOf<Kept extends HeardAlert | ThreadRecord>(kind: Kept["kind"], value: unknown): value is Kept {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
