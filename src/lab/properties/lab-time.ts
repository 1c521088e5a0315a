/** Moments of the lab's clock as the wire wants them. */

/** ms since the epoch as dateTime. */
export function dateTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** As `dateTime`; unset stays unset. */
export function dateTimeIfSet(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : dateTime(ms);
}
