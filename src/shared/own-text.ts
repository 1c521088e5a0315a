/**
 * Texts that outlive what they were cut from: alone in memory, and once however often they are told. A piece of a string holds the whole of it
 * in V8, of an answer of vCenter kilobytes of markup. It never changes what a text says.
 */
import { RecentValues } from "./recent-values.js";

/** A turn's worth of references, paths and words. */
const known = new RecentValues<string>(8_192);
/** Nobody tells a longer one twice. */
const longest = 256;
/** V8 copies shorter pieces by itself (SlicedString::kMinLength). */
const shortestPiece = 13;

/** The same text, and the same string for equal texts told at about the same time. */
export function ownText(text: string): string {
  if (text.length > longest) return copied(text);
  const old = known.get(text);
  if (old !== undefined) return old;
  const own = text.length < shortestPiece ? text : copied(text);
  known.set(own, own);
  return own;
}

/** Through bytes, for that is the only copy V8 does not put off. */
function copied(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
