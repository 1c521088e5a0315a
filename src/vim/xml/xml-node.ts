/**
 * A small tree of the elements that a decoder wants to see, with names stripped of their prefixes.
 * It never holds what was skipped while reading.
 */

export interface XmlNode {
  readonly name: string;
  /** Local part of xsi:type, e.g. "VirtualDisk"; undefined without one. */
  readonly type: string | undefined;
  /** The un-namespaced `type` attribute of a managed object reference, e.g. "HostSystem" (vim-facts 1.4). */
  readonly refType: string | undefined;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

/** The first child of that name. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  if (node === undefined) return undefined;
  for (const candidate of node.children) if (candidate.name === name) return candidate;
  return undefined;
}

/** Every child of that name, in document order. */
export function childrenOf(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node === undefined ? [] : node.children.filter((candidate) => candidate.name === name);
}

/** Text of the first child of that name; undefined when there is no such child. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  return child(node, name)?.text;
}

/** Walks down by child names: `descend(config, ["hardware", "device"])`. */
export function descend(node: XmlNode | undefined, names: readonly string[]): XmlNode | undefined {
  let current = node;
  for (const name of names) current = child(current, name);
  return current;
}
