/** Value specs for plain values: texts, choices, truth values, numbers, durations, percentages, lists of texts. */
import { isScalar, isSeq, type Node } from "yaml";
import { formatDuration, parseDuration } from "../../shared/duration.js";
import { allowedNames } from "../../shared/nearest-name.js";
import { found, offsetOf, wrong, type ValueSpec } from "./value-spec.js";

interface TextBounds {
  readonly max: number;
  readonly pattern?: string;
  /** What the pattern means, for people. */
  readonly allowed: string;
}

export function plainText({ max, pattern, allowed }: TextBounds): ValueSpec<string> {
  const shape = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return {
    words: allowed,
    schema: { type: "string", minLength: 1, maxLength: max, ...(pattern === undefined ? {} : { pattern }) },
    read: (node, name, reading) => {
      if (isScalar(node) && typeof node.value === "string" && node.value.length > 0 && node.value.length <= max && (shape?.test(node.value) ?? true)) return node.value;
      reading.report(offsetOf(node), wrong(name, node, isScalar(node) && typeof node.value !== "string" && node.value !== null ? `${allowed} (quote it to make it a text)` : allowed));
      return undefined;
    },
  };
}

export function choice<Word extends string>(words: readonly Word[]): ValueSpec<Word> {
  return {
    words: `one of ${words.map((word) => `\`${word}\``).join(", ")}`,
    schema: { enum: words },
    read: (node, name, reading) => {
      const word = isScalar(node) && typeof node.value === "string" ? node.value : undefined;
      const match = words.find((candidate) => candidate === word);
      if (match === undefined) reading.report(offsetOf(node), word === undefined ? wrong(name, node, words.join(", ")) : `${name} is ${found(node)}${allowedNames(word, words)}`);
      return match;
    },
  };
}

export const truth: ValueSpec<boolean> = {
  words: "`true` or `false`",
  schema: { type: "boolean" },
  read: (node, name, reading) => {
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    reading.report(offsetOf(node), wrong(name, node, "true or false"));
    return undefined;
  },
};

export function wholeNumber(min: number, max: number): ValueSpec<number> {
  return {
    words: `a whole number from ${min} to ${max}`,
    schema: { type: "integer", minimum: min, maximum: max },
    read: (node, name, reading) => {
      if (isScalar(node) && typeof node.value === "number" && Number.isInteger(node.value) && node.value >= min && node.value <= max) return node.value;
      reading.report(offsetOf(node), wrong(name, node, `a whole number from ${min} to ${max}`));
      return undefined;
    },
  };
}

/** Milliseconds. */
export function duration(minMs: number, maxMs: number): ValueSpec<number> {
  const allowed = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as 90s, 10m or 1h30m`;
  return {
    words: allowed,
    schema: { anyOf: [{ type: "string", pattern: "^(0|(\\d+(ms|s|m|h|d))+)$" }, { const: 0 }] },
    read: (node, name, reading) => {
      const valueMs = isScalar(node) && (typeof node.value === "string" || node.value === 0) ? parseDuration(String(node.value)) : undefined;
      if (valueMs !== undefined && valueMs >= minMs && valueMs <= maxMs) return valueMs;
      reading.report(offsetOf(node), wrong(name, node, allowed));
      return undefined;
    },
  };
}

/** A number from 0 to 100, written with its sign: "15%". */
export const percent: ValueSpec<number> = {
  words: "a percentage from 0% to 100%, such as 15%",
  schema: { type: "string", pattern: "^\\d{1,3}(\\.\\d+)?%$" },
  read: (node, name, reading) => {
    const value = isScalar(node) && typeof node.value === "string" && /^\d{1,3}(\.\d+)?%$/.test(node.value) ? Number(node.value.slice(0, -1)) : undefined;
    if (value !== undefined && value <= 100) return value;
    reading.report(offsetOf(node), wrong(name, node, "a percentage from 0% to 100%, such as 15%"));
    return undefined;
  },
};

/** One item, or a list of them. */
export function oneOrMore<Item>(item: ValueSpec<Item>, max: number): ValueSpec<readonly Item[]> {
  return {
    words: `${item.words ?? "a value"}; or a list of up to ${max} of them`,
    schema: { anyOf: [item.schema, { type: "array", items: item.schema, minItems: 1, maxItems: max }] },
    read: (node, name, reading) => {
      if (!isSeq(node)) {
        const single = item.read(node, name, reading);
        return single === undefined ? undefined : [single];
      }
      return listOf(item, max).read(node, name, reading);
    },
  };
}

export function listOf<Item>(item: ValueSpec<Item>, max: number): ValueSpec<readonly Item[]> {
  return {
    words: `a list of 1 to ${max}, each ${item.words ?? "a value"}`,
    ...(item.table === undefined ? {} : { table: item.table }),
    schema: { type: "array", items: item.schema, minItems: 1, maxItems: max },
    read: (node, name, reading) => {
      if (!isSeq(node) || node.items.length === 0 || node.items.length > max) {
        reading.report(offsetOf(node), isSeq(node) ? `${name} has ${node.items.length} entries; allowed: 1 to ${max}` : wrong(name, node, "a list"));
        return undefined;
      }
      return node.items.map((entry, index) => item.read(entry as Node | null, `${name}[${index}]`, reading)).filter((entry) => entry !== undefined);
    },
  };
}
