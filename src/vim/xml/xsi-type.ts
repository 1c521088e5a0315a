/**
 * Finds the xsi:type and the reference type among an element's attributes: xsi by its namespace URI, whatever its prefix and wherever
 * it was declared (vim-facts 1.4). It never takes the un-namespaced `type` of a reference for an xsi:type.
 */
import { ownText } from "../../shared/own-text.js";

const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance";

interface Declaration {
  readonly prefix: string;
  readonly isXsi: boolean;
  readonly depth: number;
}

export class XsiType {
  readonly #declared: Declaration[] = [];
  /** Of the start tag being read: prefix and value of its `…:type` attributes; what a prefix means may be declared by a later attribute. */
  #prefix = "";
  #value: string | undefined;
  #others: [prefix: string, value: string][] | undefined;
  /** What the last start tag says, after `resolve`. */
  type: string | undefined;
  refType: string | undefined;

  /** Takes one attribute of a start tag at `depth`. */
  attribute(name: string, value: string, depth: number): void {
    if (name === "type") this.refType = value;
    else if (name.endsWith(":type")) {
      if (this.#value !== undefined) (this.#others ??= []).push([this.#prefix, this.#value]);
      this.#prefix = name.slice(0, -5);
      this.#value = value;
    } else if (name.startsWith("xmlns:")) this.#declared.push({ prefix: name.slice(6), isXsi: value === xsiNamespace, depth });
  }

  /** All attributes of the start tag have been taken: `type` is now known. */
  resolve(): void {
    if (this.#value === undefined) return;
    if (this.#isXsi(this.#prefix)) this.type = ownText(localName(this.#value));
    for (const [prefix, value] of this.#others ?? []) if (this.#isXsi(prefix)) this.type = ownText(localName(value));
    this.#value = undefined;
    this.#others = undefined;
  }

  /** Forgets the start tag. */
  clear(): void {
    this.type = undefined;
    this.refType = undefined;
  }

  /** The element at `depth` has ended: what it declared is no longer in force. */
  leave(depth: number): void {
    const declared = this.#declared;
    while (declared.length > 0 && (declared[declared.length - 1]?.depth ?? 0) >= depth) declared.pop();
  }

  /** Prefixes in force as text: the same start tag means the same wherever this is the same. */
  scope(): string {
    return this.#declared.map(({ prefix, isXsi }) => `${prefix}${isXsi ? "=" : ""}`).join(" ");
  }

  #isXsi(prefix: string | undefined): boolean {
    for (let i = this.#declared.length - 1; i >= 0; i--) {
      const declaration = this.#declared[i];
      if (declaration !== undefined && declaration.prefix === prefix) return declaration.isXsi;
    }
    return false;
  }
}

/** "xsd:string" → "string". */
export function localName(qualified: string): string {
  const colon = qualified.indexOf(":");
  return colon < 0 ? qualified : qualified.slice(colon + 1);
}
