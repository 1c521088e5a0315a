/** What kind of vSphere object an action is for, as its request says it. It does not check that the action fits the object. */
import type { SubjectKind } from "../policies/decision.js";
import { ActionError } from "./errors.js";
import type { ActionRequest } from "./request.js";

const types: Readonly<Record<Exclude<SubjectKind, "vcenter">, ActionRequest["target"]["type"]>> = {
  vm: "VirtualMachine", group: "CloneGroup", cluster: "ClusterComputeResource", host: "HostSystem", datastore: "Datastore",
};

/** Throws ActionError for a vCenter itself: no action of the catalogue is for one, and no policy passes with one. */
export function targetTypeOf(kind: SubjectKind): ActionRequest["target"]["type"] {
  if (kind === "vcenter") throw new ActionError("ACTION_NOT_ASKED_FOR", "Cannot request an action as its target must be an object of the inventory: it is the vCenter itself");
  return types[kind];
}
