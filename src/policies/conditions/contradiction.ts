/**
 * Finds claims that exclude each other, so that no object can ever meet them. It says so only where it is certain: about one value at a time, and
 * about a value that is not known and yet looked at.
 */
import type { Alternatives, Claim } from "./claims.js";
import type { Literal } from "./literal-of.js";

export interface Contradiction {
  readonly offset: number;
  /** A sentence without its full stop. */
  readonly message: string;
}

/** Undefined when some alternative may hold. */
export function contradiction(alternatives: Alternatives): Contradiction | undefined {
  const found: Contradiction[] = [];
  for (const claims of alternatives) {
    const clash = clashIn(claims);
    if (clash === undefined) return undefined;
    found.push(clash);
  }
  const [first] = found;
  return first === undefined || found.every(({ message }) => message === first.message) ? first : { offset: first.offset, message: `each of its alternatives is impossible: ${[...new Set(found.map(({ message }) => message))].slice(0, 3).join("; ")}` };
}

function clashIn(claims: readonly Claim[]): Contradiction | undefined {
  for (const claim of claims) {
    const { test, text, offset, domain } = claim;
    if (test.kind === "never") return { offset, message: test.why };
    if (test.kind === "entry") {
      const inner = contradiction(test.alternatives);
      if (inner !== undefined) return inner;
    } else if (!canHold([claim])) return { offset, message: `${text} never holds${domain?.words === undefined ? "" : `; it is one of ${domain.words.join(", ")}`}` };
  }
  const byValue = new Map<string, Claim[]>();
  for (const claim of claims) byValue.set(claim.about, [...(byValue.get(claim.about) ?? []), claim]);
  for (const about of byValue.values()) {
    for (const [index, one] of about.entries()) {
      const other = about.slice(0, index).find((before) => !canHold([before, one]));
      if (other !== undefined) return between([other, one]);
    }
    if (about.length > 2 && !canHold(about)) return between(about);
  }
  return looksAtUnknown(claims);
}

function between(claims: readonly Claim[]): Contradiction {
  const texts = [...new Set(claims.map(({ text }) => text))];
  const last = Math.max(...claims.map(({ offset }) => offset));
  return { offset: last, message: `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""} exclude each other` };
}

/** `!has(vm.group)`, and yet something of it is asked: that is never true but unknown. */
function looksAtUnknown(claims: readonly Claim[]): Contradiction | undefined {
  for (const one of claims) {
    const path = one.test.kind === "is" && one.test.value === false ? /^has\((.+)\)$/.exec(one.about)?.[1] : undefined;
    const other = path === undefined ? undefined : claims.find(({ about }) => about === path || about.startsWith(`${path}.`) || about.startsWith(`${path}[`));
    if (other !== undefined) return between([one, other]);
  }
  return undefined;
}

/** Whether one value can meet all of them. */
function canHold(claims: readonly Claim[]): boolean {
  const range = rangeOf(claims);
  if (range.from > range.to || (range.from === range.to && (range.openFrom || range.openTo))) return false;
  const candidates = candidatesOf(claims, range);
  if (candidates !== undefined) return candidates.some((value) => claims.every((claim) => meets(value, claim, range)));
  const texts = claims.flatMap(({ test }) => (test.kind === "text" ? [test] : []));
  return texts.every((one) => texts.every((other) => (one.call !== other.call || one.yields === other.yields) && (one.begins.startsWith(other.begins) || other.begins.startsWith(one.begins)) && (one.ends.endsWith(other.ends) || other.ends.endsWith(one.ends))));
}

function meets(value: Literal, { test, domain }: Claim, range: Range): boolean {
  if (typeof value === "number" && (value < range.from || value > range.to || (value === range.from && range.openFrom) || (value === range.to && range.openTo) || (domain?.whole === true && !Number.isInteger(value)))) return false;
  if (test.kind === "is" || test.kind === "not") return (test.value === value) === (test.kind === "is");
  return test.kind !== "text" || typeof value !== "string" || test.fits(value);
}

/** Every value it could be; undefined where there are too many. */
function candidatesOf(claims: readonly Claim[], { from, to }: Range): readonly Literal[] | undefined {
  const named = claims.flatMap(({ test }) => (test.kind === "is" ? [test.value] : []));
  if (named.length > 0) return named;
  const domain = claims.find((claim) => claim.domain !== undefined)?.domain;
  if (domain?.words !== undefined) return domain.words;
  if (claims.some(({ test }) => test.kind === "not" && typeof test.value === "boolean")) return [true, false];
  if (from === to) return [from];
  return domain?.whole === true && to - from < 100 ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly openFrom: boolean;
  readonly openTo: boolean;
}

/** Between which numbers it must lie; for whole numbers closed on both sides. */
function rangeOf(claims: readonly Claim[]): Range {
  let [from, to, openFrom, openTo] = [-Infinity, Infinity, false, false];
  const narrow = (low: number, high: number, open: boolean): void => {
    if (low > from) [from, openFrom] = [low, open];
    else if (low === from) openFrom ||= open && low !== -Infinity;
    if (high < to) [to, openTo] = [high, open];
    else if (high === to) openTo ||= open && high !== Infinity;
  };
  let whole = false;
  for (const { test, domain } of claims) {
    if (domain !== undefined) narrow(domain.from, domain.to, false);
    whole ||= domain?.whole === true;
    if (test.kind === "bound") narrow(test.from, test.to, test.open);
  }
  if (!whole) return { from, to, openFrom, openTo };
  return { from: openFrom ? Math.floor(from) + 1 : Math.ceil(from), to: openTo ? Math.ceil(to) - 1 : Math.floor(to), openFrom: false, openTo: false };
}
