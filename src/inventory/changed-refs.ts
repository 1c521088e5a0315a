/** Objects that changed, by kind, while they are being collected. It never looks at the inventory. */
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

  get empty(): boolean {
    return this.#sets.every(({ size }) => size === 0);
  }

  /** Takes out so many VMs, or all that is left once no more VMs are: what groups and all others show follows from their VMs. */
  take(mostVms: number): ChangedRefs {
    const part = new ChangedRefs();
    if (this.vms.size <= mostVms) {
      part.add(this);
      for (const set of this.#sets) set.clear();
      return part;
    }
    for (const ref of this.vms) {
      if (part.vms.size === mostVms) break;
      part.vms.add(ref);
      this.vms.delete(ref);
    }
    return part;
  }

  get #sets(): readonly Set<string>[] {
    return [this.vms, this.hosts, this.computes, this.datastores, this.places, this.groups, this.sized, this.files];
  }
}
