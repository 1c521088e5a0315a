/**
 * The journal of one vCenter in typed form: intents, the desk, the pause and what is held. Every write is a compare-and-set; chapters of a story are published
 * in order, each once. It decides nothing.
 */
import { stateMessage } from "../../actions/action-state.js";
import { emptyDesk, type Desk } from "../../actions/desk.js";
import { activeStates, closedStates, moved, type Intent, type IntentState, type Move } from "../../actions/intent.js";
import type { ExecutorContext } from "./context.js";
import type { JournalEntry } from "./journal-port.js";

export interface Pause {
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

/** Why a policy may not begin anything; `liftedAt`: a person has let it go on. */
export interface HeldPolicy {
  readonly policy: string;
  readonly why: "verification" | "blast" | "fight";
  readonly reason: string;
  readonly at: number;
  readonly liftedAt?: number;
  readonly liftedBy?: string;
}

export const pauseKey = "pause";

/** Letters, digits, - and _ stay; every other character of a name becomes =XX. */
export function keyOf(name: string): string {
  return encodeURIComponent(name).replace(/[%.!~*'()]/g, (char) => (char === "%" ? "=" : `=${char.charCodeAt(0).toString(16).toUpperCase()}`));
}

export class Records {
  readonly #context: ExecutorContext;
  readonly #signal: AbortSignal;
  /** One after the other per action. */
  readonly #telling = new Map<string, Promise<void>>();
  /** Numbers of chapters that are published; written down with the next step, or by themselves at the end. */
  readonly #said = new Map<string, number>();
  readonly #prefix: string;

  constructor(context: ExecutorContext, signal: AbortSignal) {
    this.#context = context;
    this.#signal = signal;
    this.#prefix = `${keyOf(context.vcenter)}.action.`;
  }

  *intents(): Generator<Intent> {
    for (const [key, { value }] of this.#context.journal.entries) if (key.startsWith(this.#prefix)) yield value as Intent;
  }

  intent(id: string): Intent | undefined {
    return this.#entry(this.#prefix + id)?.value as Intent | undefined;
  }

  get desk(): Desk {
    return (this.#entry(this.#deskKey)?.value as Desk | undefined) ?? emptyDesk;
  }

  get pause(): Pause | undefined {
    return this.#entry(pauseKey)?.value as Pause | undefined;
  }

  get held(): ReadonlyMap<string, HeldPolicy> {
    const prefix = `${keyOf(this.#context.vcenter)}.held.`;
    const held = new Map<string, HeldPolicy>();
    for (const [key, { value }] of this.#context.journal.entries) if (key.startsWith(prefix)) held.set((value as HeldPolicy).policy, value as HeldPolicy);
    return held;
  }

  heldOf(policy: string): HeldPolicy | undefined {
    return this.#entry(`${keyOf(this.#context.vcenter)}.held.${keyOf(policy)}`)?.value as HeldPolicy | undefined;
  }

  async hold(held: HeldPolicy): Promise<void> {
    const key = `${keyOf(this.#context.vcenter)}.held.${keyOf(held.policy)}`;
    await this.#context.journal.put(key, held, this.#entry(key)?.revision ?? 0, this.#signal);
  }

  /** Tries again on what others wrote until `change` gives undefined, or the write is done. Returns the desk as written; undefined when `change` gave up. */
  async changeDesk(change: (desk: Desk) => Desk | undefined): Promise<Desk | undefined> {
    for (;;) {
      const entry = this.#entry(this.#deskKey);
      const before = (entry?.value as Desk | undefined) ?? emptyDesk;
      const after = change(before);
      if (after === undefined || after === before) return after;
      if (await this.#context.journal.put(this.#deskKey, after, entry?.revision ?? 0, this.#signal)) return after;
    }
  }

  /**
   * One chapter on. `still` is asked of the record as it is, also after somebody else wrote; false gives up. Returns the new record, or undefined.
   */
  async move(id: string, state: IntentState, move: Omit<Move, "at">, change: Parameters<typeof moved>[3] = {}, still: (intent: Intent) => boolean = () => true): Promise<Intent | undefined> {
    const written = await this.change(id, (intent) => (still(intent) ? moved(intent, state, { at: this.#context.now(), ...move }, change) : undefined));
    if (written === undefined) return undefined;
    this.#context.report({ kind: "moved", intent: written.after, from: written.before.state });
    this.tell(written.after);
    return written.after;
  }

  async change(id: string, change: (intent: Intent) => Intent | undefined): Promise<{ readonly before: Intent; readonly after: Intent } | undefined> {
    const key = this.#prefix + id;
    for (;;) {
      const entry = this.#entry(key);
      if (entry === undefined) return undefined;
      const before = entry.value as Intent;
      const changed = change(before);
      if (changed === undefined) return undefined;
      const after = { ...changed, said: Math.max(changed.said, this.#said.get(id) ?? 0) };
      if (await this.#context.journal.put(key, after, entry.revision, this.#signal)) return { before, after };
    }
  }

  async remove(id: string): Promise<void> {
    const key = this.#prefix + id;
    const revision = this.#entry(key)?.revision;
    if (revision !== undefined) await this.#context.journal.put(key, undefined, revision, this.#signal);
  }

  /** Publishes what the record has to say and notes that it is said; nobody waits for it. `again`: a crash may have come between. */
  tell(intent: Intent, again = false): void {
    const { id } = intent.request;
    const before = this.#telling.get(id) ?? Promise.resolve();
    const telling = before.then(() => this.#tell(id, again)).catch((error: unknown) => {
      if (!this.#signal.aborted) this.#context.report({ kind: "trouble", error, what: `telling what became of action ${id}` });
    }).finally(() => {
      if (this.#telling.get(id) === telling) this.#telling.delete(id);
    });
    this.#telling.set(id, telling);
  }

  isTelling(id: string): boolean {
    return this.#telling.has(id);
  }

  /** Resolves when everything begun so far is said. */
  async told(): Promise<void> {
    await Promise.all(this.#telling.values());
  }

  async #tell(id: string, again: boolean): Promise<void> {
    const intent = this.intent(id);
    if (intent === undefined) return;
    const from = Math.max(intent.said, this.#said.get(id) ?? 0);
    for (const chapter of intent.story.filter(({ n }) => n > from)) {
      await this.#context.journal.publish({ kind: "action-state", vcenter: this.#context.vcenter, action: stateMessage(intent, chapter) }, again ? { since: chapter.at } : undefined, this.#signal);
      this.#said.set(id, chapter.n);
    }
    const now = this.intent(id);
    if (now === undefined || activeStates.has(now.state)) return;
    await this.change(id, (one) => (one.said >= (this.#said.get(id) ?? 0) ? undefined : one));
    if (closedStates.has(now.state)) this.#said.delete(id);
  }

  get #deskKey(): string {
    return `${keyOf(this.#context.vcenter)}.desk`;
  }

  #entry(key: string): JournalEntry | undefined {
    return this.#context.journal.entries.get(key);
  }
}
