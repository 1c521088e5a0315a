/** From an operation as data to the SOAP call that does it. It sends nothing that changes anything. */
import type { Operation } from "../../actions/operation.js";
import type { Session } from "../session.js";
import { vmRef, type Call, type NoCall } from "./call.js";
import { addDeltaCall, promoteCall } from "./device-calls.js";
import { pinCall } from "./pin-call.js";
import { cloneCall, relocateCall } from "./placement-calls.js";
import { createSnapshotCall, removeAllSnapshotsCall, removeSnapshotCall, revertCall } from "./snapshot-calls.js";

/** Reads what the call must show as it is now; throws what reading throws. */
export async function callFor(session: Session, operation: Operation, signal: AbortSignal): Promise<Call | NoCall> {
  switch (operation.kind) {
    case "CreateSnapshot_Task": return createSnapshotCall(operation);
    case "RemoveSnapshot_Task": return removeSnapshotCall(operation);
    case "RemoveAllSnapshots_Task": return removeAllSnapshotsCall(operation);
    case "RevertToSnapshot_Task": return revertCall(operation);
    case "CloneVM_Task": return cloneCall(operation);
    case "RelocateVM_Task": return relocateCall(operation);
    case "PromoteDisks_Task": return await promoteCall(session, operation, signal);
    case "ReconfigVM_Task": return await addDeltaCall(session, operation, signal);
    case "PinGroup": return await pinCall(session, operation, signal);
    case "ConsolidateVMDisks_Task":
    case "Destroy_Task": return { method: operation.kind, target: vmRef(operation.vm), args: {} };
  }
}
