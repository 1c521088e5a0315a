/**
 * A VM's record and the rules that are a VM's own: where it sits, and what an absent snapshot tree means.
 * It never touches any other object.
 */
import { mergeProperties } from "./merge-properties.js";
import type { Vm } from "./model.js";
import { sameValue } from "./same-value.js";
import type { Ref, SnapshotTree, VmUpdate } from "./updates.js";

/** The record and what vCenter said of members that need more than one property to be understood. */
export interface VmRecord extends Vm {
  readonly folder: Ref | undefined;
  readonly parentVApp: Ref | undefined;
  /** The tree as announced: null = unset, undefined = unreadable. */
  readonly announcedSnapshot: SnapshotTree | null | undefined;
}

export const noSnapshots: SnapshotTree = { roots: [] };
const noDatastores: readonly Ref[] = [];
const nothingRefused: readonly string[] = [];

/** Returns `before` itself when the update says nothing new. */
export function mergeVm(before: VmRecord | undefined, update: VmUpdate): VmRecord {
  const merged = mergeProperties(blankVm(update.ref), before, update);
  const kept = (name: "parent" | "parentVApp"): boolean => update.kind === "modify" && !update.unreadable.includes(name);
  const folder = placeAfter(update.set.parent, kept("parent") ? before?.folder : undefined);
  const parentVApp = placeAfter(update.set.parentVApp, kept("parentVApp") ? before?.parentVApp : undefined);
  const announcedSnapshot = treeAfter(before, update);
  const refused = refusedAfter(before?.refused ?? nothingRefused, update);
  const next = { ...merged, refused, folder, parentVApp, announcedSnapshot, parent: folder ?? parentVApp, snapshot: snapshotOf(announcedSnapshot, merged), question: questionAfter(before, update) };
  return before !== undefined && sameMembers(before, next) ? before : next;
}

/** The same list while nothing changes in it. */
function refusedAfter(before: readonly string[], { kind, set, unreadable }: VmUpdate): readonly string[] {
  const kept = kind === "enter" ? nothingRefused : before.filter((name) => !(name in set));
  const now = unreadable.length === 0 ? kept : [...new Set([...kept, ...unreadable])].sort();
  return now.length === before.length && now.every((name, index) => name === before[index]) ? before : now;
}

function placeAfter(told: Ref | null | undefined, before: Ref | undefined): Ref | undefined {
  return told === undefined ? before : told ?? undefined;
}

/** A VM that waits for no answer has the property unset. */
function questionAfter(before: VmRecord | undefined, { kind, set, unreadable }: VmUpdate): string | undefined {
  if (unreadable.includes("question")) return undefined;
  return set.question === undefined && kind === "modify" ? before?.question : set.question ?? "";
}

function treeAfter(before: VmRecord | undefined, update: VmUpdate): VmRecord["announcedSnapshot"] {
  if (update.unreadable.includes("snapshot")) return undefined;
  const told = update.set.snapshot;
  if (told === undefined) return update.kind === "enter" ? null : before?.announcedSnapshot;
  return before !== undefined && sameValue(before.announcedSnapshot, told) ? before.announcedSnapshot : told;
}

/**
 * A VM without snapshots has the property unset (vim-facts 3.5), and so has a VM whose files cannot be reached: an unset tree
 * means "no snapshots" only while the devices are readable.
 */
function snapshotOf(told: SnapshotTree | null | undefined, { disks }: Vm): SnapshotTree | undefined {
  return told !== null ? told : disks === undefined ? undefined : noSnapshots;
}

function sameMembers(a: VmRecord, b: VmRecord): boolean {
  return (Object.keys(b) as (keyof VmRecord)[]).every((name) => Object.is(a[name], b[name]));
}

function blankVm(ref: Ref): VmRecord {
  return {
    ref, name: undefined, parent: undefined, instanceUuid: undefined, template: undefined, changeVersion: undefined, vmPathName: undefined,
    disks: undefined, snapshot: undefined, host: undefined, powerState: undefined, connectionState: undefined, consolidationNeeded: undefined, question: undefined,
    datastores: noDatastores, resourcePool: undefined, refused: nothingRefused, folder: undefined, parentVApp: undefined, announcedSnapshot: undefined,
  };
}
