/** VMs, disks and snapshots put into a world by hand, without the operations that would make them. They touch nothing: a test that watches changes does that itself. */
import { ref, vim, type VimObject } from "../../../src/lab/wire/vim-value.js";
import type { DatastoreState, FolderState, HostState, NetworkState, ResourcePoolState } from "../../../src/lab/world/entities.js";
import type { LabFile } from "../../../src/lab/world/lab-file.js";
import type { SnapshotState, VmDisk, VmState } from "../../../src/lab/world/vm-state.js";
import type { World } from "../../../src/lab/world/world.js";

export interface Place {
  readonly folder: FolderState;
  readonly host: HostState;
  readonly pool: ResourcePoolState;
  readonly datastore: DatastoreState;
  readonly network: NetworkState;
}

/** A powered-off VM with controllers and a network card but no disk, and its .vmx, .nvram and .vmsd. */
export function addPlainVm(world: World, name: string, place: Place): VmState {
  const id = world.nextId("vm");
  const now = world.clock.now();
  const datastore = place.datastore.ref.value;
  const file = (ending: string, kind: LabFile["kind"], sizeBytes: number) => world.files.add({ datastore, path: `${name}/${name}.${ending}`, kind, sizeBytes, modifiedAt: now });
  const vm: VmState = {
    type: "VirtualMachine", ref: ref("VirtualMachine", id), name, parent: place.folder.ref, template: false,
    config: {
      uuid: world.random.uuid(), instanceUuid: world.random.uuid(), guestId: "otherGuest64", guestFullName: "Other (64-bit)", hardwareVersion: "vmx-19", numCpu: 2, coresPerSocket: 1,
      memoryMiB: 4096, annotation: "", firmware: "bios", managedBy: undefined, extraConfig: new Map(), changeTrackingEnabled: false,
    },
    changeVersion: 1, modifiedAt: now, createdAt: now, home: { datastore, directory: name },
    files: [file("vmx", "config", 3_000), file("nvram", "nvram", 8_684), file("vmsd", "snapshotList", 500)],
    disks: [], devices: devices(place.network), snapshots: [], currentSnapshot: undefined, nextSnapshotId: 1, powerState: "poweredOff", connectionState: "connected",
    consolidationNeeded: false, question: undefined, host: undefined, resourcePool: undefined, networks: new Set([place.network.ref.value]), bootTime: undefined, dasProtected: false, storageRefreshedAt: now,
  };
  world.add(vm);
  place.folder.children.add(id);
  world.placeVm(vm, place.host.ref.value, place.pool.ref.value);
  return vm;
}

export interface DiskOfVm {
  /** Below the root of the VM's home datastore. */
  readonly path: string;
  readonly capacityBytes: number;
  readonly sizeBytes: number;
  readonly parent?: LabFile;
  readonly level?: Partial<NonNullable<LabFile["disk"]>>;
}

/** One more disk, key 2000 and up; thin and flat, or seSparse on a parent, unless `level` says otherwise. */
export function addDisk(world: World, vm: VmState, disk: DiskOfVm): VmDisk {
  const unitNumber = vm.disks.length;
  const file = world.files.add({
    datastore: vm.home.datastore, path: disk.path, kind: "disk", sizeBytes: disk.sizeBytes, modifiedAt: world.clock.now(), parent: disk.parent,
    disk: {
      format: disk.parent === undefined ? "flat" : "seSparse", capacityBytes: disk.capacityBytes, thin: true, eagerlyScrub: false, uuid: world.random.uuid(),
      contentId: world.random.hex(32), ...disk.level,
    },
  });
  const added: VmDisk = { key: 2000 + unitNumber, controllerKey: 1000, unitNumber, label: `Hard disk ${unitNumber + 1}`, mode: "persistent", sharing: "sharingNone", file };
  world.files.hold(file, vm.ref.value);
  vm.disks.push(added);
  return added;
}

/** Pins the current levels and puts an empty delta over each, as CreateSnapshot does. */
export function addSnapshot(world: World, vm: VmState, name: string): SnapshotState {
  const id = vm.nextSnapshotId++;
  const now = world.clock.now();
  const dataFile = world.files.add({ datastore: vm.home.datastore, path: `${vm.home.directory}/${vm.name}-Snapshot${id}.vmsn`, kind: "snapshotData", sizeBytes: 30_000, modifiedAt: now });
  const frozen = { config: { ...vm.config, extraConfig: new Map(vm.config.extraConfig) }, disks: vm.disks.map((disk) => ({ ...disk })), devices: new Map(vm.devices) };
  const snapshot: SnapshotState = {
    ref: ref("VirtualMachineSnapshot", world.nextId("snapshot")), id, name, description: `${name} of ${vm.name}`, createdAt: now, powerState: vm.powerState, quiesced: false, dataFile,
    memoryFile: undefined, frozen, parent: vm.currentSnapshot, children: [],
  };
  for (const disk of vm.disks) {
    world.files.hold(disk.file, vm.ref.value);
    const path = `${vm.home.directory}/${vm.name}${disk.unitNumber === 0 ? "" : `_${disk.unitNumber}`}-${String(id).padStart(6, "0")}.vmdk`;
    const level = disk.file.disk;
    if (level === undefined) throw new TypeError(`${disk.file.path} is no disk`);
    const delta = world.files.add({
      datastore: vm.home.datastore, path, kind: "disk", sizeBytes: 16 * 1024 ** 2, modifiedAt: now, parent: disk.file,
      disk: { ...level, format: "seSparse", uuid: level.uuid, contentId: world.random.hex(32) },
    });
    world.setDiskFile(vm, disk, delta);
  }
  if (snapshot.parent === undefined) vm.snapshots.push(snapshot);
  else snapshot.parent.children.push(snapshot);
  vm.currentSnapshot = snapshot;
  world.snapshots.set(snapshot.ref.value, { vm, snapshot });
  return snapshot;
}

/** PCI and SCSI controllers and one vmxnet3 card, by key. */
function devices(network: NetworkState): Map<number, VimObject> {
  const about = (label: string, summary: string) => vim("Description", { label, summary });
  return new Map([
    [100, vim("VirtualPCIController", { key: 100, deviceInfo: about("PCI controller 0", "PCI controller 0"), busNumber: 0 })],
    [1000, vim("ParaVirtualSCSIController", {
      key: 1000, deviceInfo: about("SCSI controller 0", "VMware paravirtual SCSI"), controllerKey: 100, unitNumber: 3, busNumber: 0, hotAddRemove: true, sharedBus: "noSharing",
      scsiCtlrUnitNumber: 7,
    })],
    [4000, vim("VirtualVmxnet3", {
      key: 4000, deviceInfo: about("Network adapter 1", network.name), controllerKey: 100, unitNumber: 7, addressType: "assigned", macAddress: "00:50:56:00:00:01", wakeOnLanEnabled: true,
      backing: vim("VirtualEthernetCardNetworkBackingInfo", { deviceName: network.name, useAutoDetect: false, network: network.ref }),
      connectable: vim("VirtualDeviceConnectInfo", { startConnected: true, allowGuestControl: true, connected: false, status: "untried" }),
    })],
  ]);
}
