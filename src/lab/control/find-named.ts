/** Things by the names people use, or by managed object id. What is not there is refused with the nearest name; what is there twice must be told apart by id. */
import { findSnapshot } from "../estates/find-snapshot.js";
import { findByInventoryPath } from "../inventory/inventory-path.js";
import { escapeName } from "../inventory/entity-name.js";
import { vimSchema } from "../wire/vim-schema.js";
import { ref, type Ref } from "../wire/vim-value.js";
import type { Entity } from "../world/entities.js";
import type { LabFile } from "../world/lab-file.js";
import type { EntityOf, World } from "../world/world.js";
import { refuse, refuseUnknown } from "./refuse.js";

const words: Readonly<Record<keyof EntityOf, string>> = {
  Folder: "folder", Datacenter: "datacenter", ComputeResource: "standalone host", ClusterComputeResource: "cluster", HostSystem: "host", Datastore: "datastore",
  ResourcePool: "resource pool", Network: "network", VirtualMachine: "VM",
};
export const entityTypes = Object.keys(words) as (keyof EntityOf)[];

/** By id or by name. Costs the number of entities of the type. */
export function findNamed<T extends keyof EntityOf>(world: World, type: T, name: string): EntityOf[T] {
  const byId = world.find(type, name);
  if (byId !== undefined) return byId;
  const stored = escapeName(name);
  const found = [...world.all(type)].filter((each) => each.name === stored);
  if (found.length > 1) throw refuse(`there are ${found.length} ${words[type]}s named "${name}"; give one of the ids ${found.map((each) => each.ref.value).join(", ")}`);
  const [only] = found;
  if (only === undefined) throw refuseUnknown(words[type], name, [...world.all(type)].map((each) => each.name));
  return only;
}

/** A reference of a managed type or of one below it: by id, name, inventory path ("/DC0/vm"), or "vm@snapshot" for snapshots. */
export function findRef(world: World, type: string, name: string): Ref {
  if (type === "VirtualMachineSnapshot") return findSnapshotRef(world, name);
  const fitting = entityTypes.filter((each) => vimSchema().isA(each, type));
  const known: Entity | undefined = world.get(name) ?? (name.startsWith("/") ? findByInventoryPath(world, name) : undefined);
  if (known !== undefined && fitting.includes(known.type)) return known.ref;
  if (fitting.length === 0) return ref(type, name);
  for (const each of fitting.slice(0, -1)) {
    if ([...world.all(each)].some((entity) => entity.name === escapeName(name))) return findNamed(world, each, name).ref;
  }
  return findNamed(world, fitting.at(-1) ?? "VirtualMachine", name).ref;
}

/** "snapshot-7" or "vm@name". */
export function findSnapshotRef(world: World, name: string): Ref {
  const known = world.snapshots.get(name);
  if (known !== undefined) return known.snapshot.ref;
  const at = name.indexOf("@");
  if (at < 0) throw refuse(`"${name}" is no snapshot; allowed: VM@SNAPSHOT, or the id of one`);
  const vm = findNamed(world, "VirtualMachine", name.slice(0, at));
  const snapshot = findSnapshot(world, vm, name.slice(at + 1));
  if (snapshot === undefined) throw refuseUnknown(`snapshot of ${vm.name}`, name.slice(at + 1), [...world.snapshotsOf(vm)].map((each) => each.name));
  return snapshot.ref;
}

/** "[ds0] vm0/vm0.vmdk". */
export function findFile(world: World, path: string): LabFile {
  const [, datastoreName, rest] = /^\[([^\]]+)\] (.+)$/.exec(path) ?? [];
  if (datastoreName === undefined || rest === undefined) throw refuse(`"${path}" is no datastore path; allowed: "[datastore] directory/file"`);
  const datastore = findNamed(world, "Datastore", datastoreName);
  const file = world.files.at(datastore.ref.value, rest);
  if (file === undefined) throw refuse(`there is no file "${path}"`);
  return file;
}
