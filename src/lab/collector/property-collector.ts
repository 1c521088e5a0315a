/**
 * A PropertyCollector of one session: its filters, and what is new for a client that stands at one of its versions (vim-facts 3.4).
 * It looks at the world only when asked: waiting is done by wait-for-updates.
 */
import { vim, type Ref, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { Session, SessionObject } from "../world/sessions.js";
import type { World } from "../world/world.js";
import { disturbSelection, disturbUpdates } from "./collector-nuisances.js";
import { OutstandingWait } from "./outstanding-wait.js";
import type { PropertyFilter } from "./property-filter.js";
import { Reader } from "./reader.js";
import { RetrieveTokens } from "./retrieve-tokens.js";
import { catchUpAll } from "./session-objects.js";
import { touchedObjects } from "./touched-objects.js";
import type { Stamp } from "./tracked-object.js";
import { UpdateRun } from "./update-run.js";
import { VersionBook } from "./version-book.js";

export class PropertyCollector implements SessionObject {
  readonly ref: Ref;
  readonly world: World;
  readonly session: Session;
  readonly filters = new Set<PropertyFilter>();
  readonly wait = new OutstandingWait();
  readonly tokens: RetrieveTokens;
  readonly #reader: Reader;
  readonly #versions: VersionBook;
  #stamp: Stamp = 0;
  #seq: number;
  #run: UpdateRun | undefined;

  constructor(world: World, session: Session, ref: Ref) {
    this.ref = ref;
    this.world = world;
    this.session = session;
    this.tokens = new RetrieveTokens(world);
    this.#reader = new Reader(world, session);
    this.#versions = new VersionBook(world.clientRandom.hex(6));
    this.#seq = world.changes.seq;
  }

  property(name: string): VimValue {
    return name === "filter" ? [...this.filters].map((filter) => filter.ref) : undefined;
  }

  /** Waits in progress end; filters are destroyed by whoever destroys the collector. */
  dispose(): void {
    this.wait.cancel();
  }

  /** Whether the client stands in the middle of a truncated set: what follows is there already, so no wait for it ends with null or is put off. */
  isTelling(version: string): boolean {
    return this.#versions.isTruncated(version);
  }

  /** The UpdateSet for a client with `version` ("" for none), with at most `limit` objects; undefined when there is nothing new. Throws InvalidCollectorVersion. */
  updates(version: string, limit: number): VimObject | undefined {
    const standing = this.#versions.standing(version);
    const open = standing === "truncated" ? this.#run : undefined;
    this.#run = undefined;
    this.#calculate();
    const since = typeof standing === "number" ? standing : undefined;
    const run = open ?? new UpdateRun(this.filters, since, this.#stamp);
    if (run.isAtEnd && since !== undefined) return undefined;
    const filterSet = disturbUpdates(this.world, this.ref, run.page(limit, this.#reader, (filter) => this.filters.has(filter)));
    const truncated = !run.isAtEnd;
    if (truncated) this.#run = run;
    return vim("UpdateSet", {
      version: truncated ? this.#versions.issueTruncated(run.target) : this.#issue(run.target),
      filterSet: filterSet.length > 0 ? filterSet : undefined,
      truncated: truncated ? true : undefined,
    });
  }

  /** Takes in what changed since the last calculation; a new number is used up only when something did. */
  #calculate(): void {
    catchUpAll(this.session);
    const changes = this.world.changes.since(this.#seq);
    this.#seq = this.world.changes.seq;
    const touched = changes === undefined ? "unknown" : touchedObjects(changes);
    const stamp = this.#stamp + 1;
    let changed = false;
    for (const filter of this.filters) changed = filter.calculate(stamp, this.#reader, touched) || changed;
    changed = disturbSelection(this.world, this.ref, this.filters, stamp) || changed;
    if (changed) this.#stamp = stamp;
  }

  #issue(stamp: Stamp): string {
    const before = this.#versions.floor;
    const version = this.#versions.issue(stamp);
    if (this.#versions.floor > before) for (const filter of this.filters) filter.forgetBefore(this.#versions.floor);
    return version;
  }
}
