/**
 * Reads properties of a few objects as they came, for whoever needs fields that no model keeps. It never takes a dead session's silence for
 * absence (vim-facts 1.8).
 */
import type { Ref } from "../inventory/updates.js";
import { faultTypeOf, sessionLost } from "./decode/managed-object.js";
import { tokenOf } from "./decode/retrieve-result.js";
import { eachPage, inBatches } from "./retrieve.js";
import type { Session } from "./session.js";
import { soapRef } from "./soap-caller.js";
import { collect, parseSmall } from "./transport/small-answer.js";
import { child, childrenOf, descend, textOf, type XmlNode } from "./xml/xml-node.js";

/** Values by property path; a path that vCenter would not show, or that is unset, is absent. */
export type RawObject = ReadonlyMap<string, XmlNode>;

/** Objects that are gone are absent. Throws VIM_SESSION_LOST and what the network throws. */
export async function readRaw(session: Session, type: string, refs: readonly Ref[], paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<Ref, RawObject>> {
  const found = new Map<Ref, RawObject>();
  await inBatches(refs, async (some) => {
    const filter = { propSet: [{ type, pathSet: paths }], objectSet: some.map((value) => ({ obj: soapRef({ type, value }) })) };
    const objects: XmlNode[] = [];
    await eachPage(session, filter, signal, async (body) => {
      const root = parseSmall(await collect(body));
      objects.push(...childrenOf(child(descend(root, ["Body"])?.children[0], "returnval"), "objects"));
      return tokenOf(root);
    });
    for (const object of objects) found.set(textOf(object, "obj") ?? "", propertiesOf(object));
  });
  // A session that has ended shows nothing, and nothing must not look like "gone".
  if (found.size < new Set(refs).size) await session.currentTime(signal);
  return found;
}

function propertiesOf(object: XmlNode): RawObject {
  for (const missing of childrenOf(object, "missingSet")) if (faultTypeOf(missing) === "NotAuthenticated") throw sessionLost();
  return new Map(childrenOf(object, "propSet").flatMap((property) => {
    const value = child(property, "val");
    return value === undefined ? [] : [[textOf(property, "name") ?? "", value] as const];
  }));
}
