/**
 * What the inventory keeps of each VM beside its record: last known devices and snapshots, the files they make, its home directory.
 * Missing data never empties a chain: while devices are unreadable the last known ones stand, marked as stale (docs/group-identity.md).
 */
import { DatastoreNames } from "./datastore-names.js";
import { DatastoreVolumes } from "./datastore-volumes.js";
import { chainOf, isIndependent, keyOfBacking, type KeyOf } from "./disk-chain.js";
import { FileIndex, type FileNode, type FileUse, type UseChange, type WantedUse } from "./file-index.js";
import { FileOwners, movedHomes, type Dwellings } from "./file-owners.js";
import { FileWitnesses, witnessesIn } from "./file-witnesses.js";
import { FileSizes } from "./file-sizes.js";
import { OrphanedFiles } from "./orphaned-files.js";
import { directoryOf, doubtfulKey, fileKey, parseDatastorePath } from "./file-key.js";
import type { FileKey, Vm } from "./model.js";
import { ownText } from "../shared/own-text.js";
import { eachOf } from "./ref-set.js";
import { snapshotsIn } from "./snapshots-in.js";
import type { DiskBacking, DiskDevice, FileLayout, Ref } from "./updates.js";

export interface VmFileState {
  /** Last known devices; undefined before any were seen. */
  readonly devices: readonly DiskDevice[] | undefined;
  /** Snapshots of the last known tree, parents before children. */
  readonly snapshots: readonly Ref[];
  /** Last known path of the VM's configuration file. */
  readonly configFile: string | undefined;
  readonly uses: readonly FileUse[];
  /** Datastore names whose meaning was looked up for this VM. */
  readonly names: readonly string[];
  /** Directory of the configuration file, as `directoryOf` spells it. */
  readonly home: string | undefined;
  /** `home` first, then the other directories that leaves of its disks are in. */
  readonly dwellings: Dwellings;
}

export interface FilesChange extends UseChange {
  /** Files whose bytes are others than before. */
  readonly sized: readonly FileNode[];
  /** Files for which it changed whether this VM lives beside them, or which id it tells of them where that matters. */
  readonly rehomed: readonly FileNode[];
}

/** What a snapshot pins: last known devices, and whether they are still readable. */
export interface SnapshotFiles {
  readonly ref: Ref;
  readonly vm: Ref | undefined;
  readonly devices: readonly DiskDevice[] | undefined;
  readonly readable: boolean;
}

const blank: VmFileState = { devices: undefined, snapshots: [], configFile: undefined, uses: [], names: [], home: undefined, dwellings: [] };

export class VmFiles {
  readonly files = new FileIndex();
  readonly sizes = new FileSizes(this.files);
  readonly owners = new FileOwners((vm) => this.of(vm).dwellings);
  readonly orphans = new OrphanedFiles(this.files, this.owners);
  readonly names = new DatastoreNames();
  readonly volumes = new DatastoreVolumes();
  readonly witnesses = new FileWitnesses(this.files, this.volumes, (file) => this.#witnessesOf(file));
  readonly snapshots = new Map<Ref, SnapshotFiles>();
  /** VMs that have not shown their devices yet. */
  readonly unseen = new Set<Ref>();
  readonly #states = new Map<Ref, VmFileState>();
  /** What a VM's devices were before those that its files are still to be worked out from; kept while witnesses matter. */
  readonly #formerDevices = new Map<Ref, readonly DiskDevice[]>();
  /** From the trees, which rule: a snapshot in no tree pins nothing. */
  readonly #ownerOf = new Map<Ref, Ref>();

  of(vm: Ref): VmFileState {
    return this.#states.get(vm) ?? blank;
  }

  ownerOfSnapshot(snapshot: Ref): Ref | undefined {
    return this.#ownerOf.get(snapshot);
  }

  /** Takes over what the record knows; what it does not know stays as last known. */
  remember(vm: Vm): void {
    const before = this.of(vm.ref);
    const snapshots = vm.snapshot === undefined ? before.snapshots : vm.snapshot.roots.length === 0 ? blank.snapshots : snapshotsIn(vm.snapshot).map(({ ref }) => ref);
    for (const ref of before.snapshots) if (this.#ownerOf.get(ref) === vm.ref) this.#ownerOf.delete(ref);
    for (const ref of snapshots) this.#ownerOf.set(ref, vm.ref);
    if (vm.disks !== undefined && before.devices !== undefined && this.volumes.leaveDoubt) this.#formerDevices.set(vm.ref, before.devices);
    const devices = vm.disks ?? before.devices;
    if (devices === undefined) this.unseen.add(vm.ref);
    else this.unseen.delete(vm.ref);
    this.#states.set(vm.ref, { ...before, devices, snapshots, configFile: vm.vmPathName ?? before.configFile });
  }

  /** Takes what `layoutEx` told; false when that is nothing new. */
  tellLayout(vm: Ref, layout: FileLayout | undefined): boolean {
    return this.sizes.tell(vm, layout, this.of(vm).devices ?? []);
  }

  /** Works out a VM's files anew from what is remembered of it; costs the VM's own files. */
  refresh(vm: Vm): FilesChange {
    const before = this.of(vm.ref);
    const { devices = [], snapshots, configFile } = before;
    const asked = new Set<string>();
    const keyOf = this.keysOf(vm, devices, asked);
    const change = this.files.replace(vm.ref, before.uses, this.#wantedUses(devices, snapshots, keyOf));
    const sized = this.sizes.measure(vm.ref, change.uses, keyOf);
    const configKey = configFile === undefined ? undefined : keyOf(configFile, undefined, true);
    const home = configKey === undefined ? undefined : ownText(directoryOf(configKey));
    const names = asked.size === 0 ? blank.names : [...asked];
    this.names.ask(vm.ref, before.names, names);
    const dwellings = sameOrNew(before.dwellings, [home, ...leafDirectories(devices, keyOf)]);
    this.#states.set(vm.ref, { ...before, uses: change.uses, names, home, dwellings });
    const rehomed = [...movedHomes(before.uses, before.dwellings, change.uses, dwellings), ...this.#retold(vm.ref, devices, change.uses, keyOf)];
    for (const file of rehomed) this.files.mark(file);
    return { ...change, sized, rehomed };
  }

  /** The VM is gone; its snapshots' own objects leave by themselves. */
  remove(vm: Ref): FilesChange {
    const before = this.of(vm);
    for (const snapshot of before.snapshots) if (this.#ownerOf.get(snapshot) === vm) this.#ownerOf.delete(snapshot);
    this.names.ask(vm, before.names, []);
    this.#states.delete(vm);
    this.unseen.delete(vm);
    this.#formerDevices.delete(vm);
    const change = this.files.replace(vm, before.uses, []);
    return { ...change, sized: this.sizes.forget(vm), rehomed: movedHomes(before.uses, before.dwellings, [], []) };
  }

  /**
   * How this VM names files. A bracketed name without a reference means what it means elsewhere in the VM's own devices, else what
   * the datastores are called; names that had to be looked up among the datastores are added to `asked`. On a volume that several
   * datastores show, a disk that no uuid bears witness to stays doubtful (docs/group-identity.md).
   */
  keysOf(vm: Pick<Vm, "datastores">, devices: readonly DiskDevice[], asked: Set<string>): KeyOf {
    let own: ReadonlyMap<string, Ref> | undefined;
    const refOf = (name: string): Ref | undefined => {
      own ??= namesWithin(devices);
      const known = own.get(name);
      if (known === undefined) asked.add(name);
      return known ?? this.names.lookUp(name, vm.datastores);
    };
    return (fileName, datastore, witnessed): FileKey | undefined => {
      const { datastoreName, path } = parseDatastorePath(fileName);
      if (path === "") return undefined;
      const found = datastore ?? refOf(datastoreName);
      if (found === undefined || (!witnessed && this.volumes.isShared(found))) return doubtfulKey(datastoreName, path);
      return fileKey(this.volumes.standFor(found), path);
    };
  }

  /** Files of which the VM tells other ids than before. */
  #retold(vm: Ref, devices: readonly DiskDevice[], uses: readonly FileUse[], keyOf: KeyOf): readonly FileNode[] {
    const former = this.#formerDevices.get(vm);
    this.#formerDevices.delete(vm);
    if (former === undefined) return [];
    const [before, now] = [witnessesIn(former, keyOf), witnessesIn(devices, keyOf)];
    return uses.map(({ file }) => file).filter(({ key }) => before.get(key) !== now.get(key));
  }

  *#witnessesOf(file: FileNode): Generator<string> {
    for (const user of eachOf(file.users)) {
      const { devices = [], snapshots } = this.of(user);
      const keyOf = this.keysOf({ datastores: [] }, devices, new Set());
      for (const each of [devices, ...snapshots.map((ref) => pinnedDevices(this.snapshots.get(ref)))]) {
        const witness = witnessesIn(each, keyOf).get(file.key);
        if (witness !== undefined) yield witness;
      }
    }
  }

  #wantedUses(devices: readonly DiskDevice[], snapshots: readonly Ref[], keyOf: KeyOf): readonly WantedUse[] {
    const wanted = new Map<FileKey, WantedUse>();
    for (const device of devices) collect(device, keyOf, wanted);
    for (const ref of snapshots) for (const device of pinnedDevices(this.snapshots.get(ref))) collect(device, keyOf, wanted);
    return [...wanted.values()];
  }
}

type PinningDevice = DiskDevice & { readonly backing: DiskBacking };

/** Devices of a snapshot's frozen configuration that pin a file. */
export function pinnedDevices(snapshot: SnapshotFiles | undefined): readonly PinningDevice[] {
  return (snapshot?.devices ?? []).filter((device): device is PinningDevice => device.backing !== undefined && !isIndependent(device.backing));
}

/** The first chain to name a file's parent is believed: the current one before the snapshots'. */
function collect(device: DiskDevice, keyOf: KeyOf, wanted: Map<FileKey, WantedUse>): void {
  const { levels } = chainOf(device, keyOf);
  levels.forEach(({ key, multiWriter }, index) => {
    const known = wanted.get(key);
    if (known === undefined) wanted.set(key, { key, parent: levels[index + 1]?.key, multiWriter });
    else if (known.multiWriter && !multiWriter) wanted.set(key, { ...known, multiWriter });
  });
}

function leafDirectories(devices: readonly DiskDevice[], keyOf: KeyOf): readonly string[] {
  const keys = devices.map(({ backing }) => (backing === undefined ? undefined : keyOfBacking(backing, keyOf)));
  return keys.flatMap((key) => (key === undefined ? [] : [ownText(directoryOf(key))]));
}

/** Each once; the very same list when it says the same. */
function sameOrNew(before: Dwellings, after: Dwellings): Dwellings {
  const distinct = [...new Set(after)];
  return distinct.length === before.length && distinct.every((item, index) => item === before[index]) ? before : distinct;
}

function namesWithin(devices: readonly DiskDevice[]): ReadonlyMap<string, Ref> {
  const names = new Map<string, Ref>();
  for (const device of devices) {
    const seen = new Set<DiskBacking>();
    for (let backing = device.backing; backing !== undefined && !seen.has(backing); backing = backing.parent) {
      seen.add(backing);
      if (backing.datastore !== undefined) names.set(parseDatastorePath(backing.fileName).datastoreName, backing.datastore);
    }
  }
  return names;
}
