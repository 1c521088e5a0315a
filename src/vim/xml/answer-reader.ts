/**
 * Reads a SOAP answer while its bytes arrive: saxes checks the XML, elements that the plan calls records are handed over as soon as
 * they are complete, subtrees the plan does not need are run over as bytes. It never holds the body and never accepts half of one.
 */
import { StringDecoder } from "node:string_decoder";
import { SaxesParser } from "saxes";
import { VimError } from "../errors.js";
import { KnownFields, startsWith, type Meaning } from "./known-fields.js";
import { ownText } from "../../shared/own-text.js";
import { SubtreeSkipper, UnbalancedSubtree } from "./subtree-skipper.js";
import { TreeBuilder, type ReadPlan } from "./tree-builder.js";
import type { XmlNode } from "./xml-node.js";

export type { ReadPlan } from "./tree-builder.js";

export interface ReadLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Longest text or attribute list, bytes; checked to the nearest chunk. */
  readonly maxTokenBytes: number;
}

/** Backing chains nest one element per level and may have 255 levels (vim-facts 8.2). */
export const readLimits: ReadLimits = { maxBytes: 1024 * 1024 * 1024, maxDepth: 512, maxTokenBytes: 1024 * 1024 };

/** Faults of saxes that vCenter's own texts can cause: an event may hold a guest's control characters (vim-facts 5.1). */
const tolerated = new Set(["disallowed character.", "malformed character entity.", 'the string "]]>" is disallowed in char data.']);
const mostTolerated = 10_000;
/** What they let through, built from numbers because a linter takes control characters for accidents. */
const illegal = new RegExp(`[${[[0, 8], [11, 12], [14, 31], [0xfffe, 0xffff]].map(([from, to]) => `${escape(from)}-${escape(to)}`).join("")}]|&#(?:x[0-9a-fA-F]+|[0-9]+);`, "g");

/** Devices are most of a virtual machine's bytes, and most of them are no disks. */
const deviceStart = Buffer.from("<VirtualDevice ");
/** Kinds of start tags; there are about forty classes of devices. */
const mostRemembered = 500;
const GT = 0x3e;

export class AnswerReader {
  readonly #plan: ReadPlan;
  readonly #limits: ReadLimits;
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  readonly #decoder = new StringDecoder("utf8");
  readonly #skipper: SubtreeSkipper;
  readonly #builder: TreeBuilder;
  readonly #fields: KnownFields | undefined;
  #skipping = false;
  #bytes = 0;
  /** Bytes since the parser last told anything. */
  #tokenBytes = 0;
  #tolerated = 0;
  #soiled = false;
  /** False from the first comment, CDATA or processing instruction on: inside those a "<" starts nothing, so nothing is run over or recognised any more. */
  #regular = true;
  #endedWithLt = false;
  /** Start tags of devices the plan had no need for, by what is around them. */
  readonly #unneededDevices = new Map<string, Set<string>>();
  #around: { readonly parent: XmlNode; readonly context: string; readonly unneeded: Set<string> } | undefined;

  constructor(plan: ReadPlan, limits: ReadLimits = readLimits) {
    this.#plan = plan;
    this.#limits = limits;
    this.#skipper = new SubtreeSkipper(limits.maxDepth);
    this.#fields = plan.repeated === undefined ? undefined : new KnownFields(plan.repeated);
    const parser = this.#parser;
    const onText = (text: string): void => this.#text(text);
    const builder = (this.#builder = new TreeBuilder(plan, (wanted) => {
      if (wanted) parser.on("text", onText);
      else parser.off("text");
    }));
    parser.on("attribute", ({ name, value }) => builder.attribute(name, value));
    parser.on("opentag", ({ name }) => {
      builder.openTag(name);
      if (builder.depth > limits.maxDepth) throw tooLarge(`elements nested more than ${limits.maxDepth} deep`);
    });
    parser.on("closetag", () => builder.closeTag());
    parser.on("text", onText);
    parser.on("cdata", onText);
    parser.on("doctype", () => {
      throw malformed("a document type declaration is refused");
    });
    parser.on("error", (error) => {
      if (!tolerated.has(error.message) || ++this.#tolerated > mostTolerated) throw malformed(error.message);
      this.#soiled = true;
    });
  }

  /** Takes the next bytes. Throws VIM_ANSWER_MALFORMED or VIM_ANSWER_TOO_LARGE; after that the reader is of no more use. */
  write(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) throw tooLarge(`more than ${this.#limits.maxBytes} bytes`);
    const { tokens } = this.#builder;
    try {
      this.#scan(chunk);
    } catch (error) {
      if (error instanceof UnbalancedSubtree) throw malformed(error.message);
      throw error;
    }
    this.#tokenBytes = this.#builder.tokens > tokens || this.#skipping ? 0 : this.#tokenBytes + chunk.length;
    if (this.#tokenBytes > this.#limits.maxTokenBytes) throw tooLarge(`a text or tag of more than ${this.#limits.maxTokenBytes} bytes`);
  }

  /** The root element without records and unneeded parts; throws when the document is not complete. */
  end(): XmlNode {
    if (this.#skipping) throw malformed("it ends inside an element");
    this.#parser.write(this.#decoder.end());
    this.#parser.close();
    const { root } = this.#builder;
    if (root === undefined) throw malformed("it is empty");
    return root;
  }

  /** Stops where a device or a repeated element begins, gives everything between to the parser. */
  #scan(chunk: Buffer): void {
    let from = this.#skipping ? this.#skip(chunk, 0) : 0;
    const fieldStart = this.#fields?.start;
    let device = chunk.indexOf(deviceStart, from);
    let field = fieldStart === undefined ? -1 : chunk.indexOf(fieldStart, from);
    while (this.#isRegular()) {
      const stop = field < 0 || (device >= 0 && device < field) ? device : field;
      if (stop < 0) break;
      if (stop > from) this.#parse(chunk, from, stop);
      from = stop;
      if (!this.#isRegular()) break;
      from = this.#fields !== undefined && stop === field ? this.#field(chunk, stop, this.#fields) : this.#device(chunk, stop);
      if (device >= 0 && device < from) device = nextStart(chunk, from, deviceStart);
      if (fieldStart !== undefined && field >= 0 && field < from) field = nextStart(chunk, from, fieldStart);
    }
    if (from < chunk.length) this.#parse(chunk, from, chunk.length);
  }

  /** At the start of a device: index behind what was dealt with. */
  #device(chunk: Buffer, at: number): number {
    let end = at + deviceStart.length;
    while (end < chunk.length && chunk[end] !== GT) end++;
    if (end++ === chunk.length) return this.#parse(chunk, at, chunk.length);
    const tag = chunk.toString("latin1", at, end);
    if (this.#context()?.unneeded.has(tag) === true) {
      this.#skipper.beginWhole();
      return this.#skip(chunk, at);
    }
    const { opened } = this.#builder;
    this.#parse(chunk, at, end);
    // A ">" inside an attribute does not end the tag: only when the tag was told is the parser between tags.
    if (!this.#regular || this.#builder.opened === opened || this.#builder.unneeded !== 1) return end;
    const around = this.#context(true);
    if (around !== undefined && around.unneeded.size < mostRemembered) around.unneeded.add(tag);
    this.#skipper.beginInside();
    return this.#skip(chunk, end);
  }

  /** At the start of a repeated element: index behind what was dealt with. */
  #field(chunk: Buffer, at: number, fields: KnownFields): number {
    const builder = this.#builder;
    const around = this.#context();
    if (around === undefined) return this.#parse(chunk, at, at + fields.start.length);
    const known = fields.find(chunk, at, around.context);
    if (known !== undefined) {
      const { meaning, bytes } = known;
      const headEnd = at + bytes.length;
      if (meaning.kind === "value") {
        const textEnd = fields.textEnd(chunk, headEnd);
        if (textEnd >= 0) {
          builder.add(fields.element(meaning, ownText(chunk.toString("latin1", headEnd, textEnd))));
          return textEnd + fields.tailLength;
        }
      } else {
        builder.add(meaning.node);
        if (meaning.kind === "whole") return headEnd;
        this.#skipper.beginWhole();
        return this.#skip(chunk, at);
      }
    }
    const headEnd = known === undefined ? fields.headEnd(chunk, at) : at + known.bytes.length;
    if (headEnd < 0) return this.#parse(chunk, at, at + fields.start.length);
    this.#parse(chunk, at, headEnd);
    if (!this.#isRegular()) return headEnd;
    if (known === undefined) {
      const meaning = this.#meaning(around.parent);
      if (meaning !== undefined) fields.learn(chunk, at, headEnd, around.context, meaning);
      if (meaning?.kind !== "unneeded") return headEnd;
    } else if (builder.unneeded !== 1) return headEnd;
    this.#skipper.beginInside();
    return this.#skip(chunk, headEnd);
  }

  /** What the parser has made of the head of a repeated element below `parent`. */
  #meaning(parent: XmlNode): Meaning | undefined {
    const { open, unneeded } = this.#builder;
    const repeated = this.#plan.repeated;
    const depth = open.indexOf(parent);
    const element = open[depth + 1];
    const value = open[depth + 2];
    if (element === undefined) {
      const node = parent.children[parent.children.length - 1];
      return unneeded === 0 && node?.name === repeated?.name && node !== undefined ? { kind: "whole", node } : undefined;
    }
    const before = [...element.children];
    if (value === undefined) return unneeded === 1 ? { kind: "unneeded", node: { ...element, children: before } } : undefined;
    const isValue = open.length === depth + 3 && value.name === repeated?.value && value.text === "" && value.children.length === 0;
    return unneeded === 0 && isValue ? { kind: "value", before, value: { ...value } } : undefined;
  }

  /** What decides, together with an element's own bytes, what becomes of it; undefined inside of what nobody needs. `refresh` when its set may be new. */
  #context(refresh = false): { readonly parent: XmlNode; readonly context: string; readonly unneeded: Set<string> } | undefined {
    const parent = this.#builder.top;
    if (parent === undefined || (this.#builder.unneeded > 0 && !refresh)) return undefined;
    if (this.#around?.parent !== parent) {
      const context = `${parent.name} ${parent.type ?? ""} ${this.#builder.scope} ${this.#plan.repeated?.context(parent) ?? ""}`;
      let unneeded = this.#unneededDevices.get(context);
      if (unneeded === undefined) {
        unneeded = new Set<string>();
        if (this.#unneededDevices.size < mostRemembered) this.#unneededDevices.set(context, unneeded);
      }
      this.#around = { parent, context, unneeded };
    }
    return this.#around;
  }

  #isRegular(): boolean {
    return this.#regular;
  }

  /** Gives bytes to the parser; returns `to`. Only the ends of a chunk can cut a character in two; the decoder keeps its first half. */
  #parse(chunk: Buffer, from: number, to: number): number {
    const text = from > 0 && to < chunk.length ? chunk.toString("utf8", from, to) : this.#decoder.write(chunk.subarray(from, to));
    if (this.#regular) {
      const declaration = this.#bytes === chunk.length && from === 0 ? text.indexOf("?>") : 0; // "<?xml … ?>" is where it belongs
      if (text.includes("<!") || text.indexOf("<?", Math.max(declaration, 0)) >= 0 || (this.#endedWithLt && (text.startsWith("!") || text.startsWith("?")))) this.#regular = false;
      this.#endedWithLt = text.endsWith("<");
    }
    this.#parser.write(text);
    return to;
  }

  /** Runs over a subtree; index from which to read on. */
  #skip(chunk: Buffer, from: number): number {
    const end = this.#skipper.skip(chunk, from);
    this.#skipping = end < 0;
    if (end < 0) return chunk.length;
    if (!this.#skipper.whole) this.#parser.write("</");
    return end;
  }

  #text(text: string): void {
    this.#builder.text(this.#soiled ? text.replace(illegal, "\ufffd") : text);
    this.#soiled = false;
  }
}

/** Reads a whole answer. `signal`-driven ends of the body arrive as errors of the iterable. */
export async function readAnswer(body: AsyncIterable<Buffer>, plan: ReadPlan, limits: ReadLimits = readLimits): Promise<XmlNode> {
  const reader = new AnswerReader(plan, limits);
  for await (const chunk of body) reader.write(chunk);
  return reader.end();
}

/** Often the next one begins right here. */
function nextStart(chunk: Buffer, from: number, start: Buffer): number {
  return startsWith(chunk, from, start) ? from : chunk.indexOf(start, from);
}

function escape(code: number | undefined): string {
  return `\\u${(code ?? 0).toString(16).padStart(4, "0")}`;
}

function malformed(reason: string): VimError {
  return new VimError("VIM_ANSWER_MALFORMED", `Cannot read vCenter's answer as it must be one complete XML document: ${reason}`, { retryable: true });
}

function tooLarge(reason: string): VimError {
  return new VimError("VIM_ANSWER_TOO_LARGE", `Cannot read vCenter's answer as its size is limited: it has ${reason}`, { retryable: true });
}
