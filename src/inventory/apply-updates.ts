/**
 * Applies one decoded set of updates to the inventory, touching only what each update changes, and says what that was.
 * It never looks at the whole inventory and, given valid updates, never stops half-way (docs/decisions/0003).
 */
import { applyVm } from "./apply-vm.js";
import { applyCompute, applyDatastore, applyHost, applyPlace, applySnapshot } from "./apply-others.js";
import { ChangeLog } from "./change-log.js";
import type { Inventory } from "./inventory.js";
import type { Changes } from "./model.js";
import type { InventoryUpdate, Ref } from "./updates.js";

/**
 * `vms` of the result holds every VM whose own record (but for its `changeVersion`) or snapshots changed, or for which a file has become shared or no longer is;
 * `groups` every group that came, went or changed: members, files, name, the hosts its members are on, or the figures of its
 * hosts, clusters and datastore that decide limit and risk. A set that says nothing new gives empty changes.
 */
export function applyUpdates(inventory: Inventory, updates: readonly InventoryUpdate[]): Changes {
  const log = new ChangeLog();
  for (const update of updates) apply(inventory, update, log);
  for (const vm of log.staleFiles) refreshFiles(inventory, vm, log);
  for (const file of log.files) inventory.vmFiles.orphans.review(file);
  const { found, changed } = inventory.cloneGroups.regroup(log.staleLinks);
  for (const id of changed) log.groups.add(id);
  renameGroups(inventory, log, found);
  noteGroups(inventory, log);
  for (const id of log.groups) inventory.forgetPlacement(id);
  return log;
}

function apply(inventory: Inventory, update: InventoryUpdate, log: ChangeLog): void {
  switch (update.type) {
    case "VirtualMachine": applyVm(inventory, update, log); break;
    case "VirtualMachineSnapshot": applySnapshot(inventory, update, log); break;
    case "HostSystem": applyHost(inventory, update, log); break;
    case "ComputeResource": applyCompute(inventory, update, log); break;
    case "Datastore": applyDatastore(inventory, update, log); break;
    case "Place": applyPlace(inventory, update, log); break;
  }
}

/** Once per VM and set, however many of its updates, snapshots and datastores came in it. */
function refreshFiles({ vms, vmFiles }: Inventory, ref: Ref, log: ChangeLog): void {
  const vm = vms.get(ref);
  if (vm === undefined) return;
  const before = vmFiles.of(ref);
  const { uses, linksChanged, peers, moved, sized, rehomed } = vmFiles.refresh(vm);
  log.resized(sized);
  if (uses !== before.uses) log.vms.add(ref);
  if (linksChanged) log.staleLinks.add(ref);
  if (vmFiles.of(ref).home !== before.home) log.renamed.add(ref);
  for (const peer of peers) log.vms.add(peer);
  for (const file of moved) log.files.add(file);
  log.shown(rehomed);
}

/** Once per group; those just found are already called after what their members are called now. */
function renameGroups({ cloneGroups }: Inventory, log: ChangeLog, found: ReadonlySet<string>): void {
  const ids = new Set<string>();
  for (const vm of log.renamed) ids.add(cloneGroups.idOf(vm) ?? "");
  for (const id of ids) if (!found.has(id) && cloneGroups.rename(id)) log.groups.add(id);
}

function noteGroups(inventory: Inventory, log: ChangeLog): void {
  const { cloneGroups } = inventory;
  const note = (vm: Ref): void => {
    const id = cloneGroups.idOf(vm);
    if (id !== undefined) log.groups.add(id);
  };
  for (const vm of log.moved) note(vm);
  for (const compute of log.staleComputes) for (const host of inventory.computes.get(compute)?.hosts ?? []) log.staleHosts.add(host);
  for (const host of log.staleHosts) for (const vm of inventory.vmsOn(host)) note(vm);
  for (const datastore of log.staleGrounds) for (const id of cloneGroups.onDatastore(datastore)) log.groups.add(id);
}
