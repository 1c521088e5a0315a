/**
 * Words for a text that is no CEL: what stands there that cannot, and what to write instead where people are used to another language. Whether it is
 * wrong is the library's judgement; this only looks at the place that it names.
 */
import type { ParseError } from "@marcbachmann/cel-js";
import type { Mistake } from "./mistake.js";

/** The library's names of what stands for nothing else. */
const tokens: Readonly<Record<string, string>> = {
  EOF: "the end", LPAREN: '"("', RPAREN: '")"', LBRACKET: '"["', RBRACKET: '"]"', LBRACE: '"{"', RBRACE: '"}"', COMMA: '","', COLON: '":"', DOT: '"."', QUESTION: '"?"', NUMBER: "a number", STRING: "a text", BYTES: "bytes", IDENTIFIER: "a name",
  BOOLEAN: "a truth value", NULL: "null", IN: '"in"', EQ: '"=="', NE: '"!="', LT: '"<"', LE: '"<="', GT: '">"', GE: '">="', AND: '"&&"', OR: '"||"', NOT: '"!"', PLUS: '"+"', MINUS: '"-"', MULTIPLY: '"*"', DIVIDE: '"/"', MODULO: '"%"',
};

const units: Readonly<Record<string, string>> = {
  ms: "minutes(…)", s: "minutes(…)", m: "minutes(…)", min: "minutes(…)", minutes: "minutes(…)", h: "hours(…)", hours: "hours(…)", d: "days(…)", day: "days(…)", days: "days(…)", w: "days(…)",
  KB: "MiB(…)", KiB: "MiB(…)", MB: "MiB(…)", MiB: "MiB(…)", M: "MiB(…)", GB: "GiB(…)", GiB: "GiB(…)", G: "GiB(…)", TB: "TiB(…)", TiB: "TiB(…)", T: "TiB(…)",
};

/** Words and operators of other languages: where they stand about the place that the library names, and what to write. */
const instead: readonly (readonly [before: RegExp, after: RegExp, advice: string])[] = [
  [/$/, /^and\b/i, "write &&"], [/$/, /^or\b/i, "write ||"], [/\bnot\s*$/i, /^(?=[\w(])/, "write !"], [/$/, /^(is|equals)\b/i, "write =="], [/$/, /^&/, "write &&"], [/$/, /^\|/, "write ||"],
  [/[=!]?$/, /^=?~/, 'for patterns write glob(text, "prod-*") or re(text, "^prod-")'], [/$/, /^=>/, "write >="], [/<$/, /^>/, "write !="], [/$/, /^=/, "write == to compare"],
  [/$/, /^#/, "a comment inside an expression begins with //"], [/$/, /^[“”„‘’‚`´]/u, "texts stand between straight quotes"],
];

export function syntaxMistake({ code, summary }: Pick<ParseError, "code" | "summary">, offset: number, source: string): Mistake {
  const said = (message: string, at = offset): Mistake => ({ offset: at, message: `syntax error: ${message}` });
  const [before, after] = [source.slice(0, offset), source.slice(offset)];
  if (code === "newline_in_string" || code.startsWith("unterminated")) return said("this text has no end; its closing quote is missing", openQuote(source));
  const open = after.trim() === "" ? openBracket(source) : undefined;
  if (open !== undefined) return said(`this "${source.charAt(open)}" is never closed`, open);
  const unit = /\d\s*$/.test(before) ? /^[A-Za-z]+/.exec(after)?.[0] : undefined;
  if (unit !== undefined && Object.hasOwn(units, unit)) return said(`a number has no unit; write ${units[unit] ?? ""}`);
  for (const [left, right, advice] of instead) {
    const [head, tail] = [left.exec(before), right.exec(after)];
    if (head !== null && tail !== null) return said(`unexpected ${head[0].trim()}${tail[0]}; ${advice}`, head.index);
  }
  if (after.trim() === "") return said("the expression ends too early");
  if (code === "unexpected_token" || code === "unexpected_character") return said(`unexpected ${/^\s*(\w+|[^\s])/u.exec(after)?.[1] ?? "end"}`);
  return said(`${summary.charAt(0).toLowerCase()}${summary.slice(1)}`.replace(/\b[A-Z]{2,}\b/g, (token) => tokens[token] ?? token));
}

/** The last bracket that is opened and not closed. */
function openBracket(source: string): number | undefined {
  const open: number[] = [];
  for (const { 0: bracket, index } of withoutTexts(source).matchAll(/[([{)\]}]/g)) {
    if ("([{".includes(bracket)) open.push(index);
    else open.pop();
  }
  return open.at(-1);
}

/** Where the text begins that has no end. */
function openQuote(source: string): number {
  const rest = withoutTexts(source).search(/["']/);
  return rest < 0 ? 0 : rest;
}

/** The same places, with blanks for what stands between quotes. */
function withoutTexts(source: string): string {
  return source.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (text) => " ".repeat(text.length));
}
