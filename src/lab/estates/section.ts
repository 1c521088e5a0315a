/**
 * A mapping of the estate with the keys it may have: values are asked for by key and kind. A value that is not of its kind is reported with what was
 * found and what is allowed, and the fallback stands in for it so that reading goes on.
 */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import { nearestName } from "../../shared/nearest-name.js";
import { parseDuration } from "../../shared/duration.js";
import { expandNames } from "./expand-names.js";
import type { Place, Placed } from "./place.js";
import type { Reading } from "./reading.js";
import { parseSize } from "./size.js";

/** Turns a node into a value, or reports and answers undefined. */
export type Reader<T> = (node: Node, reading: Reading) => T | undefined;

export class Section {
  /** To be spread into the plan that is made of it. */
  readonly placed: Placed;
  readonly #node: Node;
  readonly #reading: Reading;
  readonly #values = new Map<string, Node>();

  /** `what` names the mapping in messages, e.g. "a disk". An unknown key and a value that is no mapping are reported. */
  constructor(node: Node, reading: Reading, what: string, keys: readonly string[]) {
    const keyPlaces = new Map<string, Place>();
    this.placed = { at: reading.placeOf(node), keys: keyPlaces };
    this.#node = node;
    this.#reading = reading;
    if (!isMap<Node, Node | null>(node)) {
      reading.report(node, `${what} is ${describe(node)}; allowed: a mapping with ${keys.join(", ")}`);
      return;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!keys.includes(name)) reading.report(key, `${what} has no key "${name}"${nearestName(name, keys) || `; allowed: ${keys.join(", ")}`}`);
      else if (value !== null && !(isScalar(value) && value.value === null)) {
        this.#values.set(name, value);
        keyPlaces.set(name, reading.placeOf(value));
      }
    }
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  node(key: string): Node | undefined {
    return this.#values.get(key);
  }

  /** Reports at the key's value, or at the mapping when the key is not there. */
  report(key: string, text: string): void {
    this.#reading.report(this.#values.get(key) ?? this.#node, text);
  }

  read<T>(key: string, reader: Reader<T>, fallback: T): T {
    const node = this.#values.get(key);
    return node === undefined ? fallback : (reader(node, this.#reading) ?? fallback);
  }

  text(key: string, fallback: string): string {
    return this.#kind(key, fallback, "a text", (value) => (typeof value === "string" || typeof value === "number") && value !== "" ? String(value) : undefined);
  }

  /** A text that must be there. */
  name(what: string): string {
    if (!this.has("name")) this.report("name", `${what} has no name; allowed: name: with a text`);
    return this.text("name", "?");
  }

  flag(key: string, fallback: boolean): boolean {
    return this.#kind(key, fallback, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  whole(key: string, fallback: number, least: number, most: number): number {
    return this.#kind(key, fallback, `a whole number from ${least} to ${most}`, (value) => (Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? (value as number) : undefined));
  }

  size(key: string, fallback: number): number {
    return this.#kind(key, fallback, 'a size such as "10 GiB" (B, KiB, MiB, GiB or TiB)', (value) => (typeof value === "string" || value === 0 ? parseSize(String(value)) : undefined));
  }

  durationMs(key: string, fallback: number): number {
    return this.#kind(key, fallback, 'a duration such as "30s" or "10m"', (value) => (typeof value === "string" || value === 0 ? parseDuration(String(value)) : undefined));
  }

  choice<T extends string>(key: string, values: readonly T[], fallback: T): T {
    return this.#kind(key, fallback, values.join(", "), (value) => values.find((each) => each === String(value)));
  }

  /** A list, or one element that stands for a list of one. */
  list<T>(key: string, reader: Reader<T>): readonly T[] {
    const node = this.#values.get(key);
    if (node === undefined) return [];
    const items = isSeq<Node>(node) ? node.items : [node];
    return items.map((item) => reader(item, this.#reading)).filter((value) => value !== undefined);
  }

  /** Names, patterns written out. */
  names(key: string): readonly string[] {
    return this.list(key, readNames).flat();
  }

  /** Text → text. */
  texts(key: string): Readonly<Record<string, string>> {
    const node = this.#values.get(key);
    if (node === undefined) return {};
    if (!isMap<Node, Node | null>(node)) {
      this.report(key, `${key} is ${describe(node)}; allowed: a mapping of texts`);
      return {};
    }
    return Object.fromEntries(node.items.map((pair) => [String(pair.key), isScalar(pair.value) ? String(pair.value.value) : ""]));
  }

  #kind<T>(key: string, fallback: T, allowed: string, take: (value: unknown) => T | undefined): T {
    const node = this.#values.get(key);
    if (node === undefined) return fallback;
    const taken = isScalar(node) ? take(node.value) : undefined;
    if (taken === undefined) this.report(key, `${key} is ${describe(node)}; allowed: ${allowed}`);
    return taken ?? fallback;
  }
}

/** One name or pattern. */
export const readNames: Reader<readonly string[]> = (node, reading) => {
  const value: unknown = isScalar(node) ? node.value : undefined;
  const expanded = typeof value === "string" || typeof value === "number" ? expandNames(String(value)) : { wrong: `a name is ${describe(node)}; allowed: a text, or a pattern such as desk-{001..200}` };
  if ("names" in expanded) return expanded.names;
  reading.report(node, expanded.wrong);
  return undefined;
};

/** What was found, for messages. */
export function describe(node: Node): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  return isScalar(node) ? JSON.stringify(node.value) : "an alias";
}
