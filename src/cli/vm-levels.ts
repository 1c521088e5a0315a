/** Draws the disks of one VM: each level from the one it writes to down to the base, and why it is there. Text only. */
import type { Disk, InventoryView, Level, Vm } from "../inventory/model.js";
import type { Ref, SnapshotNode } from "../inventory/updates.js";
import type { Palette } from "./group-tree.js";
import { sizeText } from "../shared/size-text.js";

const namesShown = 3;

export function drawVm(inventory: InventoryView, vm: Vm, palette: Palette): readonly string[] {
  const group = inventory.groupOf(vm.ref);
  const host = vm.host === undefined ? "host unknown" : (inventory.hosts.get(vm.host)?.name ?? vm.host);
  const state = vm.template === true ? "template" : (vm.powerState ?? "power state unknown");
  const disks = inventory.disksOf(vm.ref);
  return [
    `${palette.strong(vm.name ?? vm.ref)}  ${state} on ${host}${group === undefined ? "" : `, in clone group ${group.name}`}  ${palette.faint(vm.ref)}`,
    ...(vm.consolidationNeeded === true ? [palette.warn("   vCenter says that its disks need consolidation")] : []),
    ...(vm.connectionState === undefined || vm.connectionState === "connected" ? [] : [palette.bad(`   it is ${vm.connectionState}: what is shown may be old`)]),
    ...(disks === undefined ? [palette.warn("   its devices could not be read (config.hardware.device)")] : disks.flatMap((disk) => drawDisk(inventory, vm, disk, palette))),
  ];
}

function drawDisk(inventory: InventoryView, vm: Vm, disk: Disk, palette: Palette): readonly string[] {
  const capacity = disk.capacityBytes === undefined ? "size unknown" : sizeText(disk.capacityBytes);
  const snapshots = namesOf(vm.snapshot?.roots ?? []);
  const width = Math.max(0, ...disk.levels.map(({ fileName }, index) => fileName.length + 3 * index));
  return [
    `├─ ${disk.label ?? `disk ${disk.key}`}  ${capacity}, ${disk.depth} ${disk.depth === 1 ? "level" : "levels"}  ${palette.faint(`key ${disk.key}`)}`,
    ...disk.levels.map((level, index) => {
      const text = `${"   ".repeat(index)}└─ ${level.fileName}`;
      return `│  ${text.padEnd(width + 3)}  ${level.bytes === undefined ? "" : `${sizeText(level.bytes).padStart(8)}  `}${reason(inventory, level, snapshots, palette)}`;
    }),
  ];
}

function reason(inventory: InventoryView, level: Level, snapshots: ReadonlyMap<Ref, string>, palette: Palette): string {
  const pinned = level.pinnedBy.map((ref) => `"${snapshots.get(ref) ?? ref}"`).join(", ");
  const others = level.sharedWith;
  const sharers = others.slice(0, namesShown).map((ref) => inventory.vms.get(ref)?.name ?? ref).join(", ");
  const shared = others.length === 0 ? "" : `shared with ${sharers}${others.length > namesShown ? ` and ${others.length - namesShown} more` : ""}`;
  switch (level.role) {
    case "leaf": return `what the VM writes to${shared === "" ? "" : palette.warn(`, ${shared}`)}`;
    case "pinned": return `kept by snapshot ${pinned}${shared === "" ? "" : `, ${shared}`}`;
    case "shared": return shared;
    case "branch": return "several files of this VM stand on it";
    case "unneeded": return palette.warn("needed by nobody: tetherd can have it folded away");
    case "unknown": return palette.warn(`not known why it is there: missing ${level.missing ?? "data"}`);
  }
}

function namesOf(nodes: readonly SnapshotNode[], names = new Map<Ref, string>()): ReadonlyMap<Ref, string> {
  for (const { ref, name, children } of nodes) namesOf(children, names.set(ref, name));
  return names;
}
