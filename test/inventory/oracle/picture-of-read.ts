/** A full read of a vCenter, every object once, as a picture. It takes what was read at its word: names of datastores are looked up, nothing is remembered. */
import type { ComputeProperties, DatastoreProperties, DiskDevice, HostProperties, InventoryUpdate, SnapshotNode, SnapshotProperties, VmProperties } from "../../../src/inventory/updates.js";
import { directoryOf, type Picture, type PictureDisk } from "./picture.js";

type Read<Properties> = { readonly [Name in keyof Properties]?: Properties[Name] | null };

export function pictureOfRead(updates: readonly InventoryUpdate[]): Picture {
  const merged = new Map<string, { type: string; set: Record<string, unknown> }>();
  for (const { type, ref, kind, set } of updates) {
    if (kind === "leave") merged.delete(ref);
    else merged.set(ref, { type, set: { ...(kind === "modify" ? merged.get(ref)?.set : {}), ...set } });
  }
  const all = <Properties>(type: string): readonly (readonly [string, Read<Properties>])[] =>
    [...merged].filter(([, each]) => each.type === type).map(([ref, { set }]) => [ref, set as Read<Properties>]);
  const datastores = all<DatastoreProperties>("Datastore");
  const fileOf = (fileName: string, datastore: string | undefined): string => {
    const [, name, path = ""] = /^\[(.*?)\] (.*)$/.exec(fileName) ?? [];
    return `${datastore ?? datastores.find(([, each]) => each.name === name)?.[0] ?? "?"}:${path}`;
  };
  const diskOf = ({ key, backing }: DiskDevice): PictureDisk => {
    const files: string[] = [];
    for (let level = backing; level !== undefined; level = level.parent) files.push(fileOf(level.fileName, level.datastore));
    return { key, files, multiWriter: backing?.sharing === "sharingMultiWriter", independent: backing?.diskMode?.startsWith("independent") ?? false };
  };
  const frozen = new Map(all<SnapshotProperties>("VirtualMachineSnapshot"));
  return {
    vms: all<VmProperties>("VirtualMachine").map(([ref, vm]) => ({
      ref, name: vm.name ?? "", template: vm.template ?? false, host: vm.host ?? undefined, home: vm.vmPathName ? directoryOf(fileOf(vm.vmPathName, undefined)) : undefined,
      readable: vm.disks !== undefined && vm.disks !== null, consolidationNeeded: vm.consolidationNeeded ?? false, disks: (vm.disks ?? []).map(diskOf),
      snapshots: refsIn(vm.snapshot?.roots ?? []).map((each) => ({ ref: each, disks: (frozen.get(each)?.disks ?? []).map(diskOf) })),
    })),
    hosts: all<HostProperties>("HostSystem").map(([ref, host]) => ({
      ref, version: host.version ?? "", compute: host.parent ?? undefined, connected: host.connectionState === "connected", poweredOn: host.powerState === "poweredOn",
      inMaintenance: host.inMaintenanceMode ?? false,
    })),
    computes: all<ComputeProperties>("ComputeResource").map(([ref, compute]) => ({
      ref, hosts: compute.hosts ?? [], haEnabled: (compute.isCluster ?? false) && (compute.haEnabled ?? false), attempts: compute.maxVmRestartCount ?? undefined,
      neverRestarted: (vm) => (compute.haRestart?.byDefault ?? true) === (compute.haRestart?.except ?? []).includes(vm),
      mustRules: (compute.mustRules ?? []).map(({ kind, vms, hosts }) => ({ vms, mayRunOn: (host: string) => hosts.includes(host) === (kind === "on") })),
    })),
    datastores: datastores.map(([ref, { type, vmfsMajorVersion }]) => ({ ref, type: (type ?? "").toUpperCase(), vmfsMajorVersion: vmfsMajorVersion ?? undefined })),
  };
}

function refsIn(nodes: readonly SnapshotNode[]): readonly string[] {
  return nodes.flatMap(({ ref, children }) => [ref, ...refsIn(children)]);
}
