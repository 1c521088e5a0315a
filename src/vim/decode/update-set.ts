/**
 * The answer of WaitForUpdatesEx, decoded while it arrives (vim-facts 3.4). It never tells half an answer: objects are returned only
 * when the whole document has been read.
 */
import { readAnswer, type ReadLimits, readLimits } from "../xml/answer-reader.js";
import { childrenOf, descend, textOf } from "../xml/xml-node.js";
import { faultTypeOf, sessionLost, toInventoryUpdate, type DecodedObject } from "./managed-object.js";
import { objectPlan } from "./object-plan.js";
import type { InventoryUpdate } from "../../inventory/updates.js";

export interface UpdateSet {
  /** Undefined when the wait ended without an update. */
  readonly version: string | undefined;
  readonly truncated: boolean;
  readonly objects: readonly DecodedObject[];
}

/** Throws VIM_ANSWER_MALFORMED, VIM_ANSWER_TOO_LARGE, VIM_SESSION_LOST, and whatever the body's iteration throws. */
export async function decodeUpdateSet(body: AsyncIterable<Buffer>, limits: ReadLimits = readLimits): Promise<UpdateSet> {
  const objects: DecodedObject[] = [];
  const root = await readAnswer(body, objectPlan("changeSet", (object) => objects.push(object)), limits);
  const set = descend(root, ["Body", "WaitForUpdatesExResponse", "returnval"]);
  for (const filter of childrenOf(set, "filterSet")) {
    for (const missing of childrenOf(filter, "missingSet")) if (faultTypeOf(missing) === "NotAuthenticated") throw sessionLost();
  }
  return { version: textOf(set, "version"), truncated: textOf(set, "truncated") === "true" || textOf(set, "truncated") === "1", objects };
}

/** The updates alone: what a benchmark measures against another decoder. */
export async function decodeUpdates(body: AsyncIterable<Buffer>): Promise<readonly InventoryUpdate[]> {
  const { objects } = await decodeUpdateSet(body);
  return objects.flatMap((object) => toInventoryUpdate(object) ?? []);
}
