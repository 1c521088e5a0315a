/**
 * One VM's update: its record, the host it counts on, and what must be worked out again because of it.
 * It never works out files or groups itself; that is done once at the end of the set.
 */
import type { ChangeLog } from "./change-log.js";
import type { Inventory } from "./inventory.js";
import type { Ref, VmUpdate } from "./updates.js";
import { mergeVm, type VmRecord } from "./vm-record.js";

/** Members that decide which files the VM has and what they are called. */
const filing = ["disks", "snapshot", "vmPathName", "datastores"] as const;

export function applyVm(inventory: Inventory, update: VmUpdate, log: ChangeLog): void {
  const before = inventory.vms.get(update.ref);
  const ref = before?.ref ?? update.ref; // the same string wherever it is kept
  if (update.kind === "leave") {
    if (before !== undefined) removeVm(inventory, before, log);
    return;
  }
  const after = mergeVm(before, update);
  applyLayout(inventory, ref, update, log);
  if (after === before) return;
  inventory.vms.set(ref, after);
  if (before !== undefined && isOnlyNewer(before, after)) return;
  log.vms.add(ref);
  inventory.forgetDisks(ref);
  moveTo(inventory, ref, before?.host, after.host, log);
  if (before?.name !== after.name) log.renamed.add(ref);
  if (before !== undefined && filing.every((name) => before[name] === after[name])) return;
  inventory.vmFiles.remember(after);
  log.staleFiles.add(ref);
}

/** vCenter counts on with every change of a VM, also of what nobody here looks at: only whoever is about to change the VM compares the count. */
function isOnlyNewer(before: VmRecord, after: VmRecord): boolean {
  return (Object.keys(after) as (keyof VmRecord)[]).every((name) => name === "changeVersion" || Object.is(before[name], after[name]));
}

/** Apart from the record: a layout that is only newer changes nothing anybody sees; that there is one does. */
function applyLayout(inventory: Inventory, ref: Ref, { set, unreadable }: VmUpdate, log: ChangeLog): void {
  if (set.layout === undefined && !unreadable.includes("layout")) return;
  const { vmFiles } = inventory;
  const before = vmFiles.sizes.layoutOf(ref);
  if (!vmFiles.tellLayout(ref, set.layout ?? undefined)) return;
  log.staleFiles.add(ref);
  if ((before === undefined) === ((set.layout ?? undefined) === undefined)) return;
  log.sized.add(ref);
  inventory.forgetDisks(ref);
}

function removeVm(inventory: Inventory, { ref, host }: VmRecord, log: ChangeLog): void {
  const { linksChanged, peers, moved, sized, rehomed } = inventory.vmFiles.remove(ref);
  log.resized(sized);
  for (const file of moved) log.files.add(file);
  log.shown(rehomed);
  if (linksChanged) log.staleLinks.add(ref);
  for (const peer of peers) log.vms.add(peer);
  moveTo(inventory, ref, host, undefined, log);
  inventory.vms.delete(ref);
  inventory.forgetDisks(ref);
  log.vms.add(ref);
}

function moveTo(inventory: Inventory, ref: Ref, before: Ref | undefined, after: Ref | undefined, log: ChangeLog): void {
  if (before === after) return;
  if (before !== undefined) inventory.vmsByHost.remove(before, ref);
  if (after !== undefined) inventory.vmsByHost.add(after, ref);
  inventory.moved(ref, before, after);
  log.moved.add(ref);
}
