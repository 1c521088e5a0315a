/**
 * An estate as the builder takes it: every default filled in, every name written out, sizes in bytes. It is made by reading YAML or by the generator,
 * and holds no object of a world.
 */
import type { DatastoreType } from "../world/entities.js";
import type { DiskMode } from "../world/vm-state.js";
import type { WorldSettings } from "../world/settings.js";
import type { GroupPlan, HaPlan, RulePlan } from "./cluster-plans.js";
import type { Placed } from "./place.js";
import type { Step } from "./step.js";

export interface Estate {
  /** What it shows, for people. */
  readonly about: string;
  /** For messages: the file's path, or what made it. */
  readonly source: string;
  /** What the estate sets of the lab as a whole. */
  readonly settings: Partial<WorldSettings>;
  readonly datacenters: readonly DatacenterPlan[];
}

export interface DatacenterPlan extends Placed {
  readonly name: string;
  readonly networks: readonly string[];
  readonly datastores: readonly DatastorePlan[];
  readonly clusters: readonly ClusterPlan[];
  /** Hosts outside any cluster. */
  readonly hosts: readonly HostPlan[];
  /** Paths below the VM folder, e.g. "Pools/Windows"; parents are made too. */
  readonly folders: readonly string[];
  readonly vms: readonly VmPlan[];
}

export interface DatastorePlan extends Placed {
  readonly name: string;
  readonly type: DatastoreType;
  /** 3, 5 or 6; only for VMFS. */
  readonly vmfs: number | undefined;
  readonly sizeBytes: number;
  readonly otherUsedBytes: number;
  readonly accessible: boolean;
  /** Names; "all" are all hosts of the datacenter. */
  readonly hosts: readonly string[] | "all";
  /** Files that belong to no VM, e.g. left behind by something. */
  readonly files: readonly FilePlan[];
}

export interface FilePlan extends Placed {
  readonly path: string;
  readonly sizeBytes: number;
  /** A virtual disk of that many bytes; unset for any other file. */
  readonly diskBytes: number | undefined;
}

export interface HostPlan extends Placed {
  readonly name: string;
  readonly version: string;
  readonly cores: number;
  readonly mhz: number;
  readonly memoryBytes: number;
  readonly connection: "connected" | "notResponding" | "disconnected";
  readonly maintenance: boolean;
}

export interface ClusterPlan extends Placed {
  readonly name: string;
  readonly ha: HaPlan;
  readonly drs: "off" | "manual" | "partiallyAutomated" | "fullyAutomated";
  readonly hosts: readonly HostPlan[];
  /** Paths below the cluster's own pool, e.g. "Desktops/Gold". */
  readonly pools: readonly string[];
  readonly groups: readonly GroupPlan[];
  readonly rules: readonly RulePlan[];
}

/** Several VMs that came to be in the same way. */
export interface VmPlan extends Placed {
  readonly names: readonly string[];
  /** "new" has `disks`; the others have `from`. */
  readonly how: "new" | "snapshot" | "current-point" | "full";
  readonly from: CloneSource | undefined;
  readonly disks: readonly DiskPlan[];
  /** What a clone has written into each of its own levels. */
  readonly writtenBytes: number;
  /** Path below the VM folder, "" for the folder itself. */
  readonly folder: string;
  /** Dealt out in turn; empty: the source's, or the first datastore. */
  readonly datastores: readonly string[];
  /** A cluster's or a standalone host's name; unset: the source's, or the first. */
  readonly compute: string | undefined;
  /** Path below the pool of `compute`, "" for that pool itself. */
  readonly pool: string;
  readonly placement: Placement;
  readonly networks: readonly string[];
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly guest: string;
  readonly hardware: string;
  readonly firmware: "bios" | "efi";
  readonly notes: string;
  readonly managedBy: { readonly extensionKey: string; readonly type: string } | undefined;
  readonly extraConfig: Readonly<Record<string, string>>;
  /** Done to each of them at once, in order. */
  readonly steps: readonly Step[];
  /** Done to each of them when every VM of the estate is there. */
  readonly later: readonly Step[];
}

/** `vms` are dealt out to the clones in turn. */
export interface CloneSource {
  readonly vms: readonly string[];
  readonly snapshot: string | undefined;
}

/** Onto which hosts: all of the cluster in turn, the first alone, or those named in turn. */
export type Placement = { readonly kind: "round-robin" } | { readonly kind: "packed" } | { readonly kind: "hosts"; readonly hosts: readonly string[] };

export interface DiskPlan extends Placed {
  readonly sizeBytes: number;
  /** Bytes it occupies; for a thick disk all of them. */
  readonly usedBytes: number;
  readonly thin: boolean;
  readonly mode: DiskMode;
  readonly multiWriter: boolean;
  readonly rdm: "virtualMode" | "physicalMode" | undefined;
  /** Unset: where the VM's home is. */
  readonly datastore: string | undefined;
}
