/**
 * Where in the file a character of a YAML scalar's value stands, whatever way it is written: plain, quoted, folded (`>-`) or literal
 * (`|`). Characters other than white space keep their order, so they are matched one by one; white space follows its neighbour.
 */
import type { Scalar } from "yaml";

/** A function from index in the value to offset in the file. */
export function scalarOffsets(scalar: Scalar, value: string, file: string): (index: number) => number {
  const [start, end] = scalar.range ?? [0, 0];
  const marks = marksIn(scalar.type ?? "PLAIN", file.slice(start, end));
  const offsets: number[] = [];
  let next = 0;
  for (let index = 0; index < value.length; index++) {
    if (!/\s/.test(value.charAt(index))) next++;
    offsets.push(next - 1);
  }
  return (index) => {
    const at = Math.max(0, Math.min(index, value.length));
    const solid = at < value.length && !/\s/.test(value.charAt(at));
    if (solid) return start + (marks[offsets[at] ?? 0] ?? 0);
    const before = marks[offsets[Math.max(0, at - 1)] ?? -1];
    return before === undefined ? start : start + before + 1;
  };
}

/** Offsets, within the scalar's own text, of the characters of its value that are not white space. */
function marksIn(type: string, text: string): readonly number[] {
  if (type === "QUOTE_DOUBLE") return marksInDoubleQuoted(text);
  const marks: number[] = [];
  let at = 0;
  if (type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL") at = text.indexOf("\n") + 1;
  else if (type === "QUOTE_SINGLE") at = 1;
  for (; at < text.length; at++) {
    if (/\s/.test(text.charAt(at))) continue;
    marks.push(at);
    if (type === "QUOTE_SINGLE" && text.startsWith("''", at)) at++;
  }
  return marks;
}

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

function marksInDoubleQuoted(text: string): readonly number[] {
  const marks: number[] = [];
  let at = 1;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char !== "\\") {
      if (!/\s/.test(char)) marks.push(at);
      at++;
      continue;
    }
    const kind = text.charAt(at + 1);
    const length = escapeLengths[kind] ?? 2;
    const code = length > 2 ? Number.parseInt(text.slice(at + 2, at + length), 16) : undefined;
    const blank = code === undefined ? /[\sntvfrNLP_]/.test(kind) : /\s/.test(String.fromCodePoint(Math.min(code || 0, 0x10ffff)));
    if (!blank) marks.push(...(code !== undefined && code > 0xffff ? [at, at] : [at]));
    at += length;
  }
  return marks;
}
