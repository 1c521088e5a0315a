/**
 * The sight of the evaluation that runs at the moment. Evaluations are synchronous and never interleave, so there is at most one; functions
 * and meters inside an expression have no other way to it.
 */
import type { Sight } from "../vocabulary/sight.js";

let inHand: Sight | undefined;

/** Throws TypeError outside of an evaluation. */
export function sightInHand(): Sight {
  if (inHand === undefined) throw new TypeError("an expression runs outside of an evaluation");
  return inHand;
}

export function withSight<Result>(sight: Sight, run: () => Result): Result {
  const before = inHand;
  inHand = sight;
  try {
    return run();
  } finally {
    inHand = before;
  }
}
