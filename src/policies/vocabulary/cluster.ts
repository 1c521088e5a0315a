/** Clusters, hosts and datastores, as conditions see them. */
import type { Compute, Datastore, Host } from "../../inventory/model.js";
import { bytes, flag, int, real, text, texts, word, type Field } from "./field.js";
import { clusterName, clusterRef, computeOf, namesOf } from "./place.js";
import { always, told, toldUnless } from "./source.js";
import { viewType } from "./view-type.js";

const bytesPerGiB = 1_073_741_824;

const settings: readonly Field<Compute>[] = [
  text("moref", "Managed object reference, e.g. `domain-c8`.", always("the object's reference"), (cluster) => cluster.ref),
  text("name", "Its name.", told("ComputeResource.name"), (cluster) => cluster.name),
  flag("haEnabled", "vSphere HA is on.", told("ComputeResource.configurationEx"), (cluster) => cluster.haEnabled),
  flag("drsEnabled", "DRS is on.", told("ComputeResource.configurationEx"), (cluster) => cluster.drsEnabled),
  int("hostCount", "hosts", "Number of hosts in it.", told("ComputeResource.host"), (cluster) => cluster.hosts?.length),
];

/** Without the names of its hosts, so that a host's change need not wake every group of its cluster. */
export const groupClusterType = viewType<Compute>("GroupCluster", "A cluster that a clone group is in.", settings);

export const clusterType = viewType<Compute>("Cluster", "A cluster of hosts.", [
  ...settings,
  texts("hosts", "Names of its hosts.", told("ComputeResource.host", "HostSystem.name"), (cluster, { inventory }) => namesOf(cluster.hosts, inventory.hosts)),
  texts("hostRefs", "References of its hosts.", told("ComputeResource.host"), (cluster) => cluster.hosts),
]);

export const hostType = viewType<Host>("Host", "An ESXi host.", [
  text("moref", "Managed object reference, e.g. `host-12`.", always("the object's reference"), (host) => host.ref),
  text("name", "Its name.", told("HostSystem.name"), (host) => host.name),
  text("cluster", "Name of its cluster; empty for a standalone host.", told("HostSystem.parent", "ComputeResource.name"), (host, { inventory }) => clusterName(computeOf(inventory, host))),
  text("clusterRef", "Reference of its cluster; empty for a standalone host.", told("HostSystem.parent"), (host, { inventory }) => clusterRef(computeOf(inventory, host))),
  word("connectionState", ["connected", "notResponding", "disconnected"], "Whether vCenter is in touch with it.", told("HostSystem.runtime.connectionState"), (host) => host.connectionState),
  word("powerState", ["poweredOn", "poweredOff", "standBy"], "Whether it runs.", toldUnless("vCenter does not tell it, or calls it `unknown`", "HostSystem.runtime.powerState"), (host) => (host.powerState === "unknown" ? undefined : host.powerState)),
  flag("inMaintenanceMode", "True in maintenance mode.", told("HostSystem.runtime.inMaintenanceMode"), (host) => host.inMaintenanceMode),
  text("version", "ESXi version, e.g. `8.0.2`.", told("HostSystem.summary.config.product.version"), (host) => host.version),
]);

export const datastoreType = viewType<Datastore>("Datastore", "A datastore.", [
  text("moref", "Managed object reference, e.g. `datastore-11`.", always("the object's reference"), (datastore) => datastore.ref),
  text("name", "Its name.", told("Datastore.name"), (datastore) => datastore.name),
  text("type", "As vCenter spells it: `VMFS`, `NFS`, `NFS41`, `vsan`, …", told("Datastore.summary.type"), (datastore) => datastore.type),
  int("vmfsVersion", "version", "Major version of VMFS.", toldUnless("vCenter does not tell it, and always on anything that is not VMFS", "Datastore.info"), (datastore) => datastore.vmfsMajorVersion),
  flag("accessible", "vCenter can reach it.", told("Datastore.summary.accessible"), (datastore) => datastore.accessible),
  bytes("capacityBytes", "Its capacity.", told("Datastore.summary.capacity"), (datastore) => datastore.capacityBytes),
  bytes("freeBytes", "Its free space.", told("Datastore.summary.freeSpace"), (datastore) => datastore.freeSpaceBytes),
  real("capacityGiB", "GiB", "Its capacity.", told("Datastore.summary.capacity"), ({ capacityBytes }) => (capacityBytes === undefined ? undefined : capacityBytes / bytesPerGiB)),
  real("freeGiB", "GiB", "Its free space.", told("Datastore.summary.freeSpace"), ({ freeSpaceBytes }) => (freeSpaceBytes === undefined ? undefined : freeSpaceBytes / bytesPerGiB)),
  real("freePercent", "percent of the capacity", "Its free space.", told("Datastore.summary.freeSpace", "Datastore.summary.capacity"), ({ capacityBytes, freeSpaceBytes }) =>
    (capacityBytes === undefined || freeSpaceBytes === undefined || capacityBytes === 0 ? undefined : (freeSpaceBytes / capacityBytes) * 100)),
]);
