/**
 * Finds what a policy says and can never be: a condition that no object meets, a worse severity that none or every alert would have, something to
 * verify that cannot come. It says so only where it is certain; it cannot know what vCenter will show.
 */
import type { Alternatives } from "./claims.js";
import { contradiction } from "./contradiction.js";
import type { Expression } from "./expression.js";
import type { Mistake } from "./mistake.js";

const mostPairs = 512;

/** No object can ever meet it. */
export function neverTrue(expression: Expression): Mistake | undefined {
  return contradiction(expression.claims(true));
}

/** No object can meet both; the offset is in `step`. */
export function neverWith(when: Expression, step: Expression): string | undefined {
  return contradiction(both(when.claims(true), step.claims(true)))?.message;
}

/** Whatever meets `when` meets `step`, as far as it is known. */
export function alwaysWith(when: Expression, step: Expression): boolean {
  const [those, others] = [when.claims(true), step.claims(false)];
  return contradiction(both(those, others)) !== undefined;
}

/** Where there are too many alternatives to go through, it claims nothing. */
function both(some: Alternatives, others: Alternatives): Alternatives {
  return some.length * others.length > mostPairs ? [[]] : some.flatMap((one) => others.map((other) => [...one, ...other]));
}
