/**
 * One line's state for whoever looks at it between turns: the model, its episodes, and every update set as it is applied.
 * It changes nothing and shows nothing half: not before the full state was judged, not in the middle of a run, not while vCenter cannot be seen.
 */
import type { Inventory } from "../inventory/inventory.js";
import type { Episode, World } from "../policies/decision.js";
import type { PolicySet } from "../policies/policy-set.js";
import type { EpisodeKey, LineState, PolicyWork, UnknownVerdict } from "./line-state.js";
import type { UpdateBatch } from "./ports.js";
import type { Watching } from "./watching.js";
import { worldOf } from "./world-of.js";

/** What may be read at once, without waiting in between; whoever waits looks again. */
export interface LiveView {
  readonly instanceUuid: string;
  readonly apiVersion: string;
  readonly inventory: Inventory;
  readonly world: World;
  /** The policies it was judged with last. */
  readonly policies: PolicySet | undefined;
  readonly episodes: ReadonlyMap<EpisodeKey, Episode>;
  /** When an episode is looked at again by itself, ms since the epoch. */
  readonly wakeAt: ReadonlyMap<EpisodeKey, number>;
  readonly unknown: ReadonlyMap<EpisodeKey, UnknownVerdict>;
  /** By policy, since the line began. */
  readonly work: ReadonlyMap<string, PolicyWork>;
  /** When vCenter last answered, ms since the epoch. */
  readonly lastDataAt: number;
}

export interface LineFollower {
  /** An update set has been applied to the model. */
  readonly told: (batch: Pick<UpdateBatch, "updates" | "truncated">) => void;
  /** Nothing comes any more: vCenter cannot be seen, or the line ends. */
  readonly lost: () => void;
}

/** For the life of a line; its watches come and go. */
export class LiveLine {
  readonly vcenter: string;
  readonly #hostLimit: number | undefined;
  readonly #followers = new Set<LineFollower>();
  readonly #listeners = new Set<() => void>();
  #watching: Watching | undefined;
  #judged = false;

  constructor(vcenter: string, hostLimit: number | undefined) {
    this.vcenter = vcenter;
    this.#hostLimit = hostLimit;
  }

  /** Undefined while there is nothing whole to see. */
  look(): LiveView | undefined {
    if (this.#watching === undefined || !this.#judged || this.#watching.truncated) return undefined;
    const state: LineState = this.#watching.state;
    const { instanceUuid, inventory, judgedWith, episodes, wakeAt, unknown, work, lastDataAt } = state;
    return { instanceUuid, apiVersion: this.#watching.watch.about.apiVersion, inventory, world: worldOf(state, this.#hostLimit, this.vcenter), policies: judgedWith, episodes, wakeAt, unknown, work, lastDataAt };
  }

  /** Tells what is applied from now on; the answer ends it. To be called in the same breath as `look`. */
  follow(follower: LineFollower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  /** Called after each turn, and when nothing can be seen any more, for the life of the line. Returns the way out. */
  onTurn(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** For the line: a watch has begun. */
  opened(watching: Watching): void {
    this.#watching = watching;
    this.#judged = false;
  }

  /** For the line: the set has been applied. */
  told(batch: UpdateBatch): void {
    if (batch.updates.length > 0) for (const follower of this.#followers) follower.told(batch);
  }

  /** For the line: a turn is durable. */
  judged(): void {
    this.#judged = true;
    for (const listener of [...this.#listeners]) listener();
  }

  /** For the line: the watch has ended. */
  lost(): void {
    this.#watching = undefined;
    for (const follower of this.#followers) follower.lost();
    this.#followers.clear();
    for (const listener of [...this.#listeners]) listener();
  }
}
