/**
 * The JSON of values that are kept as text: made once for as long as the value lives, so that all who keep it keep the same string.
 * It is for plain readonly values; it never notices that one was changed.
 */
const texts = new WeakMap<object, string>();

/** As `JSON.stringify`. */
export function jsonText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** As `JSON.parse`; the text of the value is this very one, spelled as it is. */
export function fromJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null) texts.set(value, text);
  return value;
}
