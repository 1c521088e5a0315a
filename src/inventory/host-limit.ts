/**
 * How many hosts may have a clone group's base disk open at once: a verdict from a table of rules, each with its source.
 * It never assumes what it was not told: missing data gives `unknown` and says which.
 */
import { datastoreOf } from "./file-key.js";
import type { CloneGroup, Host, HostLimit, InventoryView } from "./model.js";
import type { Ref } from "./updates.js";

/** What the rules look at. `undefined` is unknown. */
interface Ground {
  /** Some host that may run the group is older than ESXi 5.1. */
  readonly oldHost: boolean | undefined;
  /** Summary type of the base's datastore, upper case. */
  readonly datastoreType: string | undefined;
  readonly vmfsMajorVersion: number | undefined;
  /** Hosts of the clusters that the members are in. */
  readonly clusterHosts: number;
}

interface LimitRule {
  readonly verdict: "applies" | "lifted";
  readonly holds: (ground: Ground) => boolean | undefined;
  readonly hosts: number | "cluster";
  readonly reason: string;
  readonly source: string;
}

/** First rule that holds decides. The figures are data: see vim-facts 8.1 for how the sources contradict each other. */
export const hostLimitRules: readonly LimitRule[] = [
  {
    verdict: "applies", hosts: 8, holds: (ground) => ground.oldHost,
    reason: "a host that may run the group is older than ESXi 5.1",
    source: "vSphere Web Services SDK Programming Guide, linked virtual machines; HostCapability.eightPlusHostVmfsSharedAccessSupported (API 5.1)",
  },
  {
    verdict: "applies", hosts: 8, holds: (ground) => both(isVmfs(ground), below(ground.vmfsMajorVersion, 5)),
    reason: "the base is on VMFS older than 5",
    source: "Horizon documentation: VMFS older than 5 means 8 hosts whatever the ESX version",
  },
  {
    verdict: "lifted", hosts: 32, holds: (ground) => both(both(isVmfs(ground), not(below(ground.vmfsMajorVersion, 5))), not(ground.oldHost)),
    reason: "every host is ESXi 5.1 or newer and the base is on VMFS 5 or newer",
    source: "vSphere 5.1: VMFS file sharing went from 8 to 32 hosts; Horizon documentation",
  },
  {
    verdict: "lifted", hosts: "cluster", holds: (ground) => both(isNfs(ground), not(ground.oldHost)),
    reason: "every host is ESXi 5.1 or newer and the base is on NFS, where only the cluster's size limits",
    source: "Horizon documentation: up to the cluster's maximum with the replica on NFS",
  },
  {
    verdict: "lifted", hosts: "cluster", holds: (ground) => both(isObjectStore(ground), not(ground.oldHost)),
    reason: "every host is ESXi 5.1 or newer and the base is on vSAN or Virtual Volumes, where only the cluster's size limits",
    source: "Web Services SDK Programming Guide 8.0, Limitation for HA Clusters: with ESXi 5.1 or later only, the limit is the cluster's own maximum; "
      + "Horizon planning guides: more than eight hosts per cluster with pools on Virtual SAN and on Virtual Volumes",
  },
];

/**
 * The limit for the group's base, or for its files on another datastore. `override` is the operator's own figure and wins over every rule.
 * Hosts that may run the group are all hosts of the clusters its members are in.
 */
export function hostLimitOf(inventory: InventoryView, group: CloneGroup, override?: number, datastore = datastoreOf(group.base)): HostLimit {
  if (override !== undefined) {
    return { verdict: "applies", hosts: override, reason: `the operator's override (linkedClones.hostLimit) says ${override}`, source: "override", citation: undefined };
  }
  const missing = new Set<string>();
  const ground = groundOf(inventory, group, datastore, missing);
  for (const rule of hostLimitRules) {
    if (rule.holds(ground) === true) {
      return { verdict: rule.verdict, hosts: rule.hosts === "cluster" ? ground.clusterHosts : rule.hosts, reason: rule.reason, source: "table", citation: rule.source };
    }
  }
  const why = missing.size > 0
    ? `missing ${[...missing].sort().slice(0, 5).join(", ")}`
    : `no rule covers datastore type "${ground.datastoreType ?? ""}", and no source speaks of it: set linkedClones.hostLimit where the figure is known`;
  return { verdict: "unknown", hosts: undefined, reason: why, source: "table", citation: undefined };
}

function groundOf(inventory: InventoryView, group: CloneGroup, datastoreRef: Ref | undefined, missing: Set<string>): Ground {
  const { hosts, computes, unplaced } = inventory.placementOf(group);
  for (const member of unplaced) missing.add(`host of ${member}`);
  const candidates = new Set(hosts);
  for (const compute of computes) {
    const members = inventory.computes.get(compute)?.hosts;
    if (members === undefined) missing.add(`hosts of ${compute}`);
    else for (const host of members) candidates.add(host);
  }
  let oldHost: boolean | undefined = missing.size > 0 ? undefined : false;
  for (const ref of candidates) {
    const old = isOld(inventory.hosts.get(ref));
    if (old === undefined) missing.add(`version of ${ref}`);
    if (old === true) oldHost = true;
    else if (old === undefined && oldHost === false) oldHost = undefined;
  }
  const datastore = datastoreRef === undefined ? undefined : inventory.datastores.get(datastoreRef);
  const datastoreType = datastore?.type?.toUpperCase();
  if (datastoreRef === undefined) missing.add(`datastore of ${group.base}`);
  else if (datastoreType === undefined) missing.add(`type of ${datastoreRef}`);
  else if (datastoreType === "VMFS" && datastore?.vmfsMajorVersion === undefined) missing.add(`VMFS version of ${datastoreRef}`);
  return { oldHost, datastoreType, vmfsMajorVersion: datastore?.vmfsMajorVersion, clusterHosts: candidates.size };
}

/** The capability speaks first: it was made for this limit; the version is the next best witness. */
function isOld(host: Host | undefined): boolean | undefined {
  if (host?.eightPlusHostVmfsSharedAccessSupported !== undefined) return !host.eightPlusHostVmfsSharedAccessSupported;
  const match = /^(\d+)\.(\d+)/.exec(host?.version ?? "");
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < 5 || (major === 5 && minor < 1);
}

function isVmfs(ground: Ground): boolean | undefined {
  return ground.datastoreType === undefined ? undefined : ground.datastoreType === "VMFS";
}

/** NFS 3 reports "NFS", NFS 4.1 "NFS41". */
function isNfs(ground: Ground): boolean | undefined {
  return ground.datastoreType === undefined ? undefined : ground.datastoreType.startsWith("NFS");
}

/** Files there are objects, which no file system of the hosts locks. */
function isObjectStore(ground: Ground): boolean | undefined {
  return ground.datastoreType === undefined ? undefined : ground.datastoreType === "VSAN" || ground.datastoreType === "VVOL";
}

function below(value: number | undefined, bound: number): boolean | undefined {
  return value === undefined ? undefined : value < bound;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function both(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}
