/**
 * What each call needs of the account and of vCenter: privileges with the objects they are needed on, and the API version that has it
 * (vim-facts 7, 7.10). It asks nobody.
 */
import type { Ref } from "../inventory/updates.js";
import type { Operation, OperationKind } from "./operation.js";

/** Any one of these on that object. */
export interface PrivilegeNeed {
  readonly anyOf: readonly string[];
  readonly type: "VirtualMachine" | "Folder" | "ResourcePool" | "Datastore" | "ClusterComputeResource";
  readonly entity: Ref;
}

export interface KindNeeds {
  /** API version that has every field we send. */
  readonly since: string;
  /** All that may be needed, for documents and for a check without an object. Alternatives stand together. */
  readonly privileges: readonly (readonly string[])[];
  readonly of: (operation: never) => readonly PrivilegeNeed[];
}

type Of<Kind extends OperationKind> = Extract<Operation, { readonly kind: Kind }>;

function onVm(since: string, ...privileges: readonly (readonly string[])[]): KindNeeds {
  return { since, privileges, of: (operation: { readonly vm: Ref }) => privileges.map((anyOf) => ({ anyOf, type: "VirtualMachine", entity: operation.vm })) };
}

const cloning = ["VirtualMachine.Provisioning.Clone", "VirtualMachine.Provisioning.DeployTemplate"];
const moving = ["Resource.ColdMigrate", "Resource.HotMigrate"];

export const operationNeeds: Readonly<Record<OperationKind, KindNeeds>> = {
  CreateSnapshot_Task: onVm("2.0", ["VirtualMachine.State.CreateSnapshot"]),
  RemoveSnapshot_Task: onVm("5.0", ["VirtualMachine.State.RemoveSnapshot"]),
  RemoveAllSnapshots_Task: onVm("5.0", ["VirtualMachine.State.RemoveSnapshot"]),
  RevertToSnapshot_Task: onVm("4.0", ["VirtualMachine.State.RevertToSnapshot"]),
  PromoteDisks_Task: onVm("4.0", ["VirtualMachine.Provisioning.PromoteDisks"]),
  ConsolidateVMDisks_Task: onVm("5.0", ["VirtualMachine.State.RemoveSnapshot"]),
  ReconfigVM_Task: onVm("4.0", ["VirtualMachine.Config.AddNewDisk"], ["VirtualMachine.Config.RemoveDisk"]),
  Destroy_Task: onVm("2.0", ["VirtualMachine.Inventory.Delete"]),
  CloneVM_Task: {
    since: "4.0", privileges: [cloning, ["VirtualMachine.Inventory.CreateFromExisting"], ["Resource.AssignVMToPool"], ["Datastore.AllocateSpace"]],
    of: ({ vm, folder, pool, datastore }: Of<"CloneVM_Task">) => [
      { anyOf: cloning, type: "VirtualMachine", entity: vm },
      { anyOf: ["VirtualMachine.Inventory.CreateFromExisting"], type: "Folder", entity: folder },
      ...(pool === undefined ? [] : [{ anyOf: ["Resource.AssignVMToPool"], type: "ResourcePool", entity: pool } as const]),
      ...(datastore === undefined ? [] : [allocation(datastore)]),
    ],
  },
  RelocateVM_Task: {
    since: "4.0", privileges: [moving, ["Datastore.AllocateSpace"]],
    of: ({ vm, datastore }: Of<"RelocateVM_Task">) => [{ anyOf: moving, type: "VirtualMachine", entity: vm }, allocation(datastore)],
  },
  PinGroup: {
    since: "4.1", privileges: [["Host.Inventory.EditCluster"]],
    of: ({ cluster }: Of<"PinGroup">) => [{ anyOf: ["Host.Inventory.EditCluster"], type: "ClusterComputeResource", entity: cluster }],
  },
};

/** Privileges for this very call. */
export function privilegesFor(operation: Operation): readonly PrivilegeNeed[] {
  return operationNeeds[operation.kind].of(operation as never);
}

function allocation(entity: Ref): PrivilegeNeed {
  return { anyOf: ["Datastore.AllocateSpace"], type: "Datastore", entity };
}
