/**
 * Every property tetherd reads of every managed object, with what needs it. Nothing else is ever asked for.
 * It holds no logic of updates: how names relate to these paths is in `decode/path-relation.ts`.
 */
import type {
  ComputeProperties, DatastoreProperties, HostProperties, PlaceProperties, SnapshotProperties, VmProperties,
} from "../inventory/updates.js";
import { computeConfigFields, computeConfigOf } from "./decode/compute-config.js";
import { disksOf } from "./decode/disks.js";
import { fileLayoutOf } from "./decode/file-layout.js";
import { booleanOf, nameOf, numberOf, oneOf, refOf, refsOf, stringOf } from "./decode/scalars.js";
import { snapshotTreeOf } from "./decode/snapshot-tree.js";
import { textOf, child, type XmlNode } from "./xml/xml-node.js";

/** One selected path. */
export interface WatchedPath {
  /** As vCenter spells it. */
  readonly path: string;
  /** Who would miss it. */
  readonly neededFor: string;
  /** The members of our properties that it fills. */
  readonly fields: readonly string[];
  /** True when the value is an array: inside an enclosing object its elements are repeated and not wrapped. */
  readonly isArray: boolean;
  /** Values of `fields`; null means unset, undefined that the value is not what was promised. */
  readonly decode: (value: XmlNode) => Readonly<Record<string, unknown>> | undefined;
}

/** A path that fills one field. */
function one<Properties>() {
  return <Field extends keyof Properties & string>(
    path: string, field: Field, decode: (value: XmlNode) => Properties[Field] | undefined, neededFor: string, isArray = false,
  ): WatchedPath => ({
    path, neededFor, isArray, fields: [field],
    decode: (value) => {
      const decoded = decode(value);
      return decoded === undefined ? undefined : { [field]: decoded };
    },
  });
}

const vm = one<VmProperties>();
const vmPaths: readonly WatchedPath[] = [
  vm("name", "name", nameOf, "messages, policies"),
  vm("parent", "parent", refOf, "folder path in policies"),
  vm("parentVApp", "parentVApp", refOf, "place of a VM in a vApp"),
  vm("config.instanceUuid", "instanceUuid", stringOf, "identity that outlives the reference"),
  vm("config.template", "template", booleanOf, "templates are members that never run"),
  vm("config.changeVersion", "changeVersion", stringOf, "whether a configuration is the one that was judged"),
  vm("config.files.vmPathName", "vmPathName", stringOf, "whose directory a file lies in"),
  vm("config.hardware.device", "disks", disksOf, "chains, groups, levels", true),
  vm("snapshot", "snapshot", snapshotTreeOf, "snapshot facts, pinned levels"),
  vm("runtime.host", "host", refOf, "host span, risk"),
  vm("runtime.powerState", "powerState", oneOf("poweredOn", "poweredOff", "suspended"), "hosts that have a base open"),
  vm("runtime.connectionState", "connectionState", oneOf("connected", "disconnected", "orphaned", "inaccessible", "invalid"), "unknown instead of wrong"),
  vm("runtime.consolidationNeeded", "consolidationNeeded", booleanOf, "fact, policies"),
  vm("runtime.question", "question", (info) => textOf(info, "text"), "whether it waits for an answer, and would keep an action waiting"),
  vm("datastore", "datastores", refsOf, "limits per datastore", true),
  vm("resourcePool", "resourcePool", refOf, "place, policies"),
];

/** Never watched: servers do not announce their changes (vim-facts 3.6). `layout-refresh.ts` reads them. */
const silentVmPaths: readonly WatchedPath[] = [
  vm("layoutEx", "layout", fileLayoutOf, "bytes of levels, space that a change frees or needs"),
];

const snapshotPaths: readonly WatchedPath[] = [
  one<SnapshotProperties>()("config.hardware.device", "disks", disksOf, "files that a snapshot pins", true),
];

const host = one<HostProperties>();
const hostPaths: readonly WatchedPath[] = [
  host("name", "name", nameOf, "messages, policies"),
  host("parent", "parent", refOf, "cluster of a host"),
  host("runtime.connectionState", "connectionState", oneOf("connected", "notResponding", "disconnected"), "risk, host facts"),
  host("runtime.powerState", "powerState", oneOf("poweredOn", "poweredOff", "standBy", "unknown"), "risk, host facts"),
  host("runtime.inMaintenanceMode", "inMaintenanceMode", booleanOf, "risk, host facts"),
  host("summary.config.product.version", "version", stringOf, "host limit; told for disconnected hosts too, unlike config.product"),
  host("capability.eightPlusHostVmfsSharedAccessSupported", "eightPlusHostVmfsSharedAccessSupported", booleanOf, "host limit"),
  host("datastore", "datastores", refsOf, "whether a VM's host can reach the datastore that it is to be moved or cloned to", true),
];

const compute = one<ComputeProperties>();
const computePaths: readonly WatchedPath[] = [
  compute("name", "name", nameOf, "messages, policies"),
  compute("parent", "parent", refOf, "folder path"),
  compute("host", "hosts", refsOf, "hosts of a cluster", true),
  { path: "configurationEx", neededFor: "HA risk", fields: computeConfigFields, isArray: false, decode: computeConfigOf },
];

const datastore = one<DatastoreProperties>();
const datastorePaths: readonly WatchedPath[] = [
  datastore("name", "name", stringOf, "resolves the bracket in file names, hence as spelled"),
  datastore("summary.url", "url", stringOf, "identity across renames"),
  datastore("summary.type", "type", stringOf, "host limit"),
  datastore("summary.capacity", "capacityBytes", numberOf, "space floor"),
  datastore("summary.freeSpace", "freeSpaceBytes", numberOf, "space floor"),
  datastore("summary.accessible", "accessible", booleanOf, "policies"),
  {
    path: "info", neededFor: "VMFS version for the host limit; info.vmfs is no property of every datastore, so it cannot be asked for alone",
    fields: ["vmfsMajorVersion"], isArray: false,
    decode: (info) => {
      const version = Number(textOf(child(info, "vmfs"), "majorVersion") ?? Number.NaN);
      return { vmfsMajorVersion: Number.isInteger(version) ? version : null };
    },
  },
];

const place = one<PlaceProperties>();
const placePaths: readonly WatchedPath[] = [
  place("name", "name", nameOf, "folder and pool paths in policies"),
  place("parent", "parent", refOf, "folder and pool paths in policies"),
];

/** The type of our updates and the paths, by the type of the managed object. */
export interface WatchedType {
  readonly updateType: "VirtualMachine" | "VirtualMachineSnapshot" | "HostSystem" | "ComputeResource" | "Datastore" | "Place";
  /** What the filter watches. */
  readonly paths: readonly WatchedPath[];
  /** These and the silent ones that are only ever read: what an answer may hold. */
  readonly readable: readonly WatchedPath[];
  /** What the type itself tells; part of every update but `leave`. */
  readonly constant: Readonly<Record<string, unknown>>;
}

function watchedType(updateType: WatchedType["updateType"], paths: readonly WatchedPath[], constant: WatchedType["constant"] = {}, silent: readonly WatchedPath[] = []): WatchedType {
  return { updateType, paths, constant, readable: silent.length === 0 ? paths : [...paths, ...silent] };
}

export const watchedTypes: ReadonlyMap<string, WatchedType> = new Map([
  ["VirtualMachine", watchedType("VirtualMachine", vmPaths, {}, silentVmPaths)],
  ["VirtualMachineSnapshot", watchedType("VirtualMachineSnapshot", snapshotPaths)],
  ["HostSystem", watchedType("HostSystem", hostPaths)],
  ["ComputeResource", watchedType("ComputeResource", computePaths, { isCluster: false })],
  ["ClusterComputeResource", watchedType("ComputeResource", computePaths, { isCluster: true })],
  ["Datastore", watchedType("Datastore", datastorePaths)],
  ["Folder", watchedType("Place", placePaths, { kind: "Folder" })],
  ["StoragePod", watchedType("Place", placePaths, { kind: "Folder" })],
  ["Datacenter", watchedType("Place", placePaths, { kind: "Datacenter" })],
  ["ResourcePool", watchedType("Place", placePaths, { kind: "ResourcePool" })],
  ["VirtualApp", watchedType("Place", placePaths, { kind: "VirtualApp" })],
]);

/** What one filter watches: objects of these types, reached through a container view of them (vim-facts 3.3, 4). */
export interface WatchedFilter {
  readonly viewTypes: readonly string[];
  /** Each concrete type has exactly one specification; a subtype without its own has its supertype's. */
  readonly specifications: readonly string[];
}

export const watchedFilters: readonly WatchedFilter[] = [
  { viewTypes: ["VirtualMachine"], specifications: ["VirtualMachine"] },
  { viewTypes: ["HostSystem"], specifications: ["HostSystem"] },
  { viewTypes: ["ComputeResource"], specifications: ["ComputeResource"] },
  { viewTypes: ["Datastore"], specifications: ["Datastore"] },
  { viewTypes: ["Folder", "Datacenter", "ResourcePool"], specifications: ["Folder", "Datacenter", "ResourcePool"] },
];

/** Paths whose changes servers do not all announce (vim-facts 3.6, 3.8); re-read slowly. Cheap ones only. */
export const slowlyReadPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ["HostSystem", ["parent", "runtime.connectionState", "runtime.powerState", "runtime.inMaintenanceMode", "summary.config.product.version"]],
  ["ComputeResource", ["host", "configurationEx"]],
  ["Datastore", ["name", "summary.url", "summary.capacity", "summary.freeSpace", "summary.accessible"]],
  ["VirtualMachine", ["config.template", "datastore", "resourcePool"]],
]);
