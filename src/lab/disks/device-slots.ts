/** Where devices sit: keys by kind, bus numbers of controllers, unit numbers on a controller. It chooses free ones and never moves a device. */
import { vimSchema } from "../wire/vim-schema.js";
import type { VimObject } from "../wire/vim-value.js";
import type { OtherDevices } from "../world/vm-state.js";

/** First keys as vCenter gives them, by the most general type that fits. */
const firstKeys: readonly (readonly [type: string, key: number])[] = [
  ["VirtualIDEController", 200], ["VirtualSCSIController", 1000], ["VirtualSATAController", 15_000], ["VirtualNVMEController", 31_000], ["VirtualUSBXHCIController", 14_000],
  ["VirtualUSBController", 7000], ["VirtualEthernetCard", 4000], ["VirtualCdrom", 3000], ["VirtualFloppy", 8000], ["VirtualSerialPort", 9000], ["VirtualParallelPort", 10_000],
  ["VirtualTPM", 11_000], ["VirtualWDT", 18_000], ["VirtualPCIPassthrough", 13_000],
];
const otherKey = 20_000;

/** Disk keys and units per controller: key = first + bus * perBus + unit. */
const diskControllers: readonly { readonly type: string; readonly first: number; readonly perBus: number; readonly units: number }[] = [
  { type: "VirtualSCSIController", first: 2000, perBus: 16, units: 16 },
  { type: "VirtualIDEController", first: 3000, perBus: 2, units: 2 },
  { type: "VirtualSATAController", first: 16_000, perBus: 30, units: 30 },
  { type: "VirtualNVMEController", first: 32_000, perBus: 15, units: 15 },
];

export function isOfType(device: VimObject, type: string): boolean {
  return vimSchema().isA(device.$type, type);
}

/** The key vCenter would give a new device of that type. */
export function freeDeviceKey(device: VimObject, taken: ReadonlySet<number>): number {
  let key = firstKeys.find(([type]) => isOfType(device, type))?.[1] ?? otherKey;
  while (taken.has(key)) key++;
  return key;
}

/** The wanted bus number when no controller of the same family has it, else the next free one. */
export function freeBusNumber(device: VimObject, devices: OtherDevices): number {
  const family = diskControllers.find(({ type }) => isOfType(device, type))?.type ?? device.$type;
  const taken = new Set([...devices.values()].filter((each) => isOfType(each, family)).map((each) => each["busNumber"]));
  let bus = typeof device["busNumber"] === "number" && device["busNumber"] >= 0 ? device["busNumber"] : 0;
  while (taken.has(bus)) bus++;
  return bus;
}

/** The key of a disk at that place; undefined when the controller takes no disks or has no such unit (7 is a SCSI controller's own). */
export function diskKeyAt(controller: VimObject, unitNumber: number): number | undefined {
  const kind = diskControllers.find(({ type }) => isOfType(controller, type));
  if (kind === undefined || unitNumber < 0 || unitNumber >= kind.units || (unitNumber === 7 && kind.first === 2000)) return undefined;
  return kind.first + Number(controller["busNumber"] ?? 0) * kind.perBus + unitNumber;
}

/** The lowest free unit of a controller that takes disks. */
export function freeUnit(controller: VimObject, takenUnits: ReadonlySet<number>): number | undefined {
  for (let unit = 0; unit < 64; unit++) if (!takenUnits.has(unit) && diskKeyAt(controller, unit) !== undefined) return unit;
  return undefined;
}
