/** What an action is about, measured before its first call: files, levels and who shares, to be compared with what is there afterwards. Plain JSON; it judges nothing. */
import { datastoreOf } from "../inventory/file-key.js";
import { sharingLost } from "../inventory/foresight/sharing-lost.js";
import type { FileKey, InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { memoOf } from "./group-memo.js";
import type { Expected } from "./outcome.js";

export interface Measure {
  /** Of the VM; it may be gone afterwards. */
  readonly name: string;
  /** Bytes of every file of a VM; null is not known. Empty for a group, which may have thousands. */
  readonly files: Readonly<Record<FileKey, number | null>>;
  /** Bytes of all files together by datastore. */
  readonly totals: Readonly<Record<Ref, number | null>>;
  /** Levels of the VM's disks by device key. */
  readonly levels: Readonly<Record<string, number>>;
  /** VMs that share now and may share nothing afterwards. */
  readonly sharing: readonly Ref[];
  /** Files of a VM that were foreseen to merge. */
  readonly folded: readonly FileKey[];
  readonly expected: Expected;
}

export function measureOf(ground: ActionGround, action: Action, assignment: Assignment): Measure {
  const { inventory } = ground;
  const { subject, params } = assignment;
  const { space, chains, losesSharing, seconds, folded } = action.forecast(ground, subject, params);
  const files = filesOf(inventory, concernedBy(inventory, assignment));
  const common = {
    name: inventory.vms.get(subject.id)?.name ?? subject.id, totals: totalsOf(files), folded: subject.kind === "vm" ? folded : [], expected: { space, chains, losesSharing, seconds } };
  if (subject.kind !== "vm") return { ...common, files: {}, levels: {}, sharing: [] };
  return { ...common, files: Object.fromEntries(files), levels: levelsOf(inventory, subject.id), sharing: sharingLost(inventory, subject.id, new Set(files.keys())) };
}

/** The VM, or every member of the group: those that were settled when it began, once they are. */
export function concernedBy(inventory: InventoryView, { subject, memo }: Assignment): readonly Ref[] {
  if (subject.kind === "vm") return [subject.id];
  if (subject.kind !== "group") return [];
  return memoOf(memo)?.members.map(({ vm }) => vm) ?? inventory.groups.get(subject.id)?.members ?? [];
}

/** Every file of these VMs once, with its bytes; null is not known. */
export function filesOf(inventory: InventoryView, vms: readonly Ref[]): ReadonlyMap<FileKey, number | null> {
  return new Map(vms.flatMap((vm) => inventory.usesOf(vm).map(({ file }) => [file.key, file.size?.bytes ?? null] as const)));
}

export function totalsOf(files: ReadonlyMap<FileKey, number | null>): Readonly<Record<Ref, number | null>> {
  const totals: Record<Ref, number | null> = {};
  for (const [key, bytes] of files) {
    const datastore = datastoreOf(key);
    if (datastore === undefined) continue;
    const before = totals[datastore] ?? (datastore in totals ? null : 0);
    totals[datastore] = before === null || bytes === null ? null : before + bytes;
  }
  return totals;
}

export function levelsOf(inventory: InventoryView, vm: Ref): Readonly<Record<string, number>> {
  return Object.fromEntries((inventory.disksOf(vm) ?? []).map(({ key, depth }) => [String(key), depth]));
}
