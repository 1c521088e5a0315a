/**
 * What tetherd does not know of a VM, by the names of the vSphere properties that are missing, each with the reason where there is one to
 * tell: refused, or silent about this file. What is missing is listed once, and nothing is guessed.
 */
import type { Disk, InventoryView, Level } from "./model.js";
import { snapshotsIn } from "./snapshots-in.js";
import type { Ref } from "./updates.js";

/** Members of a VM without which chains, groups, limits or risks are not whole. */
const needed = {
  disks: "config.hardware.device", snapshot: "snapshot", vmPathName: "config.files.vmPathName", template: "config.template",
  host: "runtime.host", powerState: "runtime.powerState", connectionState: "runtime.connectionState", name: "name",
} as const;

/** Sorted; empty when nothing is missing. Costs the VM's own disks. */
export function missingOfVm(view: InventoryView, ref: Ref): readonly string[] {
  const vm = view.vms.get(ref);
  if (vm === undefined) return [];
  const unset = (Object.entries(needed) as [keyof typeof needed, string][]).filter(([member]) => vm[member] === undefined);
  const refused = new Set(unset.filter(([member]) => vm.refused.includes(member)).map(([, property]) => property));
  const snapshots = snapshotsIn(vm.snapshot).map((snapshot) => snapshot.ref).filter((snapshot) => view.frozenFilesOf(ref, snapshot) === undefined).map(frozenConfig);
  const names = sorted([...unset.map(([, property]) => property), ...snapshots, ...(view.disksOf(ref) ?? []).flatMap((disk) => missingOfDisk(disk))]);
  return names.map((name) => (refused.has(name) ? `${name} (no permission to read it)` : name));
}

export function missingOfDisk({ levels, flaw }: Disk): readonly string[] {
  return sorted([...levels.flatMap((level) => missingOfLevel(level)), ...(flaw === undefined ? [] : [flaw])]);
}

export function missingOfLevel({ missing, bytesMissing }: Level): readonly string[] {
  return [missing, bytesMissing].filter((property) => property !== undefined);
}

/** How the configuration that a snapshot froze is called where it is missing. */
export function frozenConfig(snapshot: Ref): string {
  return `snapshot ${snapshot} config.hardware.device`;
}

function sorted(properties: readonly string[]): readonly string[] {
  return [...new Set(properties)].sort();
}
