/**
 * Virtual disks and their chains out of a device list (vim-facts 6.2, 6.3).
 * Devices that are no disks never get here: the reader runs over them.
 */
import type { DiskBacking, DiskDevice } from "../../inventory/updates.js";
import { sameValue } from "../../inventory/same-value.js";
import { RecentValues } from "../../shared/recent-values.js";
import { textOf, type XmlNode } from "../xml/xml-node.js";
import { booleanOf } from "./scalars.js";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What is read of a disk and of a backing; the reader skips the rest. */
export const diskFields: ReadonlySet<string> = new Set(["key", "deviceInfo", "backing", "capacityInKB", "capacityInBytes"]);
export const backingFields: ReadonlySet<string> = new Set([
  "fileName", "datastore", "backingObjectId", "diskMode", "thinProvisioned", "eagerlyScrub", "keyId", "uuid", "contentId", "deltaDiskFormat", "sharing", "parent",
]);

/** `devices` is an ArrayOfVirtualDevice or the `device` elements of a VirtualHardware. */
export function disksOf(devices: XmlNode): readonly DiskDevice[] {
  const disks: DiskDevice[] = [];
  for (const device of devices.children) {
    if (device.type !== "VirtualDisk") continue;
    const disk = diskOf(device);
    if (disk !== undefined) disks.push(disk);
  }
  return disks.slice(); // a list that has grown keeps room for 16 more, and this one stays
}

function diskOf(device: XmlNode): DiskDevice | undefined {
  const disk: Mutable<Partial<DiskDevice>> = {};
  for (const field of device.children) {
    switch (field.name) {
      case "key":
        disk.key = Number(field.text);
        break;
      case "deviceInfo": {
        const label = textOf(field, "label");
        if (label !== undefined) disk.label = label;
        break;
      }
      case "capacityInKB":
        disk.capacityBytes ??= Number(field.text) * 1024;
        break;
      case "capacityInBytes":
        disk.capacityBytes = Number(field.text);
        break;
      case "backing": {
        const backing = backingOf(field, undefined);
        if (backing !== undefined) disk.backing = backing;
        break;
      }
    }
  }
  return Number.isInteger(disk.key) ? (disk as DiskDevice) : undefined;
}

/** Levels below a leaf, by the name of the file: what many clones tell of their base lies in memory once. */
const lowerLevels = new RecentValues<DiskBacking>(8_192);

function once(backing: DiskBacking): DiskBacking {
  const known = lowerLevels.get(backing.fileName);
  if (known !== undefined && sameValue(known, backing)) return known;
  lowerLevels.set(backing.fileName, backing);
  return backing;
}

/** Undefined for a backing without a file. A parent without xsi:type has its child's type, which is the declared one. */
function backingOf(node: XmlNode, childType: string | undefined): DiskBacking | undefined {
  const type = node.type ?? childType;
  const fileName = textOf(node, "fileName");
  if (type === undefined || fileName === undefined) return undefined;
  const backing: Mutable<DiskBacking> = { type, fileName };
  for (const field of node.children) {
    switch (field.name) {
      case "datastore":
      case "backingObjectId":
      case "diskMode":
      case "uuid":
      case "contentId":
      case "deltaDiskFormat":
      case "sharing":
        if (field.text !== "") backing[field.name] = field.text;
        break;
      case "thinProvisioned":
      case "eagerlyScrub": {
        const value = booleanOf(field);
        if (value !== undefined) backing[field.name] = value;
        break;
      }
      case "keyId":
        backing.encrypted = true;
        break;
      case "parent": {
        const parent = backingOf(field, type);
        if (parent !== undefined) backing.parent = once(parent);
        break;
      }
    }
  }
  return backing;
}

