/** Measures what an action did: the present state against what was there before its first call. It does not judge whether that is well. */
import { datastoreOf } from "../inventory/file-key.js";
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Assignment } from "./action.js";
import { differencesOf } from "./differences.js";
import type { ChainForecast } from "./forecast.js";
import { concernedBy, filesOf, levelsOf, totalsOf, type Measure } from "./measure.js";
import type { Outcome, SpaceOutcome, Written } from "./outcome.js";

interface Flow { copied: number | null; freed: number | null }

/** `taskMs`: how long each task of the operations done ran; shorter where one is not known. */
export function outcomeOf(inventory: InventoryView, assignment: Assignment, taskMs: readonly number[], before: Measure): { readonly outcome: Outcome; readonly written: Written | undefined } {
  const { subject, done = [] } = assignment;
  const alone = subject.kind === "vm";
  const made = done.flatMap((one) => (one.kind === "CloneVM_Task" ? [...inventory.vms.values()].filter(({ name, parent }) => name === one.name && parent === one.folder).map(({ ref }) => ref) : []));
  const concerned = [...concernedBy(inventory, assignment), ...made];
  const missing = new Set<string>();
  const flows = alone ? flowsOfFiles(inventory, concerned, before, missing) : flowsOfTotals(inventory, concerned, before);
  const seconds = taskMs.length === done.length && done.length > 0 ? taskMs.reduce((sum, ms) => sum + ms, 0) / 1_000 : null;
  const measured = {
    chains: alone ? chainsOf(inventory, concerned, before) : [],
    lostSharing: lostOf(inventory, alone ? before.sharing : concerned),
    seconds: seconds === null ? null : Math.round(seconds * 10) / 10,
    space: [...flows].map(([ref, { copied, freed }]): SpaceOutcome => {
      const { name = ref, freeSpaceBytes = null } = inventory.datastores.get(ref) ?? {};
      return { datastore: name, copiedBytes: copied, freedBytes: freed, freeAfterBytes: freeSpaceBytes };
    }),
  };
  const { expected } = before;
  return {
    outcome: { ...measured, expected, differences: differencesOf(measured, expected), missing: [...missing].sort() },
    written: seconds === null || seconds <= 0 ? undefined : { bytes: writtenBytes(flows, before), seconds },
  };
}

function flowsOfFiles(inventory: InventoryView, vms: readonly Ref[], before: Measure, missing: Set<string>): ReadonlyMap<Ref, Flow> {
  const flows = new Map<Ref, Flow>();
  const after = filesOf(inventory, vms);
  const add = (key: string, kind: keyof Flow, bytes: number | null): void => {
    const datastore = datastoreOf(key);
    if (datastore === undefined) return;
    const flow = flows.get(datastore) ?? { copied: 0, freed: 0 };
    if (bytes === null) missing.add(`layoutEx (size of ${key})`);
    flow[kind] = flow[kind] === null || bytes === null ? null : flow[kind] + bytes;
    flows.set(datastore, flow);
  };
  for (const [key, bytes] of after) if (!(key in before.files)) add(key, "copied", bytes);
  for (const [key, bytes] of Object.entries(before.files)) {
    const now = after.get(key) ?? bytesOfOthers(inventory, key);
    add(key, "freed", bytes === null || now === null ? null : bytes - now);
  }
  for (const flow of flows.values()) if (flow.freed !== null) flow.freed = Math.max(0, flow.freed);
  return flows;
}

/** A file that the VM no longer has: 0 when nobody has it, for then it was deleted. */
function bytesOfOthers(inventory: InventoryView, key: string): number | null {
  const [user] = inventory.usersOf(key);
  return user === undefined ? 0 : (filesOf(inventory, [user]).get(key) ?? null);
}

function flowsOfTotals(inventory: InventoryView, vms: readonly Ref[], { totals }: Measure): ReadonlyMap<Ref, Flow> {
  const after = totalsOf(filesOf(inventory, vms));
  return new Map([...new Set([...Object.keys(totals), ...Object.keys(after)])].sort().map((datastore) => {
    const [was, is] = [totals[datastore], after[datastore]].map((bytes) => (bytes === undefined ? 0 : bytes));
    return [datastore, was === null || was === undefined || is === null || is === undefined ? { copied: null, freed: null } : { copied: Math.max(0, is - was), freed: Math.max(0, was - is) }];
  }));
}

function chainsOf(inventory: InventoryView, vms: readonly Ref[], before: Measure): readonly ChainForecast[] {
  const [subject, ...made] = vms;
  return [subject, ...made].flatMap((vm) => {
    if (vm === undefined) return [];
    const after = levelsOf(inventory, vm);
    const was = vm === subject ? before.levels : {};
    const name = vm === subject ? before.name : (inventory.vms.get(vm)?.name ?? vm);
    return [...new Set([...Object.keys(was), ...Object.keys(after)])].filter((key) => was[key] !== after[key]).map((key) => ({ vm: name, disk: Number(key), before: was[key] ?? 0, after: after[key] ?? 0 }));
  });
}

function lostOf(inventory: InventoryView, before: readonly Ref[]): readonly string[] {
  return before.filter((vm) => inventory.vms.has(vm) && inventory.groupOf(vm) === undefined).map((vm) => inventory.vms.get(vm)?.name ?? vm);
}

/** What is new, and at worst every byte of what merged, as a forecast counts it; nothing that is not known. */
function writtenBytes(flows: ReadonlyMap<Ref, Flow>, { files, folded }: Measure): Readonly<Record<Ref, number>> {
  const bytes = new Map([...flows].map(([datastore, { copied }]) => [datastore, copied]));
  for (const key of folded) {
    const datastore = datastoreOf(key);
    if (datastore === undefined) continue;
    const [copied, merged] = [bytes.has(datastore) ? bytes.get(datastore) : 0, files[key]];
    bytes.set(datastore, typeof copied !== "number" || typeof merged !== "number" ? null : copied + merged);
  }
  return Object.fromEntries([...bytes].filter((entry): entry is [Ref, number] => typeof entry[1] === "number" && entry[1] > 0));
}
