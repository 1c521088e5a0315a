/** Rehearsed changes of hosts and of where VMs run. */
import type { Inventory } from "../inventory.js";
import type { Host } from "../model.js";
import type { ComputeUpdate, HostUpdate, Ref } from "../updates.js";
import type { Consequence } from "./hypothesis.js";

export function loseHost(inventory: Inventory, host: Ref): Consequence {
  return { updates: [hostUpdate(host, { connectionState: "notResponding", powerState: "poweredOff" })], displaced: runningOn(inventory, host) };
}

export function enterMaintenance(inventory: Inventory, host: Ref): Consequence {
  return { updates: [hostUpdate(host, { inMaintenanceMode: true })], displaced: runningOn(inventory, host) };
}

/** New hosts are as the cluster's own where those agree; where they do not, the version of the new ones is unknown. */
export function addHosts({ hosts, computes }: Inventory, cluster: Ref, count: number): Consequence {
  const present = computes.get(cluster)?.hosts ?? [];
  const models = present.map((ref) => hosts.get(ref));
  const added = Array.from({ length: count }, (_, index) => newRef(cluster, index, hosts));
  const properties: HostUpdate["set"] = {
    parent: cluster, connectionState: "connected", powerState: "poweredOn", inMaintenanceMode: false,
    ...agreed(models, "version"), ...agreed(models, "eightPlusHostVmfsSharedAccessSupported"),
  };
  const members: ComputeUpdate = { type: "ComputeResource", ref: cluster, kind: "modify", set: { hosts: [...present, ...added] }, unreadable: [] };
  return { updates: [...added.map((ref): HostUpdate => ({ type: "HostSystem", ref, kind: "enter", set: { ...properties, name: ref }, unreadable: [] })), members] };
}

export function migrate(vm: Ref, host: Ref): Consequence {
  return { updates: [{ type: "VirtualMachine", ref: vm, kind: "modify", set: { host }, unreadable: [] }] };
}

function hostUpdate(ref: Ref, set: HostUpdate["set"]): HostUpdate {
  return { type: "HostSystem", ref, kind: "modify", set, unreadable: [] };
}

function runningOn(inventory: Inventory, host: Ref): readonly Ref[] {
  return [...inventory.vmsOn(host)].filter((vm) => inventory.vms.get(vm)?.powerState !== "poweredOff").sort();
}

function newRef(cluster: Ref, index: number, hosts: ReadonlyMap<Ref, unknown>): Ref {
  let number = index + 1;
  while (hosts.has(`new-host-${number}-of-${cluster}`)) number += 1000;
  return `new-host-${number}-of-${cluster}`;
}

function agreed(models: readonly (Host | undefined)[], name: "version" | "eightPlusHostVmfsSharedAccessSupported"): HostUpdate["set"] {
  const value = models[0]?.[name];
  return value !== undefined && models.every((host) => host?.[name] === value) ? { [name]: value } : {};
}
