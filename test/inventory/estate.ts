/**
 * Short ways to write updates by hand. It builds exactly what a test names and nothing else.
 */
import type { DiskBacking, DiskDevice, HostUpdate, ComputeUpdate, DatastoreUpdate, Ref, SnapshotNode, SnapshotUpdate, VmUpdate } from "../../src/inventory/updates.js";

/** Leaf first: chain("a/a.vmdk", "base/base.vmdk"). A level is "dir/file" on datastore-1, or "2:dir/file" on datastore-2. */
export function chain(...levels: readonly string[]): DiskBacking {
  const [leaf = "", ...rest] = levels;
  const [, number = "1", path = leaf] = /^(\d+):(.*)$/.exec(leaf) ?? [];
  return {
    type: "VirtualDiskFlatVer2BackingInfo", fileName: `[ds${number}] ${path}`, datastore: `datastore-${number}`, diskMode: "persistent",
    ...(rest.length === 0 ? {} : { parent: chain(...rest) }),
  };
}

export function disk(key: number, backing?: DiskBacking): DiskDevice {
  return { key, label: `Hard disk ${key - 1999}`, capacityBytes: 1 << 30, ...(backing === undefined ? {} : { backing }) };
}

export function snapshots(current: Ref, ...roots: readonly SnapshotNode[]): { current: Ref; roots: readonly SnapshotNode[] } {
  return { current, roots };
}

export function node(ref: Ref, ...children: readonly SnapshotNode[]): SnapshotNode {
  return { ref, name: `name of ${ref}`, createTime: "2026-01-01T00:00:00.000001Z", children };
}

export function vm(ref: Ref, set: VmUpdate["set"] = {}, kind: "enter" | "modify" = "enter"): VmUpdate {
  const defaults = { name: `name-${ref}`, host: "host-1", powerState: "poweredOn", connectionState: "connected", disks: [] } as const;
  return { type: "VirtualMachine", ref, kind, set: kind === "enter" ? { ...defaults, ...set } : set, unreadable: [] };
}

/** A VM with one disk of this chain, at home in its leaf's directory. */
export function linked(ref: Ref, ...levels: readonly string[]): VmUpdate {
  const directory = (levels[0] ?? "").split("/").slice(0, -1).join("/");
  return vm(ref, { vmPathName: `[ds1] ${directory}/${directory}.vmx`, disks: [disk(2000, chain(...levels))] });
}

export function snapshot(ref: Ref, owner: Ref, ...disks: readonly DiskDevice[]): SnapshotUpdate {
  return { type: "VirtualMachineSnapshot", ref, kind: "enter", set: { vm: owner, disks }, unreadable: [] };
}

export function leave<Type extends "VirtualMachine" | "VirtualMachineSnapshot" | "HostSystem" | "ComputeResource" | "Datastore" | "Place">(type: Type, ref: Ref) {
  return { type, ref, kind: "leave", set: {}, unreadable: [] } as const;
}

export function host(ref: Ref, set: HostUpdate["set"] = {}): HostUpdate {
  return { type: "HostSystem", ref, kind: "enter", set: { name: `name-${ref}`, parent: "domain-c1", version: "8.0.2", connectionState: "connected", datastores: ["datastore-1", "datastore-2"], ...set }, unreadable: [] };
}

export function cluster(ref: Ref, hosts: readonly Ref[], set: ComputeUpdate["set"] = {}): ComputeUpdate {
  return { type: "ComputeResource", ref, kind: "enter", set: { name: `name-${ref}`, isCluster: true, haEnabled: true, hosts, ...set }, unreadable: [] };
}

export function datastore(ref: Ref, set: DatastoreUpdate["set"] = {}): DatastoreUpdate {
  return { type: "Datastore", ref, kind: "enter", set: { name: ref.replace("datastore-", "ds"), type: "VMFS", vmfsMajorVersion: 6, ...set }, unreadable: [] };
}

/** What layoutEx says, "dir/file" or "2:dir/file" as in `chain`, with bytes. */
export function layout(ref: Ref, at: number, files: Readonly<Record<string, number>>): VmUpdate {
  const listed = Object.entries(files).map(([file, bytes]) => ({ fileName: chain(file).fileName, bytes }));
  return { type: "VirtualMachine", ref, kind: "modify", set: { layout: { at, files: listed } }, unreadable: [] };
}
