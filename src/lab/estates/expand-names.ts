/** Names with a number in them, written once: "desk-{001..200}" stands for desk-001, desk-002 and so on to desk-200. It never sorts or drops names. */

/** More than this from one pattern is a slip of the pen. */
export const maxNames = 100_000;

const range = /\{(\d+)\.\.(\d+)\}/;

/** The names a pattern stands for, or what is wrong with it. Zeros in front say how many digits each number has. */
export function expandNames(pattern: string): { readonly names: readonly string[] } | { readonly wrong: string } {
  const found = range.exec(pattern);
  if (found === null) {
    return /[{}]/.test(pattern) ? { wrong: `"${pattern}" has a brace that is no range; allowed: {1..20} or {001..200}` } : { names: [pattern] };
  }
  const [whole, from = "", to = ""] = found;
  const [first, last] = [Number(from), Number(to)];
  if (last < first) return { wrong: `"${whole}" counts downwards; allowed: the smaller number first` };
  const rest = expandNames(pattern.slice(found.index + whole.length));
  if ("wrong" in rest) return rest;
  if ((last - first + 1) * rest.names.length > maxNames) return { wrong: `"${pattern}" stands for more than ${maxNames} names` };
  const digits = from.startsWith("0") ? from.length : 1;
  const head = pattern.slice(0, found.index);
  const names: string[] = [];
  for (let number = first; number <= last; number++) for (const tail of rest.names) names.push(`${head}${String(number).padStart(digits, "0")}${tail}`);
  return { names };
}
