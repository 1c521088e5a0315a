/** Sums of bytes that are own and shared. A sum that lacks a part is unknown, never too small. */
import type { SharedBytes } from "./model.js";

export interface Portion {
  readonly bytes: number | undefined;
  /** Undefined while it is not known whether others have it. */
  readonly shared: boolean | undefined;
}

/** `incomplete`: there is more than the portions tell. */
export function sumBytes(portions: readonly Portion[], incomplete = false): SharedBytes {
  let [own, shared, unknown] = [0, 0, incomplete ? 1 : 0];
  let [ownKnown, sharedKnown] = [!incomplete, !incomplete];
  for (const portion of portions) {
    if (portion.bytes === undefined || portion.shared === undefined) {
      unknown += 1;
      if (portion.shared !== true) ownKnown = false;
      if (portion.shared !== false) sharedKnown = false;
    } else if (portion.shared) shared += portion.bytes;
    else own += portion.bytes;
  }
  return { bytesOwn: ownKnown ? own : undefined, bytesShared: sharedKnown ? shared : undefined, bytesUnknown: unknown };
}
