/**
 * Calls that clone and relocate (vim-facts 7.2). No disk locators are sent: one without a move type of its own would quietly win over
 * the type that is said for all disks.
 */
import type { Operation } from "../../actions/operation.js";
import { markKey } from "./mark-key.js";
import { maybeRef, refTo, scalar, vmRef, type Call } from "./call.js";

type Of<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>;

export function cloneCall({ kind, vm, name, folder, diskMoveType, snapshot, datastore, host, pool, powerOn, template, marker }: Of<"CloneVM_Task">): Call {
  return {
    method: kind, target: vmRef(vm), args: {
      folder: refTo("Folder", folder), name,
      spec: given({
        location: given({ datastore: maybeRef("Datastore", datastore), diskMoveType, pool: maybeRef("ResourcePool", pool), host: maybeRef("HostSystem", host) }),
        template,
        config: { extraConfig: [{ key: markKey, value: scalar("string", marker) }] },
        powerOn, snapshot: maybeRef("VirtualMachineSnapshot", snapshot),
      }),
    },
  };
}

export function relocateCall({ kind, vm, datastore, diskMoveType }: Of<"RelocateVM_Task">): Call {
  return { method: kind, target: vmRef(vm), args: { spec: { datastore: refTo("Datastore", datastore), diskMoveType } } };
}

/** Without the members that are undefined, which would be sent as empty elements. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
