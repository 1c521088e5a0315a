/** Device changes that concern no disk, and the walk over a whole list of changes (vim-facts 7.3). It works on a draft and changes no VM. */
import { isVimObject, vim, type VimObject } from "../wire/vim-value.js";
import { numberOf, objectOf, textIn, type Args } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import type { World } from "../world/world.js";
import { nextMacAddress } from "./default-devices.js";
import { DeviceDraft, invalidDevice, type DeviceOwner } from "./device-draft.js";
import { freeBusNumber, freeDeviceKey, isOfType } from "./device-slots.js";
import { addDisk, editDisk, removeDisk } from "./draft-disk-change.js";

/** `changes` are VirtualDeviceConfigSpec objects, done in order. InvalidDeviceSpec and its kind with the index, FileNotFound, FileAlreadyExists, FileLocked; NotSupported on a template. */
export function draftDevices(world: World, owner: DeviceOwner, changes: readonly VimObject[]): DeviceDraft {
  if (owner.template && changes.length > 0) throw new VimFault("NotSupported", "The operation is not supported on the object.");
  const draft = new DeviceDraft(world, owner);
  for (const [index, change] of changes.entries()) {
    const device = objectOf(change, "device");
    if (isOfType(device, "VirtualDisk")) draftDiskChange(draft, change, device, index);
    else draftOtherChange(draft, textIn(change, "operation"), device, index);
  }
  return draft;
}

function draftDiskChange(draft: DeviceDraft, change: Args, device: VimObject, index: number): void {
  const fileOperation = textIn(change, "fileOperation");
  switch (textIn(change, "operation")) {
    case "add": { addDisk(draft, device, fileOperation === "create", index); return; }
    case "remove": { removeDisk(draft, device, fileOperation === "destroy", index); return; }
    case "edit": { editDisk(draft, device, index); return; }
    default: throw invalidDevice(index, "virtualDeviceSpec.operation");
  }
}

function draftOtherChange(draft: DeviceDraft, operation: string | undefined, device: VimObject, index: number): void {
  const { devices } = draft;
  const key = numberOf(device, "key");
  draft.otherChanged = true;
  if (operation === "add") { addOther(draft, device); return; }
  const present = devices.get(key);
  if (present === undefined) throw invalidDevice(index, "virtualDeviceSpec.device.key");
  if (operation === "edit") {
    devices.set(key, settled({ ...present, ...said(device), key }));
    return;
  }
  if (operation !== "remove") throw invalidDevice(index, "virtualDeviceSpec.operation");
  const used = draft.disks.some((disk) => disk.controllerKey === key) || [...devices.values()].some((each) => each["controllerKey"] === key);
  if (used) throw invalidDevice(index, "virtualDeviceSpec.device.key", "InvalidDeviceOperation", { badOp: "remove" });
  devices.delete(key);
}

/** Real keys for negative ones, a bus for a controller, a MAC address for a card. */
function addOther(draft: DeviceDraft, device: VimObject): void {
  const { world, devices, keys } = draft;
  const given = numberOf(device, "key");
  const key = freeDeviceKey(device, draft.takenKeys);
  const controllerKey = device["controllerKey"];
  const label = labelOf(device, devices.values());
  const added: Record<string, VimObject[string]> = { ...device, key };
  if (!isVimObject(device["deviceInfo"])) added["deviceInfo"] = vim("Description", { label, summary: label });
  if (typeof controllerKey === "number") added["controllerKey"] = keys.get(controllerKey) ?? controllerKey;
  if (isOfType(device, "VirtualController")) added["busNumber"] = freeBusNumber(device, devices);
  if (isOfType(device, "VirtualSCSIController")) Object.assign(added, { controllerKey: 100, unitNumber: 3 + key - 1000, hotAddRemove: device["hotAddRemove"] ?? true, scsiCtlrUnitNumber: 7 });
  if (isOfType(device, "VirtualEthernetCard")) {
    const manual = device["addressType"] === "manual" && device["macAddress"] !== undefined;
    Object.assign(added, { controllerKey: 100, unitNumber: 7 + key - 4000 }, manual ? {} : { addressType: "assigned", macAddress: nextMacAddress(world) });
  }
  keys.set(given, key);
  devices.set(key, settled(vim(device.$type, added)));
}

/** A connectable device without connection state gets one: connected at power-on. */
function settled(device: VimObject): VimObject {
  const connects = isOfType(device, "VirtualEthernetCard") || isOfType(device, "VirtualCdrom") || isOfType(device, "VirtualFloppy");
  if (!connects || isVimObject(device["connectable"])) return device;
  return { ...device, connectable: vim("VirtualDeviceConnectInfo", { startConnected: true, allowGuestControl: true, connected: false, status: "untried" }) };
}

function said(device: VimObject): VimObject {
  return Object.fromEntries(Object.entries(device).filter(([, value]) => value !== undefined)) as unknown as VimObject;
}

const labels: readonly (readonly [type: string, label: string])[] = [
  ["VirtualSCSIController", "SCSI controller"], ["VirtualIDEController", "IDE"], ["VirtualSATAController", "SATA controller"], ["VirtualNVMEController", "NVME controller"],
  ["VirtualEthernetCard", "Network adapter"], ["VirtualCdrom", "CD/DVD drive"], ["VirtualFloppy", "Floppy drive"], ["VirtualUSBController", "USB controller"],
];

/** Controllers are counted from 0, other devices from 1. */
function labelOf(device: VimObject, others: Iterable<VimObject>): string {
  const [type, label] = labels.find(([each]) => isOfType(device, each)) ?? [device.$type, device.$type.replace(/^Virtual/, "")];
  const count = [...others].filter((each) => isOfType(each, type)).length;
  return `${label} ${isOfType(device, "VirtualController") ? count : count + 1}`;
}
