/** Clusters, hosts and datastores, as conditions see them. */
import type { Compute, Datastore, Host } from "../../inventory/model.js";
import { clusterName, clusterRef, computeOf, namesOf } from "./place.js";
import { flag, int, real, text, texts, viewType, type Field } from "./view-type.js";

const bytesPerGiB = 1_073_741_824;

const settings: readonly Field<Compute>[] = [
  text("moref", "Managed object reference, e.g. `domain-c8`.", (cluster) => cluster.ref),
  text("name", "Its name.", (cluster) => cluster.name),
  flag("haEnabled", "vSphere HA is on.", (cluster) => cluster.haEnabled),
  flag("drsEnabled", "DRS is on.", (cluster) => cluster.drsEnabled),
  int("hostCount", "Number of hosts in it.", (cluster) => cluster.hosts?.length),
];

/** Without the names of its hosts, so that a host's change need not wake every group of its cluster. */
export const groupClusterType = viewType<Compute>("GroupCluster", "A cluster that a clone group is in.", settings);

export const clusterType = viewType<Compute>("Cluster", "A cluster of hosts.", [
  ...settings,
  texts("hosts", "Names of its hosts.", (cluster, { inventory }) => namesOf(cluster.hosts, inventory.hosts)),
  texts("hostRefs", "References of its hosts.", (cluster) => cluster.hosts),
]);

export const hostType = viewType<Host>("Host", "An ESXi host.", [
  text("moref", "Managed object reference, e.g. `host-12`.", (host) => host.ref),
  text("name", "Its name.", (host) => host.name),
  text("cluster", "Name of its cluster; empty for a standalone host.", (host, { inventory }) => clusterName(computeOf(inventory, host))),
  text("clusterRef", "Reference of its cluster; empty for a standalone host.", (host, { inventory }) => clusterRef(computeOf(inventory, host))),
  text("connectionState", "`connected`, `notResponding` or `disconnected`.", (host) => host.connectionState),
  text("powerState", "`poweredOn`, `poweredOff` or `standBy`.", (host) => (host.powerState === "unknown" ? undefined : host.powerState)),
  flag("inMaintenanceMode", "True in maintenance mode.", (host) => host.inMaintenanceMode),
  text("version", "ESXi version, e.g. `8.0.2`.", (host) => host.version),
]);

export const datastoreType = viewType<Datastore>("Datastore", "A datastore.", [
  text("moref", "Managed object reference, e.g. `datastore-11`.", (datastore) => datastore.ref),
  text("name", "Its name.", (datastore) => datastore.name),
  text("type", "As vCenter spells it: `VMFS`, `NFS`, `NFS41`, `vsan`, …", (datastore) => datastore.type),
  int("vmfsVersion", "Major version of VMFS; missing on anything else.", (datastore) => datastore.vmfsMajorVersion),
  flag("accessible", "vCenter can reach it.", (datastore) => datastore.accessible),
  int("capacityBytes", "Capacity in bytes.", (datastore) => datastore.capacityBytes),
  int("freeBytes", "Free space in bytes.", (datastore) => datastore.freeSpaceBytes),
  real("capacityGiB", "Capacity in GiB.", ({ capacityBytes }) => (capacityBytes === undefined ? undefined : capacityBytes / bytesPerGiB)),
  real("freeGiB", "Free space in GiB.", ({ freeSpaceBytes }) => (freeSpaceBytes === undefined ? undefined : freeSpaceBytes / bytesPerGiB)),
  real("freePercent", "Free space in percent of the capacity.", ({ capacityBytes, freeSpaceBytes }) =>
    (capacityBytes === undefined || freeSpaceBytes === undefined || capacityBytes === 0 ? undefined : (freeSpaceBytes / capacityBytes) * 100)),
]);
