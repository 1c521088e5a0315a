/**
 * Equality of plain data by content, so that an update that says nothing new touches nothing.
 * It knows objects, arrays and scalars only; it is not for sets, dates or loops.
 */

/** A member that is undefined equals one that is absent, as in JSON. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  return covers(a, b) && covers(b, a, true);
}

/** Every member of `a` is in `b` with the same value; `namesOnly` looks just for members that `b` lacks. */
function covers(a: object, b: object, namesOnly = false): boolean {
  const other = b as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(a)) {
    const value = (a as Readonly<Record<string, unknown>>)[name];
    if (namesOnly ? value !== undefined && other[name] === undefined : !sameValue(value, other[name])) return false;
  }
  return true;
}
