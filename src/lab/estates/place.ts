/** Where things stand in an estate's text, so that a mistake found late can still be told with line and column. */

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Unset for what was not written in a file. */
export interface Placed {
  readonly at?: Place | undefined;
  /** Of the value of each key that was written. */
  readonly keys?: ReadonlyMap<string, Place> | undefined;
}

/** The place of a key's value, or of the whole when the key was not written. */
export function placeOf(placed: Placed, key: string): Place | undefined {
  return placed.keys?.get(key) ?? placed.at;
}
