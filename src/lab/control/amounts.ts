/** Lengths of time and sizes as an order gives them: a number of ms or bytes, or a text with its unit. */
import { parseDuration } from "../../shared/duration.js";
import { parseSize } from "../estates/size.js";
import { refuse } from "./refuse.js";

/** Milliseconds. */
export function durationOf(value: unknown, what: string): number {
  const ms = typeof value === "string" ? parseDuration(value) : value;
  if (typeof ms === "number" && Number.isFinite(ms) && ms >= 0) return ms;
  throw refuse(`${what} is ${JSON.stringify(value)}; allowed: milliseconds, or a duration such as "90s" or "10m"`);
}

/** Bytes. */
export function bytesOf(value: unknown, what: string): number {
  const bytes = typeof value === "string" ? parseSize(value) : value;
  if (typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  throw refuse(`${what} is ${JSON.stringify(value)}; allowed: bytes, or a size such as "10 GiB"`);
}
