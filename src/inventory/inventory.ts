/**
 * The whole model of one vCenter for the life of the daemon, updated in place by `applyUpdates` (docs/decisions/0003).
 * It holds and answers; it never decides what an update means, and it knows no clock.
 */
import { classifyDisks } from "./classify-disks.js";
import { keyOfBacking } from "./disk-chain.js";
import type { FileNode, FileUse } from "./file-index.js";
import { CloneGroups } from "./clone-groups.js";
import type { SavedGroup } from "./group-ids.js";
import { ownershipOf } from "./level-ownership.js";
import type { CloneGroup, Compute, Datastore, Disk, FileKey, Host, InventoryView, Ownership, Place, Placement } from "./model.js";
import { groupPlacement, moveIn, spreadOf, type Spread } from "./placement.js";
import { asSet, eachOf, RefIndex } from "./ref-set.js";
import type { Ref } from "./updates.js";
import { pinnedDevices, VmFiles } from "./vm-files.js";
import type { VmRecord } from "./vm-record.js";

/** VMs whose classified disks are kept: a policy looks at a VM several times in a turn; a sweep over all of them need not fill memory. */
const maxCachedVms = 4_096;

interface CachedDisks {
  readonly disks: readonly Disk[];
  /** Ticks of the file index when they were computed. */
  readonly tick: number;
  readonly doubts: number;
}

export class Inventory implements InventoryView {
  readonly vms = new Map<Ref, VmRecord>();
  readonly hosts = new Map<Ref, Host>();
  readonly computes = new Map<Ref, Compute>();
  readonly datastores = new Map<Ref, Datastore>();
  readonly places = new Map<Ref, Place>();
  /** For `applyUpdates`: files and snapshots of the VMs. */
  readonly vmFiles = new VmFiles();
  /** For `applyUpdates`: VMs by host. */
  readonly vmsByHost = new RefIndex();
  /** For `applyUpdates`: hosts by the compute resource that is their parent, and compute resources by the hosts they list. */
  readonly hostsByParent = new RefIndex();
  readonly computesByHost = new RefIndex();
  /** For `applyUpdates`: the groups. */
  readonly cloneGroups = new CloneGroups({
    usesOf: (vm) => this.vmFiles.of(vm).uses,
    homeOf: (vm) => this.vmFiles.of(vm).home,
    nameOf: (vm) => this.vms.get(vm)?.name,
  });
  readonly #disks = new Map<Ref, CachedDisks>();
  readonly #placements = new WeakMap<CloneGroup, Placement>();
  readonly #spreads = new WeakMap<CloneGroup, Spread>();

  get groups(): ReadonlyMap<string, CloneGroup> {
    return this.cloneGroups.byId;
  }

  /** Group ids saved before a restart, to be called before the first update: groups that form again take them back. */
  seedGroupIds(saved: readonly SavedGroup[]): void {
    this.cloneGroups.seed(saved);
  }

  /**
   * To be called once when the first full state is in: gives the saved ids to the groups that now share most members with them,
   * whatever the order of arrival was, and forgets them. Returns the ids of groups whose id came, went or changed.
   */
  settleGroupIds(): ReadonlySet<string> {
    return this.cloneGroups.settle();
  }

  groupOf(vm: Ref): CloneGroup | undefined {
    const id = this.cloneGroups.idOf(vm);
    return id === undefined ? undefined : this.cloneGroups.byId.get(id);
  }

  get unseenVms(): ReadonlySet<Ref> {
    return this.vmFiles.unseen;
  }

  placementOf(group: CloneGroup): Placement {
    const known = this.#placements.get(group);
    if (known !== undefined) return known;
    const spread = this.#spreads.get(group) ?? spreadOf(this, group);
    const placement = groupPlacement(this, group, spread);
    if (this.cloneGroups.byId.get(group.id) !== group) return placement;
    this.#spreads.set(group, spread);
    this.#placements.set(group, placement);
    return placement;
  }

  /** For `applyUpdates`: a VM counts on another host from now on. */
  moved(vm: Ref, from: Ref | undefined, to: Ref | undefined): void {
    const group = this.groupOf(vm);
    const spread = group === undefined ? undefined : this.#spreads.get(group);
    if (spread !== undefined) moveIn(spread, from, to);
  }

  /** For `applyUpdates`: a member, its host or the group itself has changed. */
  forgetPlacement(groupId: string): void {
    const group = this.cloneGroups.byId.get(groupId);
    if (group !== undefined) this.#placements.delete(group);
  }

  usersOf(file: FileKey): ReadonlySet<Ref> {
    return this.vmFiles.files.usersOf(file);
  }

  usesOf(vm: Ref): readonly FileUse[] {
    return this.vmFiles.of(vm).uses;
  }

  dwellingsOf(vm: Ref): readonly (string | undefined)[] {
    return this.vmFiles.of(vm).dwellings;
  }

  frozenFilesOf(vm: Ref, snapshot: Ref): readonly FileKey[] | undefined {
    const record = this.vms.get(vm);
    const frozen = this.vmFiles.snapshots.get(snapshot);
    if (record === undefined || frozen?.readable !== true) return undefined;
    const keyOf = this.vmFiles.keysOf(record, this.vmFiles.of(vm).devices ?? [], new Set());
    const keys = pinnedDevices(frozen).map(({ backing }) => keyOfBacking(backing, keyOf));
    return keys.filter((key) => key !== undefined);
  }

  ownershipOf(vm: Ref, file: FileNode): Ownership {
    return ownershipOf(vm, file, this.vmFiles.owners);
  }

  orphansOn(datastore: Ref): readonly FileKey[] | undefined {
    return this.vmFiles.orphans.on(datastore);
  }

  hostsOf(compute: Ref): ReadonlySet<Ref> {
    return new Set([...this.computes.get(compute)?.hosts ?? [], ...eachOf(this.hostsByParent.get(compute))]);
  }

  computesOf(host: Ref): ReadonlySet<Ref> {
    const parent = this.hosts.get(host)?.parent;
    return new Set([...(parent === undefined ? [] : [parent]), ...eachOf(this.computesByHost.get(host))]);
  }

  vmsOn(host: Ref): ReadonlySet<Ref> {
    return asSet(this.vmsByHost.get(host));
  }

  /**
   * Undefined while no devices of the VM were ever seen. While they are unreadable now, the last known levels with role `unknown`.
   */
  disksOf(vm: Ref): readonly Disk[] | undefined {
    const record = this.vms.get(vm);
    const { devices, snapshots, uses } = this.vmFiles.of(vm);
    if (record === undefined || devices === undefined) return undefined;
    const { files } = this.vmFiles;
    const cached = this.#disks.get(vm);
    if (cached?.doubts === files.doubts && uses.every(({ file }) => file.changedAt <= cached.tick)) return cached.disks;
    const disks = classifyDisks({
      vm, devices, uses, files,
      stale: record.disks === undefined,
      tree: record.snapshot,
      consolidationNeeded: record.consolidationNeeded === true,
      owners: this.vmFiles.owners, witnesses: this.vmFiles.witnesses,
      layoutRead: this.vmFiles.sizes.layoutOf(vm) !== undefined,
      snapshots: snapshots.map((ref) => ({ ref, files: this.vmFiles.snapshots.get(ref) })),
      keyOf: this.vmFiles.keysOf(record, devices, new Set()),
    });
    if (cached === undefined && this.#disks.size >= maxCachedVms) this.forgetDisks(this.#disks.keys().next().value ?? vm);
    this.#disks.set(vm, { disks, tick: files.tick, doubts: files.doubts });
    return disks;
  }

  /** For `applyUpdates`: the VM itself has changed. */
  forgetDisks(vm: Ref): void {
    this.#disks.delete(vm);
  }
}
