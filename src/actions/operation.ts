/**
 * One call to vCenter as data: what an action wants done next, complete enough to be shown, journalled and carried out. Names are the
 * API's own (vim-facts 7); nothing here calls anybody.
 */
import type { Ref } from "../inventory/updates.js";

export type Operation =
  | { readonly kind: "CreateSnapshot_Task"; readonly vm: Ref; readonly name: string; readonly description: string; readonly memory: boolean; readonly quiesce: boolean }
  | { readonly kind: "RemoveSnapshot_Task"; readonly vm: Ref; readonly snapshot: Ref; readonly removeChildren: boolean }
  | { readonly kind: "RemoveAllSnapshots_Task"; readonly vm: Ref }
  | { readonly kind: "RevertToSnapshot_Task"; readonly vm: Ref; readonly snapshot: Ref; readonly suppressPowerOn: boolean }
  | {
    readonly kind: "CloneVM_Task"; readonly vm: Ref; readonly name: string; readonly folder: Ref; readonly diskMoveType: "createNewChildDiskBacking" | "moveChildMostDiskBacking";
    /** Needed for createNewChildDiskBacking. */
    readonly snapshot?: Ref;
    readonly datastore?: Ref; readonly host?: Ref; readonly pool?: Ref; readonly powerOn: boolean; readonly template: boolean;
    /** Put into the new VM's extraConfig, so that it can be found again after a lost answer. */
    readonly marker: string;
  }
  /** `disks`: device keys; absent means every disk with a parent. */
  | { readonly kind: "PromoteDisks_Task"; readonly vm: Ref; readonly unlink: boolean; readonly disks?: readonly number[] }
  | { readonly kind: "ConsolidateVMDisks_Task"; readonly vm: Ref }
  | { readonly kind: "RelocateVM_Task"; readonly vm: Ref; readonly datastore: Ref; readonly diskMoveType: "moveChildMostDiskBacking" | "moveAllDiskBackingsAndAllowSharing" }
  /** Remove and add/create with `parent` in one list (vim-facts 7.3); refused by vCenter when `changeVersion` is not the present one. */
  | { readonly kind: "ReconfigVM_Task"; readonly vm: Ref; readonly changeVersion: string; readonly addDeltaTo: readonly number[] }
  | { readonly kind: "Destroy_Task"; readonly vm: Ref }
  /**
   * ReconfigureComputeResource_Task with complete lists: VM group, host group and mandatory rule of these names are made or set to exactly
   * this; `vms` empty removes all three. Groups and rules are read again just before writing.
   */
  | { readonly kind: "PinGroup"; readonly cluster: Ref; readonly name: string; readonly vms: readonly Ref[]; readonly hosts: readonly Ref[] };

export type OperationKind = Operation["kind"];
