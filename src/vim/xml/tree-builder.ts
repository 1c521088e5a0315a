/**
 * Builds the small tree that decoders see out of the parser's tags and texts, leaving out what the plan does not need.
 * It never checks XML: that is the parser's part.
 */
import { ownText } from "../../shared/own-text.js";
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
  /** An element that comes again and again with the same markup around one text; see known-fields.ts. */
  readonly repeated?: RepeatedElement;
}

/** `needs` may look at nothing but the element's own earlier children and what `context` tells of its parent. */
export interface RepeatedElement {
  /** As written, without a prefix and attributes, e.g. "changeSet". */
  readonly name: string;
  /** Its child that holds what varies, e.g. "val". */
  readonly value: string;
  context(parent: XmlNode): string;
}

interface BuiltNode extends XmlNode {
  text: string;
  children: readonly XmlNode[];
  /** The plan's answer; null before it was asked. */
  kept: ReadonlySet<string> | undefined | null;
}

const noChildren: readonly XmlNode[] = Object.freeze([]);

export class TreeBuilder {
  readonly #plan: ReadPlan;
  readonly #xsi = new XsiType();
  readonly #open: BuiltNode[] = [];
  /** Told when texts begin or cease to matter. */
  readonly #wantText: (wanted: boolean) => void;
  #depth = 0;
  root: XmlNode | undefined;
  /** Elements open inside a subtree nobody needs, its root included; 0 outside of one. */
  unneeded = 0;
  /** Start tags so far. */
  opened = 0;
  /** Tags and texts so far. */
  tokens = 0;

  constructor(plan: ReadPlan, wantText: (wanted: boolean) => void) {
    this.#plan = plan;
    this.#wantText = wantText;
  }

  /** Elements open at the moment, those inside unneeded ones included. */
  get depth(): number {
    return this.#depth;
  }

  /** Open elements of the tree, outermost first. */
  get open(): readonly XmlNode[] {
    return this.#open;
  }

  get top(): XmlNode | undefined {
    return this.#open[this.#open.length - 1];
  }

  /** Prefixes in force: the same markup means the same wherever this is the same. */
  get scope(): string {
    return this.#xsi.scope();
  }

  /** An attribute of the start tag that `openTag` will tell next. */
  attribute(name: string, value: string): void {
    if (this.unneeded === 0) this.#xsi.attribute(name, value, this.#depth + 1);
  }

  openTag(qualified: string): void {
    this.tokens++;
    this.opened++;
    this.#depth++;
    if (this.unneeded > 0) {
      this.unneeded++;
      return;
    }
    const xsi = this.#xsi;
    xsi.resolve();
    const node: BuiltNode = { name: localName(qualified), type: xsi.type, refType: xsi.refType, text: "", children: noChildren, kept: null };
    xsi.clear();
    if (this.#needs(node)) {
      this.#open.push(node);
    } else {
      this.unneeded = 1;
      this.#wantText(false);
    }
  }

  closeTag(): void {
    this.tokens++;
    const depth = this.#depth--;
    if (this.unneeded > 0) {
      if (--this.unneeded > 0) return;
      this.#wantText(true);
      this.#xsi.leave(depth);
      return;
    }
    this.#xsi.leave(depth);
    const node = this.#open.pop();
    if (node === undefined) return;
    if (node.text !== "") node.text = ownText(node.text);
    if (this.#plan.records.has(node.name)) this.#plan.take(node, this.#open);
    else if (this.#open.length === 0) this.root = node;
    else this.add(node);
  }

  text(text: string): void {
    this.tokens++;
    const top = this.#open[this.#open.length - 1];
    if (top !== undefined) top.text = top.text === "" ? text : top.text + text;
  }

  /** Puts a complete child below the innermost open element. */
  add(node: XmlNode): void {
    this.tokens++;
    const top = this.#open[this.#open.length - 1];
    if (top === undefined) return;
    if (top.children === noChildren) top.children = [node];
    else (top.children as XmlNode[]).push(node);
  }

  #needs(node: BuiltNode): boolean {
    const parent = this.#open[this.#open.length - 1];
    if (parent === undefined) return true;
    if (parent.kept === null) parent.kept = this.#plan.kept(parent);
    return (parent.kept === undefined || parent.kept.has(node.name)) && this.#plan.needs(node, this.#open);
  }
}
