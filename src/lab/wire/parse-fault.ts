/**
 * Faults about requests that cannot be read, worded as vCenter words them: what is wrong, then what was being parsed, from the inside out.
 * It never decides what is wrong.
 */
import { VimFault } from "./vim-fault.js";

/** What was being parsed, innermost last; `at` is a place in the text. */
export interface ParsePlace {
  readonly doing: string;
  readonly at?: { readonly line: number; readonly column: number };
  readonly within?: ParsePlace;
}

/** An InvalidRequest that tells all places from the innermost outwards. */
export function invalidRequest(wrong: string, place: ParsePlace | undefined): VimFault {
  return new VimFault("InvalidRequest", describe(wrong, place));
}

/** A fault without detail, for requests that name no method of this API or are no SOAP at all (vim-facts 1.7). */
export function plainFault(wrong: string, place?: ParsePlace): VimFault {
  return new VimFault("", describe(wrong, place));
}

function describe(wrong: string, innermost: ParsePlace | undefined): string {
  let text = wrong;
  for (let place = innermost; place !== undefined; place = place.within) {
    text += `\n\nwhile ${place.doing}`;
    if (place.at !== undefined) text += `\nat line ${place.at.line}, column ${place.at.column}`;
  }
  return text;
}
