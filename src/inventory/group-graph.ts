/**
 * A clone group as nodes and edges, for whoever draws it: files, the VMs that write to them, and which file stands on which.
 * It holds what the current chains show; what is unknown is left out of a node, never guessed.
 */
import type { CloneGroup, FileKey, InventoryView, LevelRole } from "./model.js";
import type { Ref, SnapshotNode } from "./updates.js";

export interface GraphFile {
  readonly id: FileKey;
  readonly fileName: string;
  /** VMs with the file in any chain. */
  readonly users: number;
  /** The role it has for every VM that has it in a current chain; several when they differ. */
  readonly roles: readonly LevelRole[];
  /** Names of the snapshots that pin it, with their VM: "gold@v1". */
  readonly snapshots: readonly string[];
}

export interface GraphVm {
  readonly id: Ref;
  readonly name: string | undefined;
  readonly host: string | undefined;
  readonly powerState: string | undefined;
  readonly template: boolean | undefined;
}

export interface GraphEdge {
  /** "writes": a VM's disk to its leaf; "stands-on": a file to its parent. */
  readonly kind: "writes" | "stands-on";
  /** A VM or a file. */
  readonly from: string;
  readonly to: FileKey;
  /** Device key of the disk, for "writes". */
  readonly disk?: number;
}

export interface GroupGraph {
  readonly id: string;
  readonly name: string;
  readonly files: readonly GraphFile[];
  readonly vms: readonly GraphVm[];
  readonly edges: readonly GraphEdge[];
}

/** Sorted by id throughout, so that the same group gives the same graph. */
export function groupGraph(inventory: InventoryView, group: CloneGroup): GroupGraph {
  const files = new Map<FileKey, { fileName: string; roles: Set<LevelRole>; snapshots: Set<string> }>();
  const edges = new Map<string, GraphEdge>();
  const vms: GraphVm[] = [];
  for (const ref of group.members) {
    const vm = inventory.vms.get(ref);
    if (vm === undefined) continue;
    const host = vm.host === undefined ? undefined : (inventory.hosts.get(vm.host)?.name ?? vm.host);
    vms.push({ id: ref, name: vm.name, host, powerState: vm.powerState, template: vm.template });
    const names = snapshotNames(vm.snapshot?.roots ?? []);
    for (const disk of inventory.disksOf(ref) ?? []) {
      for (const [index, level] of disk.levels.entries()) {
        const file = files.get(level.file) ?? { fileName: level.fileName, roles: new Set<LevelRole>(), snapshots: new Set<string>() };
        file.roles.add(level.role);
        for (const snapshot of level.pinnedBy) file.snapshots.add(`${vm.name ?? ref}@${names.get(snapshot) ?? snapshot}`);
        files.set(level.file, file);
        const below = disk.levels[index + 1];
        if (below !== undefined) edges.set(`${level.file} ${below.file}`, { kind: "stands-on", from: level.file, to: below.file });
        if (index === 0) edges.set(`${ref} ${disk.key}`, { kind: "writes", from: ref, to: level.file, disk: disk.key });
      }
    }
  }
  return {
    id: group.id, name: group.name, vms,
    files: [...files].sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { fileName, roles, snapshots }]) => ({ id, fileName, users: inventory.usersOf(id).size, roles: [...roles].sort(), snapshots: [...snapshots].sort() })),
    edges: [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge),
  };
}

function snapshotNames(nodes: readonly SnapshotNode[], names = new Map<Ref, string>()): ReadonlyMap<Ref, string> {
  for (const { ref, name, children } of nodes) snapshotNames(children, names.set(ref, name));
  return names;
}
