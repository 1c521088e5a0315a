/**
 * The inventory as the lab stores it: what an estate file or an operation sets. Everything a client can compute from it (backings, layouts, summaries)
 * is computed in properties/, never stored. Objects are mutable; whoever changes one tells the change log.
 */
import type { Ref } from "../wire/vim-value.js";
import type { VmState } from "./vm-state.js";

interface EntityBase<T extends string> {
  readonly type: T;
  readonly ref: Ref;
  name: string;
  /** Unset only for the root folder. */
  parent: Ref | undefined;
}

export interface FolderState extends EntityBase<"Folder"> {
  /** Wire names of what it may hold, e.g. ["Folder", "VirtualMachine"]. */
  readonly childTypes: readonly string[];
  readonly children: Set<string>;
}

export interface DatacenterState extends EntityBase<"Datacenter"> {
  readonly vmFolder: Ref;
  readonly hostFolder: Ref;
  readonly datastoreFolder: Ref;
  readonly networkFolder: Ref;
}

export type RestartPriority = "disabled" | "lowest" | "low" | "medium" | "high" | "highest" | "clusterRestartPriority";

export interface DasState {
  enabled: boolean;
  hostMonitoring: boolean;
  admissionControlEnabled: boolean;
  failoverLevel: number;
  restartPriority: RestartPriority;
  /** Advanced options, e.g. "das.maxvmrestartcount" → "5". */
  readonly options: Map<string, string>;
  /** Per VM (moid): overrides. */
  readonly vms: Map<string, { restartPriority?: RestartPriority }>;
}

export interface DrsState {
  enabled: boolean;
  behavior: "manual" | "partiallyAutomated" | "fullyAutomated";
  vmotionRate: number;
  /** Per VM (moid): overrides. */
  readonly vms?: Map<string, { enabled?: boolean; behavior?: DrsState["behavior"] }>;
}

export interface ClusterGroup {
  readonly kind: "vm" | "host";
  readonly name: string;
  /** Managed object ids. */
  members: string[];
  readonly uniqueId: string;
}

export interface ClusterRule {
  readonly key: number;
  readonly uuid: string;
  name: string;
  enabled: boolean;
  mandatory: boolean;
  readonly detail:
    | { readonly kind: "vm-host"; vmGroup: string; affineHosts?: string; antiAffineHosts?: string }
    | { readonly kind: "affinity" | "anti-affinity"; vms: string[] };
}

interface ComputeBase<T extends "ComputeResource" | "ClusterComputeResource"> extends EntityBase<T> {
  readonly resourcePool: Ref;
  readonly hosts: Set<string>;
}

/** A host outside any cluster. */
export type ComputeState = ComputeBase<"ComputeResource">;

export interface ClusterState extends ComputeBase<"ClusterComputeResource"> {
  readonly das: DasState;
  readonly drs: DrsState;
  groups: ClusterGroup[];
  rules: ClusterRule[];
  nextRuleKey: number;
}

export interface HostState extends EntityBase<"HostSystem"> {
  /** e.g. "8.0.3", "5.0.0", "4.1.0". */
  readonly version: string;
  readonly build: string;
  connectionState: "connected" | "notResponding" | "disconnected";
  powerState: "poweredOn" | "poweredOff" | "standBy";
  inMaintenanceMode: boolean;
  /** dasHostState.state; undefined when the cluster has no HA. */
  dasState: string | undefined;
  readonly datastores: Set<string>;
  readonly networks: Set<string>;
  /** VMs registered on it (moids). Change it through World.placeVm. */
  readonly vms: Set<string>;
  bootTime: number;
  readonly cpuMhz: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

export type DatastoreType = "VMFS" | "NFS" | "NFS41" | "vsan" | "VVOL" | "OTHER";

export interface DatastoreState extends EntityBase<"Datastore"> {
  readonly kind: DatastoreType;
  /** For VMFS: 3, 5 or 6. */
  readonly vmfsMajorVersion: number | undefined;
  readonly url: string;
  readonly uuid: string;
  capacityBytes: number;
  /** Bytes in use by what the lab does not model; free space is capacity minus this minus the files. */
  otherUsedBytes: number;
  accessible: boolean;
  readonly hosts: Set<string>;
}

export interface ResourcePoolState extends EntityBase<"ResourcePool"> {
  readonly owner: Ref;
  readonly children: Set<string>;
  /** Not templates. */
  readonly vms: Set<string>;
}

export interface NetworkState extends EntityBase<"Network"> {
  readonly hosts: Set<string>;
}

export type Entity =
  | FolderState | DatacenterState | ComputeState | ClusterState | HostState | DatastoreState | ResourcePoolState | NetworkState | VmState;
