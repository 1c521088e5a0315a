/** The newest event vCenter has, by `EventManager.latestEvent` (vim-facts 5.1). */
import type { VCenterEvent } from "../../inventory/activity.js";
import { eventOf } from "../decode/events.js";
import { faultTypeOf, sessionLost } from "../decode/managed-object.js";
import { readAnswer } from "../xml/answer-reader.js";
import { child, childrenOf } from "../xml/xml-node.js";
import type { Session } from "../session.js";
import { soapRef } from "../soap-caller.js";

/** Undefined when there is none, or the account may not see it. */
export async function readNewestEvent(session: Session, signal: AbortSignal): Promise<VCenterEvent | undefined> {
  const { eventManager, propertyCollector } = session.managers;
  const filter = { propSet: [{ type: eventManager.type, pathSet: ["latestEvent"] }], objectSet: [{ obj: soapRef(eventManager) }] };
  let newest: VCenterEvent | undefined;
  await session.caller.stream("RetrievePropertiesEx", propertyCollector, { specSet: [filter], options: {} }, (body) => readAnswer(body, {
    records: new Set(["objects"]),
    kept: () => undefined,
    needs: () => true,
    take: (record) => {
      for (const missing of childrenOf(record, "missingSet")) if (faultTypeOf(missing) === "NotAuthenticated") throw sessionLost();
      const value = child(child(record, "propSet"), "val");
      if (value !== undefined) newest = eventOf(value);
    },
  }), { signal });
  return newest;
}
