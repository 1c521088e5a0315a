/** Scalar values of the wire to ours (vim-facts 1.4). Undefined means "not what was promised", never a guess. */
import type { Ref } from "../../inventory/updates.js";
import type { XmlNode } from "../xml/xml-node.js";

export function stringOf(node: XmlNode): string {
  return node.text;
}

/** A name as people see it: "/", "\" and "%" travel escaped (vim-facts 1.4). */
export function nameOf(node: XmlNode): string {
  const { text } = node;
  return text.includes("%") ? text.replace(/%(?:2f|5c|25)/gi, (escape) => (escape === "%25" ? "%" : escape.toLowerCase() === "%2f" ? "/" : "\\")) : text;
}

export function booleanOf(node: XmlNode): boolean | undefined {
  const text = node.text.trim();
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}

/** Byte counts and keys; a long beyond 2^53 loses its last digits, which no reader of ours looks at. */
export function numberOf(node: XmlNode): number | undefined {
  const text = node.text.trim();
  if (!/^-?\d+$/.test(text)) return undefined;
  return Number(text);
}

export function refOf(node: XmlNode): Ref | undefined {
  return node.text === "" ? undefined : node.text;
}

/** The elements of an array of references, whatever their names. */
export function refsOf(node: XmlNode): readonly Ref[] {
  const refs = node.children.map(({ text }) => text);
  return refs.includes("") ? refs.filter((ref) => ref !== "") : refs;
}

/** One of the words of an enumeration. */
export function oneOf<Word extends string>(...words: readonly Word[]): (node: XmlNode) => Word | undefined {
  return ({ text }) => words.find((word) => word === text);
}
