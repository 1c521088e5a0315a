/**
 * "Did you mean": the known name nearest to a misspelt one, by edit distance.
 * It stays silent when nothing is near, for a wrong guess is worse than none.
 */

/** A phrase to append to a message, e.g. `; did you mean "passwordFile"?`, or "". */
export function nearestName(word: string, known: readonly string[]): string {
  const limit = Math.min(Math.max(1, Math.floor(word.length / 3)), word.length - 1); // of no word all letters are slips
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of known) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best === undefined ? "" : `; did you mean "${best}"?`;
}

/** Names that a reader takes in at a glance. */
const atAGlance = 12;

/** A phrase with all that is allowed and the nearest of it; of a long list the nearest stands in front, for messages are cut off where they are read. */
export function allowedNames(word: string, known: readonly string[]): string {
  const [nearest, all] = [nearestName(word, known), `allowed: ${known.join(", ")}`];
  return known.length > atAGlance && nearest !== "" ? `${nearest} ${all}` : `; ${all}${nearest}`;
}

/** Insertions, deletions, substitutions and swaps of neighbours between two words; anything of `bound` or more is `bound`. */
export function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return Math.min(bound, row[b.length] ?? bound);
}
