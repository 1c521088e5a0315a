/**
 * Names and texts from vCenter made harmless for every receiver: one line, no control characters, nothing that turns the direction of writing or hides, bounded.
 * It knows no receiver's markup; each escapes what its own markup would read.
 */

/** Letters may carry so many marks; more would climb over the lines beside them. */
const marksInARow = /(\p{M}{4})\p{M}+/gu;
const blank = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Marks of direction, joiners, soft hyphens, invisible tags: they show nothing, and change what is shown. */
const invisible = /\p{Cf}/gu;
/** Halves of characters, which some servers refuse and others turn into something else. */
const halves = /\p{Cs}/gu;

/** Nothing to do: what most names and sentences are. */
const cleanAlready = /^[\x21-\x7E]+(?: [\x21-\x7E]+)*$/;

/** At most `max` characters (code points), the last of them "…" where it was cut. */
export function cleanText(text: string, max: number): string {
  if (text.length <= max && cleanAlready.test(text)) return text;
  const rough = text.length > 4 * max + 1_024 ? text.slice(0, 4 * max + 1_024) : text;
  return cutText(rough.replace(halves, "\uFFFD").replace(blank, " ").replace(invisible, "").replace(marksInARow, "$1").trim(), max);
}

/** The text, or its beginning and "…"; never half a character. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = Array.from(text);
  return points.length <= max ? text : `${points.slice(0, Math.max(0, max - 1)).join("").trimEnd()}…`;
}

/** Keys and values made harmless; a map longer than `maxEntries` is cut. */
export function cleanMap(map: Readonly<Record<string, string>>, maxEntries: number, maxValue: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).slice(0, maxEntries).map(([key, value]) => [cleanText(key, 128), cleanText(value, maxValue)]));
}
