/**
 * Reads a SOAP answer while its bytes arrive: saxes checks the XML, elements that the plan calls records are handed over as soon as
 * they are complete, subtrees the plan does not need are run over as bytes. It never holds the body and never accepts half of one.
 */
import { StringDecoder } from "node:string_decoder";
import { SaxesParser } from "saxes";
import { VimError } from "../errors.js";
import { SubtreeSkipper, UnbalancedSubtree } from "./subtree-skipper.js";
import type { XmlNode } from "./xml-node.js";
import { localName, XsiType } from "./xsi-type.js";

/** What the reader of one kind of answer wants. */
export interface ReadPlan {
  /** Local names of the elements handed to `take` and then forgotten. */
  readonly records: ReadonlySet<string>;
  /** The only children of this element that anybody needs; undefined means all. Asked once per element that has children. */
  kept(node: XmlNode): ReadonlySet<string> | undefined;
  /** False for a subtree nobody needs; asked at its start tag, when earlier siblings are complete. `parents` is outermost first. */
  needs(node: XmlNode, parents: readonly XmlNode[]): boolean;
  /** `parents` as they stand: complete up to this record. */
  take(record: XmlNode, parents: readonly XmlNode[]): void;
}

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
// eslint's no-control-regex is about accidents; here they are the point, hence the escapes are built from numbers.
const illegal = new RegExp(`[${[[0, 8], [11, 12], [14, 31], [0xfffe, 0xffff]].map(([from, to]) => `${escape(from)}-${escape(to)}`).join("")}]|&#(?:x[0-9a-fA-F]+|[0-9]+);`, "g");

const deviceTag = Buffer.from("<VirtualDevice");
const valueTag = Buffer.from("<val ");
const GT = 0x3e;
/** Kinds of start tags; there are about forty classes of devices. */
const mostRemembered = 500;
const noChildren: readonly XmlNode[] = Object.freeze([]);

interface BuiltNode extends XmlNode {
  text: string;
  children: readonly XmlNode[];
  /** The plan's answer; null before it was asked. */
  kept: ReadonlySet<string> | undefined | null;
}

export class AnswerReader {
  readonly #plan: ReadPlan;
  readonly #limits: ReadLimits;
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  readonly #decoder = new StringDecoder("utf8");
  readonly #skipper: SubtreeSkipper;
  readonly #xsi = new XsiType();
  readonly #open: BuiltNode[] = [];
  readonly #onText = (text: string): void => this.#text(text);
  #root: XmlNode | undefined;
  #depth = 0;
  /** Elements open inside a subtree nobody needs, its root included; 0 outside of one. */
  #unneeded = 0;
  #skipping = false;
  #cutAtValues = false;
  #bytes = 0;
  #tokenBytes = 0;
  /** Tags and texts told so far; when none comes any more, the parser is collecting one. */
  #tokens = 0;
  /** Start tags told so far. */
  #opened = 0;
  #tolerated = 0;
  #soiled = false;
  /** False from the first comment, CDATA or processing instruction on: inside those a "<" starts nothing, so no subtree is run over any more. */
  #regular = true;
  #endedWithLt = false;
  /** Start tags the plan had no need for, by the kind of their parent and the prefixes in force. */
  readonly #unneededTags = new Map<string, Set<string>>();
  #unneededUnder: XmlNode | undefined;
  #unneededHere: Set<string> | undefined;

  constructor(plan: ReadPlan, limits: ReadLimits = readLimits) {
    this.#plan = plan;
    this.#limits = limits;
    this.#skipper = new SubtreeSkipper(limits.maxDepth);
    this.#parser.on("attribute", ({ name, value }) => {
      if (this.#unneeded === 0) this.#xsi.attribute(name, value, this.#depth + 1);
    });
    this.#parser.on("opentag", ({ name }) => this.#openTag(name));
    this.#parser.on("closetag", () => this.#closeTag());
    this.#parser.on("text", this.#onText);
    this.#parser.on("cdata", this.#onText);
    this.#parser.on("doctype", () => {
      throw malformed("a document type declaration is refused");
    });
    this.#parser.on("error", (error) => {
      if (!tolerated.has(error.message) || ++this.#tolerated > mostTolerated) throw malformed(error.message);
      this.#soiled = true;
    });
  }

  /** Takes the next bytes. Throws VIM_ANSWER_MALFORMED or VIM_ANSWER_TOO_LARGE; after that the reader is of no more use. */
  write(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) throw tooLarge(`more than ${this.#limits.maxBytes} bytes`);
    const tokens = this.#tokens;
    try {
      this.#scan(chunk);
    } catch (error) {
      if (error instanceof UnbalancedSubtree) throw malformed(error.message);
      throw error;
    }
    this.#tokenBytes = this.#tokens > tokens || this.#skipping ? 0 : this.#tokenBytes + chunk.length;
    if (this.#tokenBytes > this.#limits.maxTokenBytes) throw tooLarge(`a text or tag of more than ${this.#limits.maxTokenBytes} bytes`);
  }

  /** The root element without records and unneeded parts; throws when the document is not complete. */
  end(): XmlNode {
    if (this.#skipping) throw malformed("it ends inside an element");
    this.#parser.write(this.#decoder.end());
    this.#parser.close();
    if (this.#root === undefined) throw malformed("it is empty");
    return this.#root;
  }

  #scan(chunk: Buffer): void {
    let from = 0;
    if (this.#skipping) from = this.#skip(chunk, 0);
    let device = chunk.indexOf(deviceTag, from);
    let value = this.#cutAtValues ? chunk.indexOf(valueTag, from) : -1;
    while (from < chunk.length && this.#isRegular()) {
      const next = value < 0 || (device >= 0 && device < value) ? device : value;
      if (next < 0) break;
      let tagEnd = next;
      while (tagEnd < chunk.length && chunk[tagEnd] !== GT) tagEnd++;
      if (tagEnd === chunk.length) break;
      const tag = chunk.toString("latin1", next, tagEnd + 1);
      if (next > from) this.#parse(chunk, from, next);
      if (this.#isRegular() && this.#isKnownUnneeded(tag)) {
        this.#skipper.beginWhole();
        from = this.#skip(chunk, next);
      } else {
        from = tagEnd + 1;
        const opened = this.#opened;
        this.#parser.write(chunk.toString("utf8", next, from));
        // A ">" inside an attribute does not end the tag: only when it was told is the parser between tags.
        if (this.#isRegular() && this.#opened > opened && this.#unneeded === 1) {
          this.#remember(tag);
          this.#skipper.beginInside();
          from = this.#skip(chunk, from);
        }
      }
      if (device >= 0 && device < from) device = startsWith(chunk, from, deviceTag) ? from : chunk.indexOf(deviceTag, from);
      if (this.#cutAtValues && value < from) value = chunk.indexOf(valueTag, from);
    }
    if (from < chunk.length) this.#parse(chunk, from, chunk.length);
  }

  #isRegular(): boolean {
    return this.#regular;
  }

  /** Only the ends of a chunk can cut a character in two; the decoder keeps its first half. */
  #parse(chunk: Buffer, from: number, to: number): void {
    const text = from > 0 && to < chunk.length ? chunk.toString("utf8", from, to) : this.#decoder.write(chunk.subarray(from, to));
    if (this.#regular) {
      const declaration = this.#bytes === chunk.length && from === 0 ? text.indexOf("?>") : 0; // "<?xml … ?>" is where it belongs
      if (text.includes("<!") || text.indexOf("<?", Math.max(declaration, 0)) >= 0 || (this.#endedWithLt && (text.startsWith("!") || text.startsWith("?")))) this.#regular = false;
      this.#endedWithLt = text.endsWith("<");
    }
    this.#parser.write(text);
  }

  /** Index from which to read on. */
  #skip(chunk: Buffer, from: number): number {
    const end = this.#skipper.skip(chunk, from);
    this.#skipping = end < 0;
    if (end < 0) return chunk.length;
    if (!this.#skipper.whole) this.#parser.write("</");
    return end;
  }

  /** The plan's word on an element may depend on its parents, so it is remembered for one start tag under one kind of parent only. */
  #isKnownUnneeded(tag: string): boolean {
    if (this.#unneeded > 0 || !tag.startsWith("<VirtualDevice ")) return false;
    const parent = this.#open[this.#open.length - 1];
    if (parent === undefined || parent !== this.#unneededUnder) {
      this.#unneededUnder = parent;
      this.#unneededHere = parent === undefined ? undefined : this.#unneededTags.get(`${parent.name} ${parent.type ?? ""} ${this.#xsi.scope()}`);
    }
    return this.#unneededHere?.has(tag) === true;
  }

  #remember(tag: string): void {
    const parent = this.#open[this.#open.length - 1];
    if (parent === undefined || this.#unneededTags.size > mostRemembered) return;
    const key = `${parent.name} ${parent.type ?? ""} ${this.#xsi.scope()}`;
    let tags = this.#unneededTags.get(key);
    if (tags === undefined) this.#unneededTags.set(key, (tags = new Set()));
    if (tags.size < mostRemembered) tags.add(tag);
    this.#unneededUnder = undefined;
  }

  #openTag(qualified: string): void {
    this.#tokens++;
    this.#opened++;
    const depth = ++this.#depth;
    if (depth > this.#limits.maxDepth) throw tooLarge(`elements nested more than ${this.#limits.maxDepth} deep`);
    if (this.#unneeded > 0) {
      this.#unneeded++;
      return;
    }
    const xsi = this.#xsi;
    xsi.resolve();
    const node: BuiltNode = { name: localName(qualified), type: xsi.type, refType: xsi.refType, text: "", children: noChildren, kept: null };
    xsi.clear();
    if (!this.#needs(node)) {
      this.#unneeded = 1;
      this.#parser.off("text");
      if (node.name === "val") this.#cutAtValues = true;
      return;
    }
    this.#open.push(node);
  }

  #needs(node: BuiltNode): boolean {
    const parent = this.#open[this.#open.length - 1];
    if (parent === undefined) return true;
    if (parent.kept === null) parent.kept = this.#plan.kept(parent);
    return (parent.kept === undefined || parent.kept.has(node.name)) && this.#plan.needs(node, this.#open);
  }

  #closeTag(): void {
    this.#tokens++;
    const depth = this.#depth--;
    if (this.#unneeded > 0) {
      if (--this.#unneeded > 0) return;
      this.#parser.on("text", this.#onText);
      this.#xsi.leave(depth);
      return;
    }
    this.#xsi.leave(depth);
    const node = this.#open.pop();
    if (node === undefined) return;
    const parent = this.#open[this.#open.length - 1];
    if (this.#plan.records.has(node.name)) this.#plan.take(node, this.#open);
    else if (parent === undefined) this.#root = node;
    else if (parent.children === noChildren) parent.children = [node];
    else (parent.children as XmlNode[]).push(node);
  }

  #text(text: string): void {
    this.#tokens++;
    const top = this.#open[this.#open.length - 1];
    if (top === undefined) return;
    const clean = this.#soiled ? text.replace(illegal, "\ufffd") : text;
    this.#soiled = false;
    top.text = top.text === "" ? clean : top.text + clean;
  }
}

function startsWith(chunk: Buffer, at: number, bytes: Buffer): boolean {
  if (at + bytes.length > chunk.length) return false;
  for (let i = 0; i < bytes.length; i++) if (chunk[at + i] !== bytes[i]) return false;
  return true;
}

function escape(code: number | undefined): string {
  return `\\u${(code ?? 0).toString(16).padStart(4, "0")}`;
}

/** Reads a whole answer. `signal`-driven ends of the body arrive as errors of the iterable. */
export async function readAnswer(body: AsyncIterable<Buffer>, plan: ReadPlan, limits: ReadLimits = readLimits): Promise<XmlNode> {
  const reader = new AnswerReader(plan, limits);
  for await (const chunk of body) reader.write(chunk);
  return reader.end();
}

function malformed(reason: string): VimError {
  return new VimError("VIM_ANSWER_MALFORMED", `Cannot read vCenter's answer as it must be one complete XML document: ${reason}`, { retryable: true });
}

function tooLarge(reason: string): VimError {
  return new VimError("VIM_ANSWER_TOO_LARGE", `Cannot read vCenter's answer as its size is limited: it has ${reason}`, { retryable: true });
}
