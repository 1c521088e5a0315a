/** What a lab holds when nobody says anything: one datacenter, one cluster of four hosts with HA and DRS, two datastores, four plain VMs. */
import type { DatacenterPlan, Estate, VmPlan } from "./estate.js";
import { haOn } from "./read-clusters.js";
import { datastoreNamed } from "./read-datastores.js";
import { defaultDisk } from "./read-disks.js";
import { hostNamed } from "./read-hosts.js";

/** A datacenter of that name with the places of the default estate and no VM. */
export function datacenterNamed(name: string): DatacenterPlan {
  return {
    name, networks: ["VM Network"], datastores: ["ds0", "ds1"].map(datastoreNamed),
    clusters: [{ name: "C0", ha: haOn, drs: "fullyAutomated", hosts: ["h0", "h1", "h2", "h3"].map(hostNamed), pools: [], groups: [], rules: [] }],
    hosts: [], folders: [], vms: [],
  };
}

/** New VMs with one thin disk of 10 GiB, powered off, on the first datastore. */
export function plainVms(names: readonly string[]): VmPlan {
  return {
    names, how: "new", from: undefined, disks: [defaultDisk], writtenBytes: 0, folder: "", datastores: [], compute: undefined, pool: "", placement: { kind: "round-robin" }, networks: [],
    cpus: 2, memoryMiB: 4_096, guest: "otherGuest64", hardware: "vmx-19", firmware: "bios", notes: "", managedBy: undefined, extraConfig: {}, steps: [], later: [],
  };
}

export const defaultEstate: Estate = {
  about: "one cluster of four hosts and four plain VMs", source: "the default estate", settings: {},
  datacenters: [{ ...datacenterNamed("DC0"), vms: [plainVms(["vm0", "vm1", "vm2", "vm3"])] }],
};
