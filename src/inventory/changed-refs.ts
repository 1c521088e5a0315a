/** Objects that changed, by kind, while they are being collected. It only grows until `clear`, and never looks at the inventory. */
import type { FileKey } from "./file-key.js";
import type { Changes } from "./model.js";
import type { Ref } from "./updates.js";

export class ChangedRefs implements Changes {
  readonly vms = new Set<Ref>();
  readonly hosts = new Set<Ref>();
  readonly computes = new Set<Ref>();
  readonly datastores = new Set<Ref>();
  readonly places = new Set<Ref>();
  readonly groups = new Set<string>();
  readonly sized = new Set<Ref>();
  readonly files = new Set<FileKey>();

  add(changes: Changes): void {
    for (const name of ["vms", "hosts", "computes", "datastores", "places", "groups", "sized", "files"] as const) for (const ref of changes[name]) this[name].add(ref);
  }

  clear(): void {
    for (const set of [this.vms, this.hosts, this.computes, this.datastores, this.places, this.groups, this.sized, this.files]) set.clear();
  }
}
