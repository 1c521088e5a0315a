/** Finds the controller and unit for a new disk in a draft. It moves no device that is there. */
import { numberIn } from "../wire/read-args.js";
import type { VimObject } from "../wire/vim-value.js";
import { invalidDevice, type DeviceDraft } from "./device-draft.js";
import { diskKeyAt, freeUnit } from "./device-slots.js";

export interface DiskSlot {
  readonly key: number;
  readonly controllerKey: number;
  readonly unitNumber: number;
}

/** InvalidController for a controller that is not there; InvalidDeviceSpec for a unit that is taken or does not exist. Without a controller the first that takes disks is used. */
export function slotFor(draft: DeviceDraft, device: VimObject, index: number): DiskSlot {
  const said = numberIn(device, "controllerKey");
  const controllerKey = said === undefined ? [...draft.devices.keys()].find((key) => diskKeyAt(draft.devices.get(key) ?? device, 0) !== undefined && key >= 1000) : (draft.keys.get(said) ?? said);
  const controller = controllerKey === undefined ? undefined : draft.devices.get(controllerKey);
  if (controllerKey === undefined || controller === undefined) throw invalidDevice(index, "virtualDeviceSpec.device.controllerKey", "InvalidController", { controllerKey: said ?? 0 });
  const onController = [...draft.disks.filter((each) => each.controllerKey === controllerKey), ...[...draft.devices.values()].filter((each) => each["controllerKey"] === controllerKey)];
  const units = new Set(onController.map(({ unitNumber }) => unitNumber as number));
  const wanted = numberIn(device, "unitNumber");
  const unitNumber = wanted === undefined || wanted < 0 ? freeUnit(controller, units) : wanted;
  const key = unitNumber === undefined ? undefined : diskKeyAt(controller, unitNumber);
  if (unitNumber === undefined || key === undefined || units.has(unitNumber)) throw invalidDevice(index, "virtualDeviceSpec.device.unitNumber");
  return { key, controllerKey, unitNumber };
}
