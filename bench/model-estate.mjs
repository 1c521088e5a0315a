// A made estate of any size for the benchmark of the model, and one update of every kind it can take. Whatever the size: ten VMs to a clone group, 250 to a
// cluster of ten hosts, 100 to a datastore, 50 to a folder; and, if asked for, one group of 1,000 on a single base. It measures nothing.

/** @typedef {import("../src/inventory/updates.ts").InventoryUpdate} Update @typedef {import("../src/inventory/updates.ts").VmUpdate} VmUpdate */

export const bigGroup = 1_000;
const group = 10;
const hostsPerCluster = 10;
const vmsPerCluster = 250;
const vmsPerDatastore = 100;
const vmsPerFolder = 50;
const GiB = 1024 ** 3;

/** @param {number} vms @param {boolean} withBig the first 1,000 are one group @returns {readonly Update[]} */
export function madeEstate(vms, withBig) {
  const clusters = Math.ceil(vms / vmsPerCluster);
  const each = (/** @type {number} */ length, /** @type {(index: number) => Update} */ make) => Array.from({ length }, (_, index) => make(index));
  return [
    { type: "Place", ref: "group-root", kind: "enter", unreadable: [], set: { kind: "Folder", name: "vm" } },
    ...each(Math.ceil(vms / vmsPerFolder), (index) => ({ type: "Place", ref: `group-${index}`, kind: "enter", unreadable: [], set: { kind: "Folder", name: `folder ${index}`, parent: "group-root" } })),
    ...each(Math.ceil(vms / vmsPerDatastore), (index) => ({
      type: "Datastore", ref: `datastore-${index}`, kind: "enter", unreadable: [],
      set: { name: `ds${index}`, url: `ds:///vmfs/volumes/${index}/`, type: "VMFS", vmfsMajorVersion: 6, capacityBytes: 4096 * GiB, freeSpaceBytes: 3000 * GiB, accessible: true },
    })),
    ...each(clusters, (index) => ({
      type: "ComputeResource", ref: `domain-c${index}`, kind: "enter", unreadable: [],
      set: { name: `C${index}`, isCluster: true, hosts: Array.from({ length: hostsPerCluster }, (_, host) => hostRef(index, host)), haEnabled: true, drsEnabled: true, admissionControlEnabled: true, haRestart: { byDefault: true, except: [] }, mustRules: [] },
    })),
    ...each(clusters * hostsPerCluster, (index) => ({
      type: "HostSystem", ref: `host-${index}`, kind: "enter", unreadable: [],
      set: { name: `esx${index}`, parent: `domain-c${Math.floor(index / hostsPerCluster)}`, connectionState: "connected", powerState: "poweredOn", inMaintenanceMode: false, version: "8.0.2", eightPlusHostVmfsSharedAccessSupported: true },
    })),
    ...each(vms, (index) => machine(index, withBig)),
    ...each(vms, (index) => layoutOf(index, withBig, 1)),
  ];
}

/**
 * `make`: this way with even turns and back with odd ones, on the `index`-th of as many objects as `count` says there are.
 * @typedef {{ readonly name: string, readonly big?: true, readonly count: (vms: number) => number, readonly make: (index: number, turn: number) => readonly Update[] }} Kind
 */

const all = (/** @type {number} */ vms) => vms;
const per = (/** @type {number} */ share) => (/** @type {number} */ vms) => Math.ceil(vms / share);

/** One change of each kind. @type {readonly Kind[]} */
export const kinds = [
  { name: "a name", count: all, make: (index, turn) => [modify(index, { name: turn % 2 === 0 ? `renamed ${index}` : `vm${index}` })] },
  { name: "power", count: all, make: (index, turn) => [modify(index, { powerState: turn % 2 === 0 ? "poweredOff" : "poweredOn" })] },
  { name: "a move to another host", count: all, make: (index, turn) => [modify(index, { host: placeOf(index + (turn % 2 === 0 ? 1 : 0), Math.floor(index / vmsPerCluster)) })] },
  { name: "a snapshot", count: all, make: (index, turn) => snapshotTurn(index, turn % 2 === 0) },
  { name: "a disk's chain", count: all, make: (index, turn) => [modify(index, { disks: disksOf(index, false, turn % 2 === 0 ? 1 : 0) })] },
  { name: "sizes of files", count: all, make: (index, turn) => [layoutOf(index, false, turn + 2)] },
  { name: "a VM leaves and comes back", count: all, make: (index, turn) => [turn % 2 === 0 ? { type: "VirtualMachine", ref: `vm-${index}`, kind: "leave", set: {}, unreadable: [] } : machine(index, false)] },
  { name: "size of a base that 1,000 share", big: true, count: () => 1, make: (_, turn) => [layoutOf(0, true, turn + 2)] },
  { name: "a move within a group of 1,000", big: true, count: () => bigGroup, make: (index, turn) => [modify(index, { host: placeOf((index) + (turn % 2 === 0 ? 1 : 0), Math.floor((index) / vmsPerCluster)) })] },
  { name: "a host's maintenance", count: per(vmsPerCluster / hostsPerCluster), make: (index, turn) => [{ type: "HostSystem", ref: `host-${index}`, kind: "modify", unreadable: [], set: { inMaintenanceMode: turn % 2 === 0 } }] },
  { name: "a datastore's free space", count: per(vmsPerDatastore), make: (index, turn) => [{ type: "Datastore", ref: `datastore-${index}`, kind: "modify", unreadable: [], set: { freeSpaceBytes: (turn % 2 === 0 ? 1500 : 3000) * GiB } }] },
  { name: "a cluster's HA", count: per(vmsPerCluster), make: (index, turn) => [{ type: "ComputeResource", ref: `domain-c${index}`, kind: "modify", unreadable: [], set: { haEnabled: turn % 2 !== 0 } }] },
  { name: "a folder's name", count: per(vmsPerFolder), make: (index, turn) => [{ type: "Place", ref: `group-${index}`, kind: "modify", unreadable: [], set: { name: `folder ${index}${turn % 2 === 0 ? " renamed" : ""}` } }] },
];

/** @param {number} cluster @param {number} host */
const hostRef = (cluster, host) => `host-${cluster * hostsPerCluster + host}`;
/** @param {number} index @param {number} cluster */
const placeOf = (index, cluster) => hostRef(cluster, index % hostsPerCluster);
/** @param {number} index */
const datastoreOf = (index) => Math.floor(index / vmsPerDatastore);
/** @param {number} index @param {boolean} big */
const baseOf = (index, big) => (big && index < bigGroup ? 0 : index - (index % group));

/** @param {number} index @param {VmUpdate["set"]} set @returns {VmUpdate} */
function modify(index, set) {
  return { type: "VirtualMachine", ref: `vm-${index}`, kind: "modify", set, unreadable: [] };
}

/** @param {number} index @param {boolean} big @returns {VmUpdate} */
function machine(index, big) {
  const datastore = datastoreOf(index);
  return {
    type: "VirtualMachine", ref: `vm-${index}`, kind: "enter", unreadable: [],
    set: {
      name: `vm${index}`, parent: `group-${Math.floor(index / vmsPerFolder)}`, instanceUuid: `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`, template: false, changeVersion: "2026-01-01T00:00:00.000000Z",
      host: placeOf(index, Math.floor(index / vmsPerCluster)), vmPathName: `[ds${datastore}] vm${index}/vm${index}.vmx`, powerState: "poweredOn", connectionState: "connected", consolidationNeeded: false,
      datastores: [`datastore-${datastore}`], snapshot: { roots: [] }, disks: disksOf(index, big, 0),
    },
  };
}

/** Every VM has a leaf of its own on its group's base; `extra` levels between the two are its own. @param {number} index @param {boolean} big @param {number} extra */
function disksOf(index, big, extra) {
  const base = baseOf(index, big);
  const levels = [...Array.from({ length: extra + 1 }, (_, level) => [index, `vm${index}/vm${index}-00000${extra + 1 - level}.vmdk`]), [base, `vm${base}/vm${base}.vmdk`]];
  const backing = levels.reduceRight((/** @type {import("../src/inventory/updates.ts").DiskBacking | undefined} */ parent, [owner, path]) => ({
    type: "VirtualDiskFlatVer2BackingInfo", fileName: `[ds${datastoreOf(Number(owner))}] ${path}`, datastore: `datastore-${datastoreOf(Number(owner))}`, diskMode: "persistent", thinProvisioned: true, ...(parent === undefined ? {} : { parent }),
  }), undefined);
  return [{ key: 2000, label: "Hard disk 1", capacityBytes: 40 * GiB, ...(backing === undefined ? {} : { backing }) }];
}

/** @param {number} index @param {boolean} taken @returns {readonly Update[]} */
function snapshotTurn(index, taken) {
  const ref = `snapshot-${index}`;
  if (!taken) return [modify(index, { snapshot: { roots: [] }, disks: disksOf(index, false, 0) }), { type: "VirtualMachineSnapshot", ref, kind: "leave", set: {}, unreadable: [] }];
  return [
    modify(index, { snapshot: { current: ref, roots: [{ ref, name: "before", createTime: "2026-01-01T00:00:00Z", children: [] }] }, disks: disksOf(index, false, 1) }),
    { type: "VirtualMachineSnapshot", ref, kind: "enter", set: { vm: `vm-${index}`, disks: disksOf(index, false, 0) }, unreadable: [] },
  ];
}

/** @param {number} index @param {boolean} big @param {number} at @returns {VmUpdate} */
function layoutOf(index, big, at) {
  const base = baseOf(index, big);
  const files = [{ fileName: `[ds${datastoreOf(index)}] vm${index}/vm${index}-000001.vmdk`, bytes: (1 + (at % 2)) * GiB }, { fileName: `[ds${datastoreOf(base)}] vm${base}/vm${base}.vmdk`, bytes: (20 + (index === base ? at % 2 : 0)) * GiB }];
  return modify(index, { layout: { at, files } });
}
