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

/** Values by property path; a path that is unset is absent, and one that vCenter would not show is there without a value. */
export type RawObject = ReadonlyMap<string, XmlNode | undefined>;

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
  const hidden = childrenOf(object, "missingSet");
  if (hidden.some((missing) => faultTypeOf(missing) === "NotAuthenticated")) throw sessionLost();
  const shown = childrenOf(object, "propSet").flatMap((property): [string, XmlNode][] => {
    const value = child(property, "val");
    return value === undefined ? [] : [[textOf(property, "name") ?? "", value]];
  });
  return new Map<string, XmlNode | undefined>([...hidden.map((missing): [string, undefined] => [textOf(missing, "path") ?? "", undefined]), ...shown]);
}
