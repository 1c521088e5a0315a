/**
 * Markup that repeats: a thousand objects announce the same property with the same bytes around one short text. What the parser has
 * made of those bytes once, in the same context, is what it would make of them again, so the text alone is taken.
 * It never recognises anything but exactly equal bytes, and leaves every text that needs a parser to the parser.
 */
import type { RepeatedElement } from "./tree-builder.js";
import type { XmlNode } from "./xml-node.js";

const GT = 0x3e, LT = 0x3c, AMP = 0x26, SPACE = 0x20, DELETE = 0x7f;
/** Markup longer than this is not worth remembering. */
const longestHead = 600;
const mostRemembered = 500;
const noChildren: readonly XmlNode[] = Object.freeze([]);

/** What the parser made of a head: the bytes from the element's start tag to the end of its value's start tag, or of the whole element if it has no value. */
export type Meaning =
  /** The whole element. */
  | { readonly kind: "whole"; readonly node: XmlNode }
  /** Nobody needs the value; the element without it. */
  | { readonly kind: "unneeded"; readonly node: XmlNode }
  /** What stands before the value, and the value without its text. */
  | { readonly kind: "value"; readonly before: readonly XmlNode[]; readonly value: XmlNode };

export interface KnownHead {
  readonly bytes: Buffer;
  readonly context: string;
  readonly meaning: Meaning;
  /** Which head came next the last time: objects announce their properties in one order. */
  successor: KnownHead | undefined;
}

export class KnownFields {
  readonly start: Buffer;
  readonly #name: string;
  readonly #valueStart: Buffer;
  readonly #end: Buffer;
  /** Behind a value's text: the end of the value and of the element. */
  readonly #tail: Buffer;
  readonly #heads = new Map<string, KnownHead>();
  #last: KnownHead | undefined;

  constructor({ name, value }: RepeatedElement) {
    this.#name = name;
    this.start = Buffer.from(`<${name}>`);
    this.#valueStart = Buffer.from(`<${value}`);
    this.#end = Buffer.from(`</${name}>`);
    this.#tail = Buffer.from(`</${value}></${name}>`);
  }

  /** The head that begins at `at`, if its bytes are known in this context. */
  find(chunk: Buffer, at: number, context: string): KnownHead | undefined {
    const expected = this.#last?.successor;
    if (expected !== undefined && expected.context === context && startsWith(chunk, at, expected.bytes)) return (this.#last = expected);
    const end = this.headEnd(chunk, at);
    const found = end < 0 ? undefined : this.#heads.get(`${context}\n${chunk.toString("latin1", at, end)}`);
    if (found !== undefined && this.#last !== undefined) this.#last.successor = found;
    return (this.#last = found);
  }

  /** Remembers what the parser made of the bytes. */
  learn(chunk: Buffer, at: number, end: number, context: string, meaning: Meaning): void {
    if (this.#heads.size >= mostRemembered) return;
    const head: KnownHead = { bytes: Buffer.from(chunk.subarray(at, end)), context, meaning, successor: undefined };
    this.#heads.set(`${context}\n${head.bytes.toString("latin1")}`, head);
    if (this.#last !== undefined) this.#last.successor = head;
    this.#last = head;
  }

  /** Index behind the head that begins at `at`; -1 when it is not all there or too long. */
  headEnd(chunk: Buffer, at: number): number {
    const limit = Math.min(chunk.length, at + longestHead);
    for (let i = at + this.start.length; i < limit; i++) {
      if (chunk[i] !== LT) continue;
      if (startsWith(chunk, i, this.#end)) return i + this.#end.length;
      if (!startsWith(chunk, i, this.#valueStart)) continue;
      while (i < limit && chunk[i] !== GT) i++;
      return i < limit ? i + 1 : -1;
    }
    return -1;
  }

  /**
   * Index of the "<" behind the text that begins at `from`, when that text needs no parser and the element ends right behind it; else -1.
   */
  textEnd(chunk: Buffer, from: number): number {
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === LT) break;
      if (byte < SPACE || byte === AMP || byte === GT || byte >= DELETE) return -1;
    }
    return startsWith(chunk, i, this.#tail) ? i : -1;
  }

  get tailLength(): number {
    return this.#tail.length;
  }

  /** The element with this text as its value. */
  element({ before, value }: Meaning & { readonly kind: "value" }, text: string): XmlNode {
    const { name, type, refType } = value;
    return { name: this.#name, type: undefined, refType: undefined, text: "", children: [...before, { name, type, refType, text, children: noChildren }] };
  }
}

export function startsWith(chunk: Buffer, at: number, bytes: Buffer): boolean {
  const { length } = bytes;
  if (at + length > chunk.length) return false;
  for (let i = 0; i < length; i++) if (chunk[at + i] !== bytes[i]) return false;
  return true;
}
