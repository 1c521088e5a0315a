/**
 * Finds changes that nobody was told of: properties that read differently after some work although the change log names no path at, above or below them.
 * It reads every property of every object twice, so it is for small worlds; what only time changes (clocks, uptimes, timestamps) and what
 * is never announced (vim-facts 3.6) it leaves out.
 */
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { isVimObject, ref, type Ref, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { EntityOf, World } from "../../../src/lab/world/world.js";

const entityTypes: readonly (keyof EntityOf)[] = [
  "Folder", "Datacenter", "ComputeResource", "ClusterComputeResource", "HostSystem", "Datastore", "ResourcePool", "Network", "VirtualMachine",
];
const managers = [ref("SessionManager", "SessionManager"), ref("EventManager", "EventManager"), ref("TaskManager", "TaskManager")];
const silent = new Set(["recentTask", "disabledMethod", "overallStatus", "configStatus", "layout", "layoutEx", "storage"]);
const silentOfPools = new Set(["summary", "runtime"]);
const silentPaths = /^(summary\.)?runtime\.max(Cpu|Memory)Usage|^summary\.(storage|quickStats|overallStatus)/;
const byTimeAlone = new Set(["timestamp", "uptimeSeconds", "uptime", "lastActiveTime"]);

type Picture = ReadonlyMap<string, { readonly ref: Ref; readonly properties: ReadonlyMap<string, VimValue> }>;

/** Runs `work` and answers with lines such as "vm-12 runtime.host"; empty when all was told. Objects that came or went must have been told as such. */
export function untoldChanges(world: World, work: () => void): readonly string[] {
  const before = pictureOf(world);
  const seq = world.changes.seq;
  work();
  const news = world.changes.since(seq) ?? [];
  const told = new Map<string, string[]>();
  for (const { ref: { value }, kind, paths } of news) told.set(value, [...told.get(value) ?? [], ...(kind === "touched" ? paths : [kind])]);
  const after = pictureOf(world);
  const untold: string[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(id), after.get(id)];
    const paths = told.get(id) ?? [];
    if (old === undefined || now === undefined) {
      if (!paths.includes(now === undefined ? "destroyed" : "created")) untold.push(`${id} ${now === undefined ? "destroyed" : "created"}`);
      continue;
    }
    for (const [name, value] of now.properties) {
      if (silent.has(name) || (now.ref.type === "ResourcePool" && silentOfPools.has(name))) continue;
      const changed = differences(old.properties.get(name), value, name).filter((path) => !silentPaths.test(path));
      untold.push(...changed.filter((path) => !paths.some((each) => covers(each, path))).map((path) => `${id} ${path}`));
    }
  }
  return untold;
}

function pictureOf(world: World): Picture {
  const refs = [
    ...entityTypes.flatMap((type) => [...world.all(type)].map((entity) => entity.ref)), ...[...world.snapshots.values()].map((each) => each.snapshot.ref),
    ...[...world.tasks.all()].map((task) => task.ref), ...managers,
  ];
  return new Map(refs.map((each) => [each.value, {
    ref: each, properties: new Map([...vimSchema().fieldsOf(each.type).keys()].map((name) => [name, propertyOf(world, undefined, each, name)])),
  }]));
}

/** The deepest paths at which two values differ; arrays count as one. */
function differences(old: VimValue, now: VimValue, path: string): readonly string[] {
  if (isVimObject(old) && isVimObject(now) && old.$type === now.$type) {
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => !byTimeAlone.has(name)).flatMap((name) => differences(old[name], now[name], `${path}.${name}`));
  }
  return JSON.stringify(old) === JSON.stringify(now) ? [] : [path];
}

/** A path stands for all below it, and a told part of an array for the array. */
function covers(told: string, path: string): boolean {
  return told === path || path.startsWith(`${told}.`) || told.startsWith(`${path}.`) || told.startsWith(`${path}[`);
}
