/** Times as vCenter spells them, compared with each other only; its clock is not ours. They have up to nine digits of fraction. */

/** Negative when `a` is earlier. Texts that are no times are earliest. */
export function compareTimes(a: string, b: string): number {
  const ms = msOf(a) - msOf(b);
  if (ms !== 0) return ms;
  return Number(fractionOf(a)) - Number(fractionOf(b));
}

/** The same moment less some ms, to the millisecond. */
export function minusMs(time: string, ms: number): string {
  return new Date(msOf(time) - ms).toISOString();
}

/** ms since the epoch. */
function msOf(time: string): number {
  const ms = Date.parse(time.replace(/\.\d+/, ""));
  if (Number.isNaN(ms)) return 0;
  return ms + Number(fractionOf(time).slice(0, 3));
}

/** Nine digits. */
function fractionOf(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(9, "0").slice(0, 9);
}
