/**
 * One filter of a collector: which objects it selects, what it has told of them, and what is new for a client that stands at an earlier calculation.
 * It waits for nothing and numbers nothing: its collector does.
 */
import { vim, type Ref, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { SessionObject } from "../world/sessions.js";
import type { FilterSpec } from "./filter-spec.js";
import { enterUpdate, leaveUpdate, modifyUpdate, noteChanges, type TellOptions } from "./object-update.js";
import { ObjectLedger } from "./object-ledger.js";
import { notFound, type Reader } from "./reader.js";
import { Selection, type SelectionChange } from "./selection.js";
import type { TouchedObject } from "./touched-objects.js";
import type { Stamp, TrackedObject } from "./tracked-object.js";
import { WatchedTypes } from "./watched-paths.js";

export interface NewFilter {
  readonly ref: Ref;
  readonly spec: FilterSpec;
  /** As the client sent it. */
  readonly specObject: VimObject;
  readonly partialUpdates: boolean;
  readonly destroy: () => void;
}

export class PropertyFilter implements SessionObject {
  readonly ref: Ref;
  readonly dispose: () => void;
  readonly #new: NewFilter;
  readonly #watched: WatchedTypes;
  readonly #selection: Selection;
  readonly #objects = new ObjectLedger();
  readonly #missing = new Map<string, { readonly ref: Ref; readonly since: Stamp }>();
  #calculated = false;

  constructor(options: NewFilter) {
    this.ref = options.ref;
    this.dispose = options.destroy;
    this.#new = options;
    this.#watched = new WatchedTypes(options.spec);
    this.#selection = new Selection(options.spec, (type) => this.#watched.of(type) !== undefined);
  }

  property(name: string): VimValue {
    if (name === "spec") return this.#new.specObject;
    return name === "partialUpdates" ? this.#new.partialUpdates : undefined;
  }

  /** Takes in what was touched, "unknown" when it must look at everything; true when that made something new, which then counts as of `stamp`. */
  calculate(stamp: Stamp, reader: Reader, touched: ReadonlyMap<string, TouchedObject> | "unknown"): boolean {
    const anew = touched === "unknown" || !this.#calculated;
    this.#calculated = true;
    const selected = this.#select(stamp, anew ? this.#selection.select(reader) : this.#selection.follow(reader, touched));
    const missing = this.#noteMissing(stamp);
    const changed = anew ? this.#lookAtAll(stamp, reader) : this.#lookAt(stamp, reader, touched);
    return selected || missing || changed;
  }

  /** The ids of objects with something to tell to a client at `since`; all that are selected when it holds nothing yet. */
  newSince(since: Stamp | undefined): readonly string[] {
    return this.#objects.newSince(since);
  }

  /** Undefined when there is nothing to tell of the object any more. */
  updateOf(id: string, since: Stamp | undefined, reader: Reader): VimObject | undefined {
    const object = this.#objects.get(id);
    if (object === undefined) {
      const departed = since === undefined ? undefined : this.#objects.departedSince(id, since);
      return departed && leaveUpdate(departed);
    }
    const options = this.#options(object, reader);
    return since === undefined || object.entered > since ? enterUpdate(object, options) : modifyUpdate(object, since, options);
  }

  /** MissingObjects that are new for a client at `since`; only when the spec asks for them. */
  missingSince(since: Stamp | undefined): readonly VimObject[] {
    return [...this.#missing.values()].filter((each) => each.since > (since ?? -1)).map(({ ref }) => vim("MissingObject", { obj: ref, fault: notFound(ref).toLocalized() }));
  }

  /** No client may stand before `stamp` any more. */
  forgetBefore(stamp: Stamp): void {
    this.#objects.forgetBefore(stamp);
  }

  /** The first object told of, for what strikes any object. */
  get firstObject(): string | undefined {
    for (const { ref } of this.#objects.all()) return ref.value;
    return undefined;
  }

  /** Whether the object is told of now. */
  tells(id: string): boolean {
    return this.#objects.get(id) !== undefined;
  }

  /** Lets the object leave although it is selected still, until it is selected anew; true when it was there. */
  hide(id: string, stamp: Stamp): boolean {
    if (!this.tells(id)) return false;
    this.#objects.leave(id, stamp);
    return true;
  }

  #select(stamp: Stamp, { entered, left }: SelectionChange): boolean {
    for (const { value } of left) this.#objects.leave(value, stamp);
    for (const ref of entered) this.#objects.enter(ref, stamp);
    return entered.length > 0 || left.length > 0;
  }

  #noteMissing(stamp: Stamp): boolean {
    if (!this.#new.spec.reportMissing) return false;
    const news = this.#selection.missing.filter((ref) => !this.#missing.has(ref.value));
    for (const ref of news) this.#missing.set(ref.value, { ref, since: stamp });
    return news.length > 0;
  }

  #lookAt(stamp: Stamp, reader: Reader, touched: ReadonlyMap<string, TouchedObject>): boolean {
    let changed = false;
    for (const [id, { paths }] of touched) {
      const object = this.#objects.get(id);
      if (object?.prints === undefined) continue;
      const options = this.#options(object, reader);
      const indexes = new Set<number>();
      for (const path of paths) for (const index of options.watched.affectedBy(path)) indexes.add(index);
      changed = this.#note(stamp, object, indexes, options) || changed;
    }
    return changed;
  }

  #lookAtAll(stamp: Stamp, reader: Reader): boolean {
    let changed = false;
    for (const object of this.#objects.all()) {
      if (object.prints === undefined) continue;
      const options = this.#options(object, reader);
      const announced = options.watched.all.flatMap((path, index) => (path.silent ? [] : [index]));
      changed = this.#note(stamp, object, announced, options) || changed;
    }
    return changed;
  }

  #note(stamp: Stamp, object: TrackedObject, indexes: Iterable<number>, options: TellOptions): boolean {
    const changed = noteChanges(object, indexes, stamp, options);
    if (changed) this.#objects.changed(object.ref.value, stamp);
    return changed;
  }

  #options(object: TrackedObject, reader: Reader): TellOptions {
    const watched = this.#watched.of(object.ref.type);
    if (watched === undefined) throw new TypeError(`${object.ref.value} is selected although no PropertySpec matches its type`);
    return { reader, watched, partialUpdates: this.#new.partialUpdates };
  }
}
