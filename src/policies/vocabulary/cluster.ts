/** Clusters, hosts and datastores, as conditions see them. */
import { mayTakeVms } from "../../inventory/ha-ground.js";
import { defaultRestartAttempts } from "../../inventory/ha-risk.js";
import type { Compute, Datastore, Host } from "../../inventory/model.js";
import { bytes, flag, int, real, text, texts, word, type Field } from "./field.js";
import { clusterName, clusterRef, computeOf, namesOf } from "./place.js";
import { always, derived, told, toldUnless } from "./source.js";
import { viewType } from "./view-type.js";

const bytesPerGiB = 1_073_741_824;

const settings: readonly Field<Compute>[] = [
  text("moref", "Managed object reference, e.g. `domain-c8`.", always("the object's reference"), (cluster) => cluster.ref),
  text("name", "Its name.", told("ComputeResource.name"), (cluster) => cluster.name),
  flag("haEnabled", "vSphere HA is on.", told("ComputeResource.configurationEx"), (cluster) => cluster.haEnabled),
  flag("drsEnabled", "DRS is on.", told("ComputeResource.configurationEx"), (cluster) => cluster.drsEnabled),
  int("restartAttempts", "hosts", "Hosts that HA tries at most for one VM: `das.maxvmrestartcount`, or 5 where nobody set it.", told("ComputeResource.configurationEx"), (cluster) => (cluster.haEnabled === undefined ? undefined : cluster.maxVmRestartCount ?? defaultRestartAttempts)),
  flag("haRestartsByDefault", "HA restarts VMs that have no setting of their own.", told("ComputeResource.configurationEx"), (cluster) => cluster.haRestart?.byDefault),
  flag("admissionControlEnabled", "HA keeps capacity free for restarts.", told("ComputeResource.configurationEx"), (cluster) => cluster.admissionControlEnabled),
  texts("mustRules", "Names of its enabled, mandatory VM-host rules.", told("ComputeResource.configurationEx"), (cluster) => cluster.mustRules?.map(({ name }) => name)),
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
  flag("mayTakeVms", "True unless it is in maintenance, standing by, off or out of touch.", told("HostSystem.runtime.connectionState", "HostSystem.runtime.powerState", "HostSystem.runtime.inMaintenanceMode"), takesVms),
]);

/** Three-valued: one state against it is enough, but "yes" needs all three. */
function takesVms(host: Host): boolean | undefined {
  if (!mayTakeVms(host)) return false;
  const { connectionState, powerState, inMaintenanceMode } = host;
  return connectionState === undefined || powerState === undefined || powerState === "unknown" || inMaintenanceMode === undefined ? undefined : true;
}

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
  texts("orphanedFiles", "Files on it that VMs stand on while none of those lives beside: their own VM is gone. `datastore-11:folder/file.vmdk`, sorted; of a volume with several datastores, under the one with the smallest reference.",
    derived("the chains of all VMs and of their snapshots, `VirtualMachine.config.files.vmPathName`", "a VM that uses a file on it lives nobody knows where"), (datastore, { inventory }) => inventory.orphansOn(datastore.ref)),
]);
