/**
 * XML as a tree of elements with namespaces resolved and their place in the text. It knows nothing of SOAP or vSphere, and reads no DTD.
 */
import { SaxesParser, type SaxesTagNS } from "saxes";
import { VimFault } from "./vim-fault.js";

export const xsdNamespace = "http://www.w3.org/2001/XMLSchema";
const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance";

/** A name with the namespace its prefix stood for. */
export interface QualifiedName {
  readonly namespace: string;
  readonly name: string;
}

export interface XmlElement extends QualifiedName {
  /** As written, with its prefix. */
  readonly tag: string;
  readonly line: number;
  readonly column: number;
  /** The attribute `type` of no namespace, which names a managed object's type. */
  readonly type: string | undefined;
  readonly xsiType: QualifiedName | undefined;
  readonly children: XmlElement[];
  text: string;
}

/** Deepest nesting read; vSphere's own specifications stay below thirty. */
const deepest = 100;

/** The root element; a plain fault (no detail) when `text` is not well-formed, has a DTD or is nested too deeply. */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let place = { line: 1, column: 0 };
  const refuse = (why: string): never => {
    throw new VimFault("", `XML document is invalid: ${why}\n\nwhile parsing SOAP envelope\nat line ${parser.line}, column ${parser.column}`);
  };
  parser.on("error", (error) => refuse(error.message));
  parser.on("doctype", () => refuse("a DTD is not allowed"));
  parser.on("opentagstart", () => { place = { line: parser.line, column: parser.column }; });
  parser.on("opentag", (tag) => {
    const element = toElement(tag, place, (prefix) => parser.resolve(prefix));
    if (open.length >= deepest) refuse("elements are nested too deeply");
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (more: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => { open.pop(); });
  parser.write(text).close();
  return root ?? refuse("there is no element");
}

function toElement(tag: SaxesTagNS, place: { line: number; column: number }, resolve: (prefix: string) => string | undefined): XmlElement {
  let type: string | undefined;
  let xsiType: QualifiedName | undefined;
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.local !== "type") continue;
    if (attribute.uri === xsiNamespace) xsiType = qualify(attribute.value.trim(), resolve);
    else if (attribute.uri === "") type = attribute.value;
  }
  return { namespace: tag.uri, name: tag.local, tag: tag.name, ...place, type, xsiType, children: [], text: "" };
}

/** Clients write xsd:string although they declare no prefix xsd, and vCenter takes it: the two usual prefixes stand for XML Schema unless declared. */
function qualify(text: string, resolve: (prefix: string) => string | undefined): QualifiedName {
  const colon = text.indexOf(":");
  const prefix = colon < 0 ? "" : text.slice(0, colon);
  const usual = prefix === "xsd" || prefix === "xs" ? xsdNamespace : "";
  return { namespace: resolve(prefix) ?? usual, name: text.slice(colon + 1) };
}
