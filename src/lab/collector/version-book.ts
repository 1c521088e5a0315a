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
    if (this.#issued.at(-1) !== stamp) this.#issued.push(stamp);
    if (this.#issued.length > 2 * keptVersions) this.#issued = this.#issued.slice(-keptVersions);
    return this.#text(stamp);
  }

  /** The version of a page that is not the last. */
  issueTruncated(stamp: Stamp): string {
    this.#truncated = `${this.#collector}.${stamp}.${++this.#pages}`;
    return this.#truncated;
  }

  isTruncated(version: string): boolean {
    return version !== "" && version === this.#truncated;
  }

  /** Where a client with this version stands: at a calculation, at the beginning, or within the truncated run. Throws InvalidCollectorVersion for any other version. */
  standing(version: string): Stamp | "beginning" | "truncated" {
    const truncated = this.#truncated;
    this.#truncated = undefined;
    if (version === "") return "beginning";
    if (version === truncated) return "truncated";
    const stamp = Number(version.slice(this.#collector.length + 1));
    if (version !== this.#text(stamp) || !this.#issued.includes(stamp)) throw new VimFault("InvalidCollectorVersion", "The collector version is not valid.");
    return stamp;
  }

  #text(stamp: Stamp): string {
    return `${this.#collector}.${stamp}`;
  }
}
