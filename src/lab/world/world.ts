/**
 * The whole state of one lab vCenter, with the few primitives that keep its indexes right. It knows no operation, no wire and no property:
 * operations/ change it, properties/ and collector/ read it.
 */
import { ref, type Ref } from "../wire/vim-value.js";
import { ChangeLog } from "./change-log.js";
import { EffectLog } from "./effects.js";
import type {
  ClusterState, ComputeState, DatacenterState, DatastoreState, Entity, FolderState, HostState, NetworkState, ResourcePoolState,
} from "./entities.js";
import { EventBook } from "./event-book.js";
import { FileGraph } from "./file-graph.js";
import type { LabClock } from "./lab-clock.js";
import type { LabFile } from "./lab-file.js";
import { LabRandom } from "./lab-random.js";
import { NuisanceBook } from "./nuisances.js";
import type { Session } from "./sessions.js";
import type { WorldSettings } from "./settings.js";
import { TaskBook } from "./task-book.js";
import { TaskRoom } from "./task-room.js";
import type { SnapshotState, VmDisk, VmState } from "./vm-state.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The entity of each wire type. */
export interface EntityOf {
  Folder: FolderState;
  Datacenter: DatacenterState;
  ComputeResource: ComputeState;
  ClusterComputeResource: ClusterState;
  HostSystem: HostState;
  Datastore: DatastoreState;
  ResourcePool: ResourcePoolState;
  Network: NetworkState;
  VirtualMachine: VmState;
}

export const rootFolderRef = ref("Folder", "group-d1");

export class World {
  readonly settings: WorldSettings;
  readonly clock: LabClock;
  readonly random: LabRandom;
  /** For keys, tokens and names that sessions are given: how often clients come back must not decide where HA restarts a VM. */
  readonly clientRandom: LabRandom;
  readonly instanceUuid: string;
  readonly changes = new ChangeLog();
  readonly files = new FileGraph((datastore) => { this.#spaceChanged(datastore); });
  readonly events: EventBook;
  readonly tasks = new TaskBook();
  readonly effects = new EffectLog();
  /** By managed object id: the task that alone may change the object now. */
  readonly locks = new Map<string, Ref>();
  /** Room for tasks that vCenter meters. */
  readonly taskRoom = new TaskRoom();
  /** Errors of the lab itself, met while no call was there to answer; a test that finds one has found a defect. */
  readonly defects: Error[] = [];
  readonly nuisances: NuisanceBook;
  /** How often each method was called, by WSDL name; refused calls count too. */
  readonly calls = new Map<string, number>();
  /** By cookie value. */
  readonly sessions = new Map<string, Session>();
  /** VMs that are registered nowhere but whose .vmx still lies on a datastore, by "datastore moid/path of the .vmx". */
  readonly unregistered = new Map<string, VmState>();
  /** Disk levels that the file manager deleted or moved away, by "datastore moid/path": VMs may still name those paths, and find what comes to lie there again. */
  readonly lostFiles = new Map<string, LabFile>();
  /** Directories that were made without a file in them, by datastore moid; all others exist because files lie in them. */
  readonly madeDirectories = new Map<string, Set<string>>();
  /** By managed object id; whoever makes or removes a snapshot keeps it right. */
  readonly snapshots = new Map<string, { readonly vm: VmState; readonly snapshot: SnapshotState }>();
  readonly #entities = new Map<string, Entity>();
  readonly #byType = new Map<string, Map<string, Entity>>();
  #lastId = 0;

  constructor(settings: WorldSettings, clock: LabClock) {
    this.settings = settings;
    this.clock = clock;
    this.random = new LabRandom(settings.seed);
    this.clientRandom = new LabRandom(settings.seed + 2);
    this.nuisances = new NuisanceBook(new LabRandom(settings.seed + 1));
    this.instanceUuid = settings.instanceUuid ?? this.random.uuid();
    this.events = new EventBook({ now: () => clock.now(), changed: () => this.changes.touch(ref("EventManager", "EventManager"), "latestEvent") });
  }

  /** A managed object id never given before, e.g. nextId("vm") → "vm-42". */
  nextId(prefix: string): string {
    return `${prefix}-${++this.#lastId}`;
  }

  add(entity: Entity): void {
    if (this.#entities.has(entity.ref.value)) throw new TypeError(`${entity.ref.value} is there already`);
    this.#entities.set(entity.ref.value, entity);
    const same = this.#byType.get(entity.type) ?? new Map<string, Entity>();
    this.#byType.set(entity.type, same.set(entity.ref.value, entity));
    this.changes.created(entity.ref);
  }

  /** Takes an entity out of the inventory; its parents and files are the caller's business. */
  remove(entity: Entity): void {
    this.#entities.delete(entity.ref.value);
    this.#byType.get(entity.type)?.delete(entity.ref.value);
    this.changes.destroyed(entity.ref);
  }

  get(id: string): Entity | undefined {
    return this.#entities.get(id);
  }

  /** The entity of that type and id, undefined when it is not there. */
  find<T extends keyof EntityOf>(type: T, id: string | undefined): EntityOf[T] | undefined {
    return id === undefined ? undefined : (this.#byType.get(type)?.get(id) as EntityOf[T] | undefined);
  }

  /** As `find`, for ids the world itself holds: not finding it is a defect. */
  the<T extends keyof EntityOf>(type: T, id: string): EntityOf[T] {
    const found = this.find(type, id);
    if (found === undefined) throw new TypeError(`the lab's world has no ${type} ${id}`);
    return found;
  }

  /** All entities of a type, in the order in which they came. */
  all<T extends keyof EntityOf>(type: T): Iterable<EntityOf[T]> {
    return (this.#byType.get(type)?.values() ?? []) as Iterable<EntityOf[T]>;
  }

  count(type: keyof EntityOf): number {
    return this.#byType.get(type)?.size ?? 0;
  }

  /** Puts a VM on a host and in a pool (undefined: in none), keeping both sides right, and says so. */
  placeVm(vm: VmState, host: string | undefined, resourcePool: string | undefined): void {
    const id = vm.ref.value;
    if (vm.host !== host) {
      const before = this.find("HostSystem", vm.host);
      const after = this.find("HostSystem", host);
      before?.vms.delete(id);
      after?.vms.add(id);
      (vm as Mutable<VmState>).host = host;
      for (const each of [before, after]) if (each !== undefined) this.changes.touch(each.ref, "vm");
      this.changes.touch(vm.ref, "runtime.host", "summary.runtime.host");
    }
    if (vm.resourcePool !== resourcePool) {
      const before = this.find("ResourcePool", vm.resourcePool);
      const after = this.find("ResourcePool", resourcePool);
      before?.vms.delete(id);
      after?.vms.add(id);
      (vm as Mutable<VmState>).resourcePool = resourcePool;
      for (const each of [before, after]) if (each !== undefined) this.changes.touch(each.ref, "vm");
      this.changes.touch(vm.ref, "resourcePool");
    }
  }

  /** Points a disk of the VM (current or frozen) at another file; the holders follow. The caller says what was touched. */
  setDiskFile(vm: VmState, disk: VmDisk, file: LabFile): void {
    this.files.hold(file, vm.ref.value);
    this.files.release(disk.file, vm.ref.value);
    (disk as Mutable<VmDisk>).file = file;
  }

  /** Every disk a VM has now or in a snapshot; what its closure begins with. */
  *disksOf(vm: VmState): Generator<VmDisk> {
    yield* vm.disks;
    for (const snapshot of this.snapshotsOf(vm)) yield* snapshot.frozen.disks;
  }

  /** Every snapshot of the tree, parents first. */
  *snapshotsOf(vm: VmState): Generator<SnapshotState> {
    const open = [...vm.snapshots].reverse();
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      yield each;
      open.push(...[...each.children].reverse());
    }
  }

  /** "[ds0] vm0/vm0.vmdk", with the datastore's present name. */
  pathOf(file: { readonly datastore: string; readonly path: string }): string {
    return `[${this.the("Datastore", file.datastore).name}] ${file.path}`;
  }

  freeBytes(datastore: DatastoreState): number {
    return Math.max(0, datastore.capacityBytes - datastore.otherUsedBytes - this.files.usedBytes(datastore.ref.value));
  }

  #spaceChanged(datastore: string): void {
    const found = this.find("Datastore", datastore);
    if (found !== undefined) this.changes.touch(found.ref, "summary.freeSpace", "summary.uncommitted", "info.freeSpace");
  }
}
