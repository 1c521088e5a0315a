/** Which objects a filter tells of, which it told of once, and what of that is new for a client that stands at an earlier calculation. It reads nothing. */
import type { Ref } from "../wire/vim-value.js";
import { ChangeJournal } from "./change-journal.js";
import { depart, enter, isNewSince, wasThere, type DepartedObject, type Stamp, type TrackedObject } from "./tracked-object.js";

export class ObjectLedger {
  readonly #tracked = new Map<string, TrackedObject>();
  readonly #departed = new Map<string, DepartedObject>();
  readonly #journal = new ChangeJournal();

  get(id: string): TrackedObject | undefined {
    return this.#tracked.get(id);
  }

  /** The objects that are told of now. */
  all(): Iterable<TrackedObject> {
    return this.#tracked.values();
  }

  enter(ref: Ref, stamp: Stamp): void {
    this.#tracked.set(ref.value, enter(ref, stamp, this.#departed.get(ref.value)));
    this.#departed.delete(ref.value);
    this.#journal.add(stamp, ref.value);
  }

  /** Nothing for an object that is not told of. */
  leave(id: string, stamp: Stamp): void {
    const object = this.#tracked.get(id);
    if (object === undefined) return;
    this.#tracked.delete(id);
    this.#departed.set(id, depart(object, stamp));
    this.#journal.add(stamp, id);
  }

  changed(id: string, stamp: Stamp): void {
    this.#journal.add(stamp, id);
  }

  /** The ids of objects with something to tell to a client at `since`; all when it holds nothing yet. */
  newSince(since: Stamp | undefined): readonly string[] {
    if (since === undefined) return [...this.#tracked.keys()];
    return this.#journal.since(since).filter((id) => {
      const object = this.#tracked.get(id);
      return object === undefined ? this.departedSince(id, since) !== undefined : isNewSince(object, since);
    });
  }

  /** An object that a client at `since` knows and that is not told of any more. */
  departedSince(id: string, since: Stamp): DepartedObject | undefined {
    const departed = this.#departed.get(id);
    return departed !== undefined && wasThere(departed.stays, since) ? departed : undefined;
  }

  /** Forgets objects that left before `stamp`: no client may stand there any more. */
  forgetBefore(stamp: Stamp): void {
    for (const [id, { stays }] of this.#departed) if ((stays.at(-1)?.left ?? 0) <= stamp) this.#departed.delete(id);
  }
}
