/** Copy rates as the journal of one vCenter has them, kept up as actions end. They are read from what is written down, so a restart loses none. */
import { copyRatesOf, type Observation } from "../../actions/copy-rates.js";
import type { Intent } from "../../actions/intent.js";
import type { Ref } from "../../inventory/updates.js";
import type { ActionJournal } from "./journal-port.js";
import { keyOf } from "./records.js";

/** For the life of a journal. */
export class RateBook {
  readonly #journal: ActionJournal;
  readonly #prefix: string;
  readonly #seen = new Map<string, Observation>();
  #rates: ReadonlyMap<Ref, number> | undefined;

  constructor(journal: ActionJournal, vcenter: string) {
    this.#journal = journal;
    this.#prefix = `${keyOf(vcenter)}.action.`;
    for (const key of journal.entries.keys()) this.#take(key);
    journal.onChange((key) => this.#take(key));
  }

  /** Bytes per second by datastore. */
  get rates(): ReadonlyMap<Ref, number> {
    return (this.#rates ??= copyRatesOf([...this.#seen.values()]));
  }

  #take(key: string): void {
    if (!key.startsWith(this.#prefix)) return;
    const intent = this.#journal.entries.get(key)?.value as Intent | undefined;
    const { written, story } = intent ?? {};
    if (written === undefined && !this.#seen.has(key)) return;
    if (written === undefined) this.#seen.delete(key);
    else this.#seen.set(key, { at: story?.at(-1)?.at ?? 0, written });
    this.#rates = undefined;
  }
}
