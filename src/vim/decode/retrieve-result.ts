/** The answer of RetrievePropertiesEx and of its continuation, decoded while it arrives (vim-facts 3.7). */
import { readAnswer, type ReadLimits, readLimits } from "../xml/answer-reader.js";
import { child, descend, textOf, type XmlNode } from "../xml/xml-node.js";
import type { DecodedObject } from "./managed-object.js";
import { objectPlan } from "./object-plan.js";

export interface RetrievePage {
  readonly objects: readonly DecodedObject[];
  /** More is to be fetched with it. */
  readonly token: string | undefined;
}

export async function decodeRetrieve(body: AsyncIterable<Buffer>, limits: ReadLimits = readLimits): Promise<RetrievePage> {
  const objects: DecodedObject[] = [];
  const root = await readAnswer(body, objectPlan("propSet", (object) => objects.push(object)), limits);
  return { objects, token: tokenOf(root) };
}

export function tokenOf(root: XmlNode): string | undefined {
  const result = descend(root, ["Body"])?.children[0];
  const token = textOf(child(result, "returnval"), "token");
  return token === "" ? undefined : token;
}
