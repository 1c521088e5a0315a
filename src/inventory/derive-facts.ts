/**
 * What changed between two digests of one object, as facts. Equal digests, and parts unknown before or now, give none.
 * It compares states only: causes are looked up beside it, and events never make a fact here, save for telling a clone.
 */
import type { Activity } from "./activity-window.js";
import { findCause, withCause } from "./causes.js";
import { unreachableStates, type ComputeDigest, type DatastoreDigest, type Digest, type GroupDigest, type HostDigest, type VmDigest } from "./digest.js";
import type { Fact, FactKind } from "./facts.js";
import type { Ref } from "./updates.js";

export interface FactContext {
  /** tetherd's clock, ms since the epoch. */
  readonly observedAt: number;
  /** With it, facts come with their causes and a full clone is told from other newcomers. */
  readonly activity?: Activity;
}

interface Found { readonly kind: FactKind; readonly before: unknown; readonly after: unknown }

/**
 * Facts of one object between the digest saved last and the one now. The same two digests always give the same facts with the
 * same `occurrence`, so that what a crash cut off is found again as itself.
 */
export function deriveFacts(before: Digest | undefined, after: Digest | undefined, context: FactContext): readonly Fact[] {
  if (before === after) return [];
  const was = before?.gone === true ? undefined : before;
  const is = after?.gone === true ? undefined : after;
  const version = after?.version ?? (before?.version ?? 0) + 1;
  const subject = after?.id ?? before?.id ?? "";
  const subjectName = is?.name ?? was?.name;
  const fact = ({ kind, before: from, after: to }: Found): Fact => ({
    kind, subject, subjectName, at: undefined, observedAt: context.observedAt, cause: { via: "unknown" },
    before: from, after: to, occurrence: String(version),
  });
  const { activity } = context;
  const found = differences(was, is).map(fact);
  if (activity === undefined) return found;
  if (is !== undefined && was === undefined && is.kind === "vm" && is.linked !== true) {
    const cloned = fact({ kind: "vm.cloned", before: null, after: vmSummary(is) });
    if (findCause(cloned, activity) !== undefined) found.push(cloned);
  }
  const others = membersTouched(was, is);
  return found.map((item) => withCause(item, activity, others));
}

function differences(was: Digest | undefined, is: Digest | undefined): readonly Found[] {
  const kind = (is ?? was)?.kind;
  switch (kind) {
    case "vm": return vmDifferences(was as VmDigest | undefined, is as VmDigest | undefined);
    case "group": return groupDifferences(was as GroupDigest | undefined, is as GroupDigest | undefined);
    case "compute": return computeDifferences(was as ComputeDigest | undefined, is as ComputeDigest | undefined);
    case "host": return hostDifferences(was as HostDigest | undefined, is as HostDigest | undefined);
    case "datastore": return datastoreDifferences(was as DatastoreDigest | undefined, is as DatastoreDigest | undefined);
    case undefined: return [];
  }
}

function vmDifferences(was: VmDigest | undefined, is: VmDigest | undefined): readonly Found[] {
  if (is === undefined) return was === undefined ? [] : [{ kind: "vm.removed", before: vmSummary(was), after: null }];
  if (was === undefined) {
    const appeared: Found = { kind: "vm.appeared", before: null, after: vmSummary(is) };
    return is.linked === true ? [appeared, { kind: "vm.cloned", before: null, after: vmSummary(is) }] : [appeared];
  }
  const found: Found[] = [];
  if (was.fresh === true && is.linked === true) found.push({ kind: "vm.cloned", before: null, after: vmSummary(is) });
  found.push(...snapshotDifferences(was, is), ...diskDifferences(was, is));
  found.push(...changed("vm.moved-host", "host", was.host, is.host), ...changed("vm.power-changed", "power", was.power, is.power));
  if (was.consolidation === false && is.consolidation === true) {
    found.push({ kind: "vm.consolidation-needed", before: { consolidationNeeded: false }, after: { consolidationNeeded: true } });
  }
  if (isUnreachable(was) === false && isUnreachable(is) === true) {
    found.push({ kind: "vm.inaccessible", before: { connection: was.connection }, after: { connection: is.connection } });
  }
  return found;
}

function snapshotDifferences(was: VmDigest, is: VmDigest): readonly Found[] {
  if (was.snapshots === undefined || is.snapshots === undefined) return [];
  const [old, now] = [new Set(was.snapshots.map(([ref]) => ref)), new Set(is.snapshots.map(([ref]) => ref))];
  const [before, after] = [snapshotState(was), snapshotState(is)];
  const found: Found[] = [];
  if ([...now].some((ref) => !old.has(ref))) found.push({ kind: "vm.snapshot-created", before, after });
  if ([...old].some((ref) => !now.has(ref))) found.push({ kind: "vm.snapshot-removed", before, after });
  const { currentSnapshot: left = "" } = was;
  const { currentSnapshot: entered = "" } = is;
  /** Removing the current snapshot makes its parent current too, but then the old one is gone. */
  if (left !== entered && now.has(left) && old.has(entered)) found.push({ kind: "vm.snapshot-reverted", before, after });
  return found;
}

function diskDifferences(was: VmDigest, is: VmDigest): readonly Found[] {
  const [old, now] = [was.disks, is.disks];
  if (old === undefined || now === undefined) return [];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const found: Found[] = [];
  if (keys.some((key) => old[key]?.chain !== now[key]?.chain)) {
    found.push({ kind: "vm.chain-changed", before: { levels: levelsOf(was) }, after: { levels: levelsOf(is) } });
  }
  const moved = keys.some((key) => old[key]?.datastore !== undefined && now[key]?.datastore !== undefined && old[key].datastore !== now[key].datastore);
  if (moved) found.push({ kind: "vm.relocated", before: { datastores: datastoresOf(was) }, after: { datastores: datastoresOf(is) } });
  return found;
}

function groupDifferences(was: GroupDigest | undefined, is: GroupDigest | undefined): readonly Found[] {
  if (is === undefined) return was === undefined ? [] : [{ kind: "group.dissolved", before: groupSummary(was), after: null }];
  if (was === undefined) return [{ kind: "group.formed", before: null, after: groupSummary(is) }];
  const [old, now] = [new Set(was.members), new Set(is.members)];
  const [left, joined] = [was.members.filter((ref) => !now.has(ref)), is.members.filter((ref) => !old.has(ref))];
  const found: Found[] = [];
  if (left.length > 0 || joined.length > 0) {
    found.push({ kind: "group.members-changed", before: { size: old.size, left }, after: { size: now.size, joined } });
  }
  found.push(...changedList("group.placement-changed", was.hosts, is.hosts));
  if (was.owner !== undefined && was.owner !== "" && is.owner === "") {
    found.push({ kind: "base.orphaned", before: { owner: was.owner, base: was.base }, after: { owner: null, base: is.base } });
  }
  return found;
}

function computeDifferences(was: ComputeDigest | undefined, is: ComputeDigest | undefined): readonly Found[] {
  if (was === undefined || is === undefined) return [];
  return [...changedList("cluster.hosts-changed", was.hosts, is.hosts), ...changed("cluster.ha-changed", "haEnabled", was.ha, is.ha)];
}

function hostDifferences(was: HostDigest | undefined, is: HostDigest | undefined): readonly Found[] {
  if (was === undefined || is === undefined) return [];
  const parts = ["connection", "power", "maintenance"] as const;
  const moved = parts.filter((part) => was[part] !== undefined && is[part] !== undefined && was[part] !== is[part]);
  if (moved.length === 0) return [];
  const only = (digest: HostDigest): unknown => Object.fromEntries(moved.map((part) => [part, digest[part]]));
  return [{ kind: "host.state-changed", before: only(was), after: only(is) }];
}

/** A datastore that cannot be reached has no space at all, so that is told as the same kind. */
function datastoreDifferences(was: DatastoreDigest | undefined, is: DatastoreDigest | undefined): readonly Found[] {
  if (was === undefined || is === undefined) return [];
  const stepped = was.step !== undefined && is.step !== undefined && was.step !== is.step;
  const reached = was.accessible !== undefined && is.accessible !== undefined && was.accessible !== is.accessible;
  return stepped || reached ? [{ kind: "datastore.space-changed", before: spaceOf(was), after: spaceOf(is) }] : [];
}

function spaceOf({ step, freeBytes, capacityBytes, accessible }: DatastoreDigest): unknown {
  const percent = freeBytes === undefined || capacityBytes === undefined ? undefined : Math.floor((freeBytes / capacityBytes) * 1_000) / 10;
  return Object.fromEntries(Object.entries({ step, freePercent: percent, freeBytes, capacityBytes, accessible }).filter(([, value]) => value !== undefined));
}

function changed(kind: FactKind, name: string, was: unknown, is: unknown): readonly Found[] {
  return was === undefined || is === undefined || was === is ? [] : [{ kind, before: { [name]: was }, after: { [name]: is } }];
}

/** Of two sorted lists of hosts. */
function changedList(kind: FactKind, was: readonly Ref[] | undefined, is: readonly Ref[] | undefined): readonly Found[] {
  if (was === undefined || is === undefined) return [];
  const same = was.length === is.length && was.every((ref, index) => ref === is[index]);
  return same ? [] : [{ kind, before: { hosts: was }, after: { hosts: is } }];
}

/** A group's facts take their cause from the members that came or went, or else from any of them. */
export function membersTouched(was: Digest | undefined, is: Digest | undefined): readonly Ref[] {
  const [old, now] = [was?.kind === "group" ? was.members : [], is?.kind === "group" ? is.members : []];
  if (old === now) return now;
  const [before, after] = [new Set(old), new Set(now)];
  const touched = [...old.filter((ref) => !after.has(ref)), ...now.filter((ref) => !before.has(ref))];
  return touched.length > 0 ? touched : now;
}

function isUnreachable({ connection }: VmDigest): boolean | undefined {
  return connection === undefined ? undefined : unreachableStates.includes(connection);
}

function snapshotState(digest: VmDigest): unknown {
  return { snapshots: digest.snapshots?.map(([, name]) => name), ...(digest.disks === undefined ? {} : { levels: levelsOf(digest) }) };
}

/** Number of levels by device key. */
function levelsOf({ disks = {} }: Pick<VmDigest, "disks">): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(disks).map(([key, { depth }]) => [key, depth]));
}

function datastoresOf({ disks = {} }: VmDigest): readonly Ref[] {
  return [...new Set(Object.values(disks).map(({ datastore }) => datastore))].filter((ref) => ref !== undefined).sort();
}

function vmSummary({ name, host, power, disks, linked }: VmDigest): unknown {
  return {
    ...(name === undefined ? {} : { name }), ...(host === undefined ? {} : { host }), ...(power === undefined ? {} : { power }),
    ...(linked === undefined ? {} : { linked }), ...(disks === undefined ? {} : { levels: levelsOf({ disks }) }),
  };
}

function groupSummary({ members, hosts, base }: GroupDigest): unknown {
  return { size: members.length, members, ...(hosts === undefined ? {} : { hosts }), ...(base === undefined ? {} : { base }) };
}
