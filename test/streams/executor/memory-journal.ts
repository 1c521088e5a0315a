/**
 * The bucket and the streams of the executor in memory: one store that outlives executors, as JetStream does, and a view of it per executor. Writes and their
 * sight by others take a turn of the event loop.
 */
import type { ActionJournal, ExecutorMessage, JournalEntry } from "../../../src/streams/executor/journal-port.js";

export class MemoryStore {
  readonly entries = new Map<string, JournalEntry>();
  readonly messages: ExecutorMessage[] = [];
  readonly #ids = new Set<string>();
  readonly #views = new Set<(key: string) => void>();
  #revision = 0;

  watch(view: (key: string) => void): () => void {
    this.#views.add(view);
    return () => this.#views.delete(view);
  }

  put(key: string, value: unknown, revision: number): boolean {
    if ((this.entries.get(key)?.revision ?? 0) !== revision) return false;
    if (value === undefined) this.entries.delete(key);
    else this.entries.set(key, { value: JSON.parse(JSON.stringify(value)), revision: ++this.#revision });
    for (const view of this.#views) queueMicrotask(() => view(key));
    return true;
  }

  publish(message: ExecutorMessage): void {
    const id = message.kind === "alert" ? `${message.alert.fingerprint}:${message.alert.transition}` : `${message.action.id}:${message.action.chapter}:${message.action.state}:${message.action.percent ?? ""}`;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.messages.push(structuredClone(message));
  }

  journal(): ActionJournal {
    return {
      entries: this.entries,
      onChange: (listener) => this.watch(listener),
      put: async (key, value, revision, signal) => {
        await nextTurn(signal);
        const written = this.put(key, value, revision);
        await nextTurn(signal);
        return written;
      },
      publish: async (message, _again, signal) => {
        await nextTurn(signal);
        this.publish(message);
      },
    };
  }
}

async function nextTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  signal.throwIfAborted();
}
