/** Whatever an operation changes in what clients can read, it touches; so a client that follows updates knows what one knows that reads everything. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import type { Ref, VimValue } from "../../../src/lab/wire/vim-value.js";
import type { World } from "../../../src/lab/world/world.js";
import { disksWorld } from "./support/disks-world.js";
import { doOperation, randomOperation, type RandomOperation } from "./support/random-operations.js";

const vmProperties = ["name", "parent", "config", "snapshot", "rootSnapshot", "runtime", "summary", "datastore", "network", "resourcePool", "guest"];
const snapshotProperties = ["config", "childSnapshot"];
const placeProperties: Readonly<Record<string, readonly string[]>> = {
  Folder: ["childEntity"], HostSystem: ["vm"], Datastore: ["vm", "summary"], ResourcePool: ["vm"], Network: ["vm"],
};
/** Not announced by real servers either (vim-facts 3.6), and changed by what other VMs do. */
const silent = ["summary.storage", "summary.quickStats", "summary.overallStatus", "runtime.device", "runtime.maxCpuUsage", "runtime.maxMemoryUsage"];

const plain: RandomOperation = { kind: "create", vm: 0, pick: 0, type: "moveAllDiskBackingsAndAllowSharing", datastore: 0, flag: false, host: false };
const away: Partial<RandomOperation> = { kind: "relocate", datastore: 2 };
/** Histories that were told wrongly once. */
const found: readonly (readonly Partial<RandomOperation>[])[] = [
  // A guest writes to an independent disk, which snapshots show as it is.
  [{ host: true, pick: 255 }, { kind: "snapshot" }, { kind: "grow", pick: 369 }],
  // The VM leaves a datastore: by unlinking, by folding, with a snapshot, with all of them, and as snapshots that stay show it.
  [{}, { kind: "snapshot" }, { kind: "clone", type: "moveChildMostDiskBacking", datastore: 2 }, { kind: "promote", vm: 1, flag: true }],
  [{}, { ...away, type: "createNewChildDiskBacking" }, { ...away, type: "createNewChildDiskBacking", datastore: 1 }, { kind: "consolidate" }],
  [{ pick: 15 }, { kind: "newDisk" }, { kind: "snapshot" }, { kind: "destroyDisk" }, away, { kind: "removeSnapshot" }],
  [{ pick: 393 }, { kind: "newDisk" }, { kind: "snapshot" }, { kind: "destroyDisk" }, away, { kind: "removeAll" }],
  [{ pick: 393 }, { kind: "newDisk" }, { kind: "snapshot" }, { kind: "destroyDisk" }, away, { kind: "snapshot" }, { kind: "removeSnapshot" }],
];

it("every change of a property that servers announce is told", () => {
  fc.assert(fc.property(fc.array(randomOperation, { minLength: 1, maxLength: 25, size: "max" }), (operations) => {
    const disks = disksWorld({ snapshotLevelLimit: 4, diskLevelLimit: 8 });
    const { world } = disks;
    let before = look(world);
    for (const [number, operation] of operations.entries()) {
      world.clock.advance(1_000);
      const seq = world.changes.seq;
      try {
        doOperation(disks, operation, number);
      } catch (error) {
        if (!(error instanceof VimFault)) throw error;
      }
      const after = look(world);
      const told = toldSince(world, seq);
      expect(untold(before, after, told), `after ${operation.kind}`).toEqual([]);
      before = after;
    }
  }), { numRuns: 25, examples: found.map((history) => [history.map((step) => ({ ...plain, ...step }))]) });
});

type Look = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Per object, its properties flattened two levels deep, as text. */
function look(world: World): Look {
  const objects = new Map<string, ReadonlyMap<string, string>>();
  const add = (ref: Ref, names: readonly string[]) => {
    objects.set(ref.value, new Map(names.flatMap((name) => parts(name, propertyOf(world, undefined, ref, name), 2))));
  };
  for (const vm of world.all("VirtualMachine")) add(vm.ref, vmProperties);
  for (const { snapshot } of world.snapshots.values()) add(snapshot.ref, snapshotProperties);
  for (const type of ["Folder", "HostSystem", "Datastore", "ResourcePool", "Network"] as const) {
    for (const place of world.all(type)) add(place.ref, placeProperties[type] ?? []);
  }
  return objects;
}

function parts(path: string, value: VimValue, depth: number): [string, string][] {
  if (depth > 0 && typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).filter(([name]) => name !== "$type").flatMap(([name, part]) => parts(`${path}.${name}`, part as VimValue, depth - 1));
  }
  return [[path, value === undefined ? "" : JSON.stringify(value)]];
}

function toldSince(world: World, seq: number): ReadonlyMap<string, readonly string[] | "whole"> {
  const told = new Map<string, string[] | "whole">();
  for (const { ref, kind, paths } of world.changes.since(seq) ?? []) {
    const known = told.get(ref.value) ?? [];
    told.set(ref.value, kind === "touched" && known !== "whole" ? [...known, ...paths] : "whole");
  }
  return told;
}

function untold(before: Look, after: Look, told: ReadonlyMap<string, readonly string[] | "whole">): string[] {
  const missing: string[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const paths = told.get(id) ?? [];
    if (paths === "whole") continue;
    const old = before.get(id);
    const now = after.get(id);
    if (old === undefined || now === undefined) missing.push(`${id} ${old === undefined ? "came" : "went"}`);
    for (const path of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
      if (old?.get(path) === now?.get(path) || silent.some((each) => path.startsWith(each))) continue;
      if (!paths.some((each) => path === each || path.startsWith(`${each}.`) || each.startsWith(`${path}.`))) missing.push(`${id} ${path}: ${old?.get(path)?.slice(0, 200)} → ${now?.get(path)?.slice(0, 200)}`);
    }
  }
  return missing;
}
