/** Calls that take, remove and go back to snapshots (vim-facts 7.1). Removal and revert are done to the snapshot, not to the VM. */
import type { Operation } from "../../actions/operation.js";
import { vmRef, type Call } from "./call.js";

type Of<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>;

export function createSnapshotCall({ kind, vm, name, description, memory, quiesce }: Of<"CreateSnapshot_Task">): Call {
  return { method: kind, target: vmRef(vm), args: { name, description, memory, quiesce } };
}

/** `consolidate` is said although true is the default: without it levels would be left behind. */
export function removeSnapshotCall({ kind, snapshot, removeChildren }: Of<"RemoveSnapshot_Task">): Call {
  return { method: kind, target: { type: "VirtualMachineSnapshot", value: snapshot }, args: { removeChildren, consolidate: true } };
}

export function removeAllSnapshotsCall({ kind, vm }: Of<"RemoveAllSnapshots_Task">): Call {
  return { method: kind, target: vmRef(vm), args: { consolidate: true } };
}

export function revertCall({ kind, snapshot, suppressPowerOn }: Of<"RevertToSnapshot_Task">): Call {
  return { method: kind, target: { type: "VirtualMachineSnapshot", value: snapshot }, args: { suppressPowerOn } };
}
