/** Draws the disks of one VM: each level from the one it writes to down to the base, and why it is there. Text only. */
import type { Disk, InventoryView, Level, Vm } from "../inventory/model.js";
import type { World } from "../policies/decision.js";
import { busyWithOf } from "../policies/vocabulary/busy.js";
import { sizeText } from "../shared/size-text.js";
import type { Palette } from "./palette.js";

const namesShown = 3;

export function drawVm(world: World, vm: Vm, palette: Palette): readonly string[] {
  const { inventory } = world;
  const group = inventory.groupOf(vm.ref);
  const host = vm.host === undefined ? "host unknown" : (inventory.hosts.get(vm.host)?.name ?? vm.host);
  const state = vm.template === true ? "template" : (vm.powerState ?? "power state unknown");
  const disks = inventory.disksOf(vm.ref);
  return [
    `${palette.strong(vm.name ?? vm.ref)}  ${state} on ${host}${group === undefined ? "" : `, in clone group ${group.name}`}  ${palette.faint(vm.ref)}`,
    ...(vm.consolidationNeeded === true ? [palette.warn("   vCenter says that its disks need consolidation")] : []),
    ...(vm.connectionState === undefined || vm.connectionState === "connected" ? [] : [palette.bad(`   it is ${vm.connectionState}: what is shown may be old`)]),
    ...busyWords(world, vm).map((words) => palette.warn(`   ${words}`)),
    ...(disks === undefined ? [palette.warn("   its devices could not be read (config.hardware.device)")] : disks.flatMap((disk) => drawDisk(inventory, disk, palette))),
  ];
}

function busyWords(world: World, vm: Vm): readonly string[] {
  const work = busyWithOf(vm, world);
  if (work === "question") return [`it waits for an answer: ${vm.question ?? ""}`];
  if (work !== undefined) return work === "" ? [] : [`it is busy: ${work}`];
  return [world.busyVms?.has(vm.ref) === true ? "it is busy with a task" : "whether it is busy is not known"];
}

function drawDisk(inventory: InventoryView, disk: Disk, palette: Palette): readonly string[] {
  const capacity = disk.capacityBytes === undefined ? "size unknown" : sizeText(disk.capacityBytes);
  const width = Math.max(0, ...disk.levels.map(({ fileName }, index) => fileName.length + 3 * index));
  return [
    `├─ ${disk.label ?? `disk ${disk.key}`}  ${capacity}, ${disk.depth} ${disk.depth === 1 ? "level" : "levels"}  ${palette.faint(`key ${disk.key}`)}`,
    ...disk.levels.map((level, index) => {
      const text = `${"   ".repeat(index)}└─ ${level.fileName}`;
      return `│  ${text.padEnd(width + 3)}  ${level.bytes === undefined ? "" : `${sizeText(level.bytes).padStart(8)}  `}${reasonOf(inventory, level, palette)}`;
    }),
  ];
}

/** The model's own sentence, and who the others are. */
function reasonOf(inventory: InventoryView, { reason, role, orphaned, sharedWith: others }: Level, palette: Palette): string {
  const names = others.slice(0, namesShown).map((ref) => inventory.vms.get(ref)?.name ?? ref).join(", ");
  const words = `${reason}${others.length === 0 ? "" : ` (${names}${others.length > namesShown ? ` and ${others.length - namesShown} more` : ""})`}`;
  return role === "unneeded" || role === "unknown" || orphaned === true || (role === "leaf" && others.length > 0) ? palette.warn(words) : words;
}
