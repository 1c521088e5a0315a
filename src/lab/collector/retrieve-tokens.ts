/** What is left of paged retrievals, by token; tokens belong to a collector and end with it (vim-facts 3.7). */
import type { World } from "../world/world.js";
import type { Reader } from "./reader.js";
import type { SelectedObject } from "./retrieve-objects.js";

export interface OpenRetrieval {
  readonly reader: Reader;
  readonly rest: readonly SelectedObject[];
  /** Objects in a page. */
  readonly pageSize: number;
}

/** More retrievals than these are left open only by clients that forget them; the oldest goes. */
const openAtMost = 100;

export class RetrieveTokens {
  readonly #world: World;
  readonly #open = new Map<string, OpenRetrieval>();

  constructor(world: World) {
    this.#world = world;
  }

  keep(retrieval: OpenRetrieval): string {
    const token = this.#world.clientRandom.hex(16);
    this.#open.set(token, retrieval);
    const [oldest] = this.#open.keys();
    if (this.#open.size > openAtMost && oldest !== undefined) this.#open.delete(oldest);
    return token;
  }

  /** What is left; the token is used up. Undefined for one that is not open. */
  take(token: string): OpenRetrieval | undefined {
    const found = this.#open.get(token);
    this.#open.delete(token);
    return found;
  }
}
