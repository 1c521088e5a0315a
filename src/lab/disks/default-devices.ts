/**
 * The devices vCenter gives every new VM, shared by all VMs of the lab: they are never changed in place, a VM's map of devices holds replacements.
 * A controller's list of device keys is computed by whoever shows it.
 */
import { isRef, isVimObject, vim, type VimObject } from "../wire/vim-value.js";
import type { NetworkState } from "../world/entities.js";
import type { OtherDevices } from "../world/vm-state.js";
import type { World } from "../world/world.js";

const described = (label: string, summary: string) => vim("Description", { label, summary });

function controller(type: string, key: number, busNumber: number, label: string, more: Record<string, number> = {}): VimObject {
  return vim(type, { key, deviceInfo: described(label, label), busNumber, ...more });
}

const always: readonly VimObject[] = [
  controller("VirtualIDEController", 200, 0, "IDE 0"),
  controller("VirtualIDEController", 201, 1, "IDE 1"),
  controller("VirtualPS2Controller", 300, 0, "PS2 controller 0"),
  controller("VirtualPCIController", 100, 0, "PCI controller 0"),
  controller("VirtualSIOController", 400, 0, "SIO controller 0"),
  vim("VirtualKeyboard", { key: 600, deviceInfo: described("Keyboard", "Keyboard"), controllerKey: 300, unitNumber: 0 }),
  vim("VirtualPointingDevice", {
    key: 700, deviceInfo: described("Pointing device", "Pointing device; Device"), controllerKey: 300, unitNumber: 1,
    backing: vim("VirtualPointingDeviceDeviceBackingInfo", { deviceName: "", useAutoDetect: false, hostPointingDevice: "autodetect" }),
  }),
  vim("VirtualMachineVideoCard", {
    key: 500, deviceInfo: described("Video card", "Video card"), controllerKey: 100, unitNumber: 0, videoRamSizeInKB: 4096, numDisplays: 1, useAutoDetect: false,
    enable3DSupport: false, use3dRenderer: "automatic", graphicsMemorySizeInKB: 262_144,
  }),
  vim("VirtualMachineVMCIDevice", {
    key: 12_000, deviceInfo: described("VMCI device", "Device on the virtual machine PCI bus that provides support for the virtual machine communication interface"),
    controllerKey: 100, unitNumber: 17, id: -1, allowUnrestrictedCommunication: false, filterEnable: true,
  }),
];

/** Controllers without which no VM comes, and the given number of SCSI controllers: keys 1000, 1001, … */
export function defaultDevices(scsiControllers: number): OtherDevices {
  const devices = new Map(always.map((device) => [device["key"] as number, device]));
  for (let bus = 0; bus < scsiControllers; bus++) devices.set(1000 + bus, scsiController(bus));
  return devices;
}

const scsiControllers: VimObject[] = [];

function scsiController(busNumber: number): VimObject {
  return (scsiControllers[busNumber] ??= vim("ParaVirtualSCSIController", {
    key: 1000 + busNumber, deviceInfo: described(`SCSI controller ${busNumber}`, "VMware paravirtual SCSI"), controllerKey: 100, unitNumber: 3 + busNumber, busNumber,
    hotAddRemove: true, sharedBus: "noSharing", scsiCtlrUnitNumber: 7,
  }));
}

/** A network card, `index` 0 for the first; its MAC address is unique in the lab. */
export function networkCard(world: World, network: NetworkState, index: number): VimObject {
  return vim("VirtualVmxnet3", {
    key: 4000 + index, deviceInfo: described(`Network adapter ${index + 1}`, network.name), controllerKey: 100, unitNumber: 7 + index,
    backing: vim("VirtualEthernetCardNetworkBackingInfo", { deviceName: network.name, useAutoDetect: false, network: network.ref }),
    connectable: vim("VirtualDeviceConnectInfo", { startConnected: true, allowGuestControl: true, connected: false, status: "untried" }),
    addressType: "assigned", macAddress: nextMacAddress(world), wakeOnLanEnabled: true,
  });
}

/** In vCenter's own range 00:50:56:80:00:00 to 00:50:56:bf:ff:ff. */
export function nextMacAddress(world: World): string {
  const number = Number(world.nextId("mac").slice("mac-".length));
  const octets = [0x80 + ((number >> 16) & 0x3f), (number >> 8) & 0xff, number & 0xff];
  return `00:50:56:${octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":")}`;
}

/** Managed object ids of the networks that the cards name. */
export function networksOf(devices: OtherDevices): Set<string> {
  const found = new Set<string>();
  for (const device of devices.values()) {
    const backing = device["backing"];
    const network = isVimObject(backing) ? backing["network"] : undefined;
    if (isRef(network)) found.add(network.value);
  }
  return found;
}
