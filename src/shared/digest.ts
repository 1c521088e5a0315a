/**
 * Stable short hashes of content, for fingerprints, group ids and message ids.
 * Two values with the same content give the same hash whatever the order of their keys; it is not a secret-keeping hash.
 */
import { createHash } from "node:crypto";

/** JSON with sorted keys, so that equal content has equal text. `undefined` members are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member === null || typeof member !== "object" || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** `length` lower-case hex digits of SHA-256 over the canonical JSON of `value`. */
export function contentHash(value: unknown, length = 16): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, length);
}
