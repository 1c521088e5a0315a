/**
 * What one set of updates has touched so far, and what must still be worked out before the set is done.
 * It only collects; it never looks at the inventory.
 */
import { ChangedRefs } from "./changed-refs.js";
import type { FileNode } from "./file-index.js";
import { eachOf } from "./ref-set.js";
import type { Ref } from "./updates.js";

export class ChangeLog extends ChangedRefs {
  /** VMs whose files must be worked out again. */
  readonly staleFiles = new Set<Ref>();
  /** VMs that gained or lost a file which others have too. */
  readonly staleLinks = new Set<Ref>();
  /** VMs whose name or home directory changed: their group may be called after them. */
  readonly renamed = new Set<Ref>();
  /** VMs that are on another host than before. */
  readonly moved = new Set<Ref>();
  /** Hosts and compute resources that changed in what decides placement, limit or risk of the groups on them. */
  readonly staleHosts = new Set<Ref>();
  readonly staleComputes = new Set<Ref>();
  /** Datastores that changed in what decides the limit of the groups based on them. */
  readonly staleGrounds = new Set<Ref>();

  /** The bytes of these files are others than before: all who have them look different. */
  resized(files: readonly FileNode[]): void {
    for (const { users } of files) for (const user of eachOf(users)) this.sized.add(user);
  }

  /** Whose these files are has changed, for all who have them. */
  shown(files: readonly FileNode[]): void {
    for (const { users, key } of files) {
      this.files.add(key);
      for (const user of eachOf(users)) this.vms.add(user);
    }
  }
}
