/**
 * What is remembered of each object across restarts, so that what changed meanwhile is found: small JSON, only what facts need.
 * A part that is unknown now keeps its old value; it never counts as a change.
 */
import { contentHash } from "../shared/digest.js";
import { datastoreOf, directoryOf, isDoubtful } from "./file-key.js";
import type { Disk, InventoryView } from "./model.js";
import { sameValue } from "./same-value.js";
import { snapshotsIn } from "./snapshots-in.js";
import { spaceStep } from "./space-steps.js";
import type { ConnectionState, PowerState, Ref } from "./updates.js";

export interface DigestSubject {
  readonly kind: "vm" | "group" | "compute" | "host" | "datastore";
  readonly id: string;
}

interface DigestBase {
  readonly id: string;
  /** Grows by one with every digest of the object that differs: the occurrence of the facts found then. */
  readonly version: number;
  readonly name?: string | undefined;
  /** The object has left; the record stays so that versions go on if it comes back. */
  readonly gone?: true;
}

export interface DiskDigest {
  /** Over the file keys, leaf first. */
  readonly chain: string;
  readonly depth: number;
  readonly datastore?: Ref | undefined;
}

/** Absent members are unknown. */
export interface VmDigest extends DigestBase {
  readonly kind: "vm";
  readonly host?: Ref | undefined;
  readonly power?: PowerState | undefined;
  readonly connection?: ConnectionState | undefined;
  readonly consolidation?: boolean | undefined;
  /** Reference and name of each, parents first. */
  readonly snapshots?: readonly (readonly [ref: Ref, name: string])[] | undefined;
  /** "" = none. */
  readonly currentSnapshot?: Ref | undefined;
  /** By device key. */
  readonly disks?: Readonly<Record<string, DiskDigest>> | undefined;
  /** Stands on a file in another directory that another VM has too. */
  readonly linked?: boolean | undefined;
  /** Came while being watched and has not shown its disks yet. */
  readonly fresh?: true | undefined;
}

export interface GroupDigest extends DigestBase {
  readonly kind: "group";
  readonly members: readonly Ref[];
  readonly base?: string | undefined;
  /** "" = nobody. */
  readonly owner?: Ref | undefined;
  readonly hosts?: readonly Ref[] | undefined;
}

export interface ComputeDigest extends DigestBase {
  readonly kind: "compute";
  readonly hosts?: readonly Ref[] | undefined;
  readonly ha?: boolean | undefined;
}

export interface HostDigest extends DigestBase {
  readonly kind: "host";
  readonly connection?: string | undefined;
  readonly power?: string | undefined;
  readonly maintenance?: boolean | undefined;
}

export interface DatastoreDigest extends DigestBase {
  readonly kind: "datastore";
  /** See `spaceStep`. */
  readonly step?: number | undefined;
  /** As they were when the step was taken: space that moves within a step is no difference. */
  readonly freeBytes?: number | undefined;
  readonly capacityBytes?: number | undefined;
  readonly accessible?: boolean | undefined;
}

export type Digest = VmDigest | GroupDigest | ComputeDigest | HostDigest | DatastoreDigest;

/** VMs in these states have no readable configuration (vim-facts 6.1). */
export const unreachableStates: readonly ConnectionState[] = ["inaccessible", "orphaned", "invalid"];

/**
 * The object's digest now, given the one saved last. Returns `before` itself when nothing differs; for an object that has left a
 * record marked `gone`, and undefined when even that has been said before or there never was anything: forget it.
 */
export function digestOf(view: InventoryView, subject: DigestSubject, before: Digest | undefined): Digest | undefined {
  const live = before?.gone === true ? undefined : before;
  const now = stateOf(view, subject, live);
  const version = (before?.version ?? 0) + 1;
  if (now === undefined) return live === undefined ? undefined : goneDigest(live, version);
  const next = withoutUnknown({ ...now, version });
  return live !== undefined && sameValue(live, { ...next, version: live.version }) ? live : next;
}

/** Undefined when the object is not there. `before` supplies what is unknown now. */
function stateOf(view: InventoryView, { kind, id }: DigestSubject, before: Digest | undefined): Digest | undefined {
  switch (kind) {
    case "vm": return vmState(view, id, before?.kind === "vm" ? before : undefined);
    case "group": return groupState(view, id, before?.kind === "group" ? before : undefined);
    case "compute": return computeState(view, id, before?.kind === "compute" ? before : undefined);
    case "host": return hostState(view, id, before?.kind === "host" ? before : undefined);
    case "datastore": return datastoreState(view, id, before?.kind === "datastore" ? before : undefined);
  }
}

function vmState(view: InventoryView, id: Ref, before: VmDigest | undefined): VmDigest | undefined {
  const vm = view.vms.get(id);
  if (vm === undefined) return undefined;
  const disks = vm.disks === undefined ? undefined : view.disksOf(id);
  const unreachable = vm.connectionState !== undefined && unreachableStates.includes(vm.connectionState);
  const fresh = disks === undefined && !unreachable && (before === undefined || before.fresh === true);
  const tree = vm.snapshot;
  return {
    kind: "vm", id, version: 0,
    name: vm.name ?? before?.name,
    host: vm.host ?? before?.host,
    power: vm.powerState ?? before?.power,
    connection: vm.connectionState ?? before?.connection,
    consolidation: vm.consolidationNeeded ?? before?.consolidation,
    snapshots: tree === undefined ? before?.snapshots : snapshotsIn(tree).map(({ ref, name }) => [ref, name] as const),
    currentSnapshot: tree === undefined ? before?.currentSnapshot : tree.current ?? "",
    disks: (disks === undefined ? undefined : diskDigests(disks)) ?? before?.disks,
    linked: disks === undefined ? before?.linked : disks.some((disk) => standsElsewhere(view, disk)),
    fresh: fresh ? true : undefined,
  };
}

/**
 * A member whose devices have not been seen since the start may well still belong: while there is one, the saved membership is
 * kept, and a group that only seems gone is not.
 */
function groupState(view: InventoryView, id: string, before: GroupDigest | undefined): GroupDigest | undefined {
  const group = view.groups.get(id);
  const unseen = view.unseenVms.size === 0 ? [] : (before?.members ?? []).filter((ref) => view.unseenVms.has(ref));
  if (group === undefined) return unseen.length > 0 ? before : undefined;
  const { hosts, unplaced } = view.placementOf(group);
  const placed = unseen.length === 0 && unplaced.every((ref) => view.vms.get(ref)?.host !== undefined);
  return {
    kind: "group", id, version: 0, name: group.name,
    members: unseen.length === 0 ? group.members : [...new Set([...group.members, ...unseen])].sort(),
    base: group.base,
    owner: group.owner ?? (unseen.length > 0 ? before?.owner : ""),
    hosts: placed ? hosts : before?.hosts,
  };
}

function computeState(view: InventoryView, id: Ref, before: ComputeDigest | undefined): ComputeDigest | undefined {
  const compute = view.computes.get(id);
  if (compute === undefined) return undefined;
  const hosts = compute.hosts === undefined ? before?.hosts : [...compute.hosts].sort();
  return { kind: "compute", id, version: 0, name: compute.name ?? before?.name, hosts, ha: compute.haEnabled ?? before?.ha };
}

function hostState(view: InventoryView, id: Ref, before: HostDigest | undefined): HostDigest | undefined {
  const host = view.hosts.get(id);
  if (host === undefined) return undefined;
  return {
    kind: "host", id, version: 0, name: host.name ?? before?.name, connection: host.connectionState ?? before?.connection,
    power: host.powerState ?? before?.power, maintenance: host.inMaintenanceMode ?? before?.maintenance,
  };
}

/** While it is not accessible vCenter's figures of space are old ones (summary.freeSpace), so the step stays. */
function datastoreState(view: InventoryView, id: Ref, before: DatastoreDigest | undefined): DatastoreDigest | undefined {
  const datastore = view.datastores.get(id);
  if (datastore === undefined) return undefined;
  const { freeSpaceBytes, capacityBytes } = datastore;
  const accessible = datastore.accessible ?? before?.accessible;
  const known = freeSpaceBytes !== undefined && capacityBytes !== undefined && accessible !== false;
  const step = known ? spaceStep(freeSpaceBytes, capacityBytes, before?.step) : undefined;
  const space = step === undefined || step === before?.step ? before : { step, freeBytes: freeSpaceBytes, capacityBytes };
  return {
    kind: "datastore", id, version: 0, name: datastore.name ?? before?.name,
    step: space?.step, freeBytes: space?.freeBytes, capacityBytes: space?.capacityBytes, accessible,
  };
}

function goneDigest({ kind, id, name }: Digest, version: number): Digest {
  return withoutUnknown(kind === "group" ? { kind, id, version, name, members: [], gone: true } : { kind, id, version, name, gone: true });
}

/** Undefined when a file's datastore is in doubt: its key would change with the answer, and no chain has. */
function diskDigests(disks: readonly Disk[]): VmDigest["disks"] {
  if (disks.some(({ levels }) => levels.some(({ file }) => isDoubtful(file)))) return undefined;
  return Object.fromEntries(disks.map(({ key, levels, depth }) => {
    const [leaf] = levels;
    const datastore = leaf === undefined ? undefined : datastoreOf(leaf.file);
    return [key, { chain: contentHash(levels.map(({ file }) => file), 12), depth, ...(datastore === undefined ? {} : { datastore }) }];
  }));
}

function standsElsewhere(view: InventoryView, { levels }: Disk): boolean {
  const [leaf, base] = [levels[0], levels.at(-1)];
  return leaf !== undefined && base !== undefined && directoryOf(leaf.file) !== directoryOf(base.file) && view.usersOf(base.file).size > 1;
}

/** As it reads after a round through JSON. */
function withoutUnknown(digest: Digest): Digest {
  const known: Record<string, unknown> = {};
  for (const name of Object.keys(digest) as (keyof Digest)[]) if (digest[name] !== undefined) known[name] = digest[name];
  return known as unknown as Digest;
}
