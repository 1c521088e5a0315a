/**
 * Names of entities as vCenter stores them: slash, backslash and percent sign are escaped (vim-facts 1.4).
 * It never asks whether a name is free.
 */
import { VimFault } from "../wire/vim-fault.js";

/** vCenter's limit, in characters before escaping. */
const longest = 80;

/** "a/b" → "a%2fb". A percent sign that begins such an escape already is left alone, as clients may escape by themselves. */
export function escapeName(name: string): string {
  return name.replace(/%(?!2f|5c|25)/gi, "%25").replaceAll("/", "%2f").replaceAll("\\", "%5c");
}

/** The reverse of `escapeName`. */
export function unescapeName(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The stored form of a name somebody asks for; throws InvalidName when it is empty or longer than 80 characters. */
export function checkedName(name: string): string {
  if (name.trim() === "" || unescapeName(name).length > longest) {
    throw new VimFault("InvalidName", `The name '${name}' is invalid.`, { name });
  }
  return escapeName(name);
}
