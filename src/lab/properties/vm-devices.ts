/** `config.hardware.device`: controllers first, then the disks, then everything else, as vCenter lists them. */
import { vimSchema } from "../wire/vim-schema.js";
import type { VimObject } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { virtualDiskOf } from "./virtual-disk.js";
import type { VmLook } from "./vm-look.js";

/** Keys of disks begin here (vim-facts 6.2). */
const firstDiskKey = 2000;

export function devicesOf(world: World, { vm, disks, devices }: VmLook): readonly VimObject[] {
  const others = [...devices.values()].map((device) => (isController(device.$type) ? withItsDevices(device, disks, devices) : device));
  const isEarly = (device: VimObject) => Number(device["key"]) < firstDiskKey;
  return [...others.filter(isEarly), ...disks.map((disk) => virtualDiskOf(world, vm, disk)), ...others.filter((device) => !isEarly(device))];
}

/** The controller with the keys of what hangs on it. */
function withItsDevices(controller: VimObject, disks: VmLook["disks"], devices: VmLook["devices"]): VimObject {
  const key = controller["key"];
  const keys: number[] = [];
  for (const disk of disks) if (disk.controllerKey === key) keys.push(disk.key);
  for (const [own, device] of devices) if (device["controllerKey"] === key) keys.push(own);
  return { ...controller, device: keys.sort((a, b) => a - b) };
}

const controllers = new Map<string, boolean>();

function isController(type: string): boolean {
  let known = controllers.get(type);
  if (known === undefined) controllers.set(type, known = vimSchema().isA(type, "VirtualController"));
  return known;
}
