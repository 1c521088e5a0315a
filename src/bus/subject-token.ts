/**
 * One token of a subject or key from any text: letters, digits, `-` and `_` stay, every other byte becomes `=XX`.
 * Different texts never give the same token, and no text can smuggle in a wildcard, a dot or a line break.
 */
import { contentHash } from "../shared/digest.js";

const longest = 120;
const plain = /^[A-Za-z0-9_-]+$/;

/** The empty text becomes `=`. A long one is cut and ends in `==` and a hash of the whole; `==` occurs in no other token. */
export function subjectToken(text: string): string {
  const token = escapeToken(text);
  return token.length <= longest ? token : `${token.slice(0, longest - 34)}==${contentHash(text, 32)}`;
}

/** The same without a limit of length, so that it can be read back. */
export function escapeToken(text: string): string {
  if (plain.test(text)) return text;
  if (text === "") return "=";
  let token = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const char = String.fromCharCode(byte);
    token += plain.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return token;
}

/** The inverse of `escapeToken`. */
export function unescapeToken(token: string): string {
  if (plain.test(token)) return token;
  return token === "=" ? "" : decodeURIComponent(token.replaceAll("=", "%"));
}
