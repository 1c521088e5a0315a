/**
 * The versions one collector has given out: opaque to clients, ordered, and worth nothing to any other collector (vim-facts 3.4).
 * That of a whole state may come back later; that of a truncated one once, and only next.
 */
import { VimFault } from "../wire/vim-fault.js";
import type { Stamp } from "./tracked-object.js";

/** Older ones than these are refused, as by a real server after a while. */
const keptVersions = 1_000;

export class VersionBook {
  readonly #collector: string;
  #issued: Stamp[] = [];
  #truncated: string | undefined;
  #pages = 0;

  /** `collector` makes versions of different collectors differ. */
  constructor(collector: string) {
    this.#collector = collector;
  }

  /** Clients may stand at this calculation or a later one. */
  get floor(): Stamp {
    return this.#issued[0] ?? 0;
  }

  /** The version of a whole state. */
  issue(stamp: Stamp): string {
    this.#truncated = undefined;
    if (this.#issued.at(-1) !== stamp) this.#issued = [...this.#issued.filter((each) => each < stamp).slice(1 - keptVersions), stamp];
    return `${this.#collector}.${stamp}`;
  }

  /** The version of a page that is not the last. */
  issueTruncated(stamp: Stamp): string {
    this.#truncated = `${this.#collector}.${stamp}.${++this.#pages}`;
    return this.#truncated;
  }

  /** Where a client with this version stands: at a calculation, at the beginning, or within the truncated run. Throws InvalidCollectorVersion for any other version. */
  standing(version: string): Stamp | "beginning" | "truncated" {
    const truncated = this.#truncated;
    this.#truncated = undefined;
    if (version === "") return "beginning";
    if (version === truncated) return "truncated";
    const stamp = this.#issued.find((each) => `${this.#collector}.${each}` === version);
    if (stamp === undefined) throw new VimFault("InvalidCollectorVersion", "The collector version is not valid.");
    return stamp;
  }
}
