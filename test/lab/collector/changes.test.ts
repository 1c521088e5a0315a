import { describe, expect, it } from "vitest";
import { vim } from "../../../src/lab/wire/vim-value.js";
import { addDisk } from "../support/small-world-vms.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { heard, removeSnapshotsOf } from "./by-hand.js";
import { clientOf, specOf, told, versionOf } from "./collector-client.js";

describe("what is told", () => {
  it("an object that enters tells what is set and leaves out what is not", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.watch(specOf([small.plain.ref, small.chained.ref], ["name", "snapshot", "runtime.bootTime"]));
    expect(told(await client.poll(collector, ""))).toEqual([`enter ${small.plain.ref.value} name=plain`, `enter ${small.chained.ref.value} name=chained snapshot=…`]);
  });

  it.each<[string, readonly string[], (small: SmallWorld) => void, string[]]>([
    ["a change tells the path that changed and no other", ["name", "runtime.powerState"], ({ world, chained }) => {
      chained.name = "renamed";
      world.changes.touch(chained.ref, "name", "runtime.powerState");
    }, ["modify name=renamed"]],
    ["a touch that changed nothing tells nothing", ["name", "config", "summary"], ({ world, chained }) => { world.changes.touch(chained.ref, "name", "config", "summary"); }, []],
    ["a change there and back tells nothing", ["name"], ({ world, chained }) => {
      chained.name = "other";
      world.changes.touch(chained.ref, "name");
      chained.name = "chained";
      world.changes.touch(chained.ref, "name");
    }, []],
    ["a change below the watched path tells the whole of it", ["config.hardware.device"], ({ world, chained }) => {
      addDisk(world, chained, { path: "chained/more.vmdk", capacityBytes: 1024, sizeBytes: 0 });
      world.changes.touch(chained.ref, "config.hardware.device[2001]");
    }, ["modify config.hardware.device=…"]],
    ["a change above the watched path tells what it did there", ["config.hardware.numCPU", "config.name"], ({ world, chained }) => {
      chained.config.numCpu = 8;
      world.changes.touch(chained.ref, "config");
    }, ["modify config.hardware.numCPU=8"]],
    ["a path that only begins alike is another one", ["config.name"], ({ world, chained }) => {
      chained.name = "other";
      world.changes.touch(chained.ref, "config.nam", "config.namespace");
    }, []],
    ["a property that becomes unset is assigned no value", ["snapshot", "name"], removeSnapshotsOf, ["modify -snapshot"]],
    ["a property below one that becomes unset is removed indirectly", ["snapshot.currentSnapshot"], removeSnapshotsOf, ["modify indirectRemove:snapshot.currentSnapshot"]],
    ["an element that is gone is removed", ["config.hardware.device[2000]"], ({ world, chained }) => {
      chained.disks = [];
      world.changes.touch(chained.ref, "config.hardware.device");
    }, ["modify remove:config.hardware.device[2000]"]],
    ["a property of an element that is gone is removed indirectly", ["config.hardware.device[2000].backing.fileName"], ({ world, chained }) => {
      chained.disks = [];
      world.changes.touch(chained.ref, "config.hardware.device");
    }, ["modify indirectRemove:config.hardware.device[2000].backing.fileName"]],
    ["a destroyed object leaves", ["name"], ({ world, chained }) => { world.remove(chained); }, ["leave"]],
  ])("%s", async (_sentence, paths, change, updates) => {
    expect(await heard(paths, change)).toEqual(updates);
  });
});

describe("what is never announced", () => {
  const touch = (...paths: readonly string[]) => ({ world, chained }: SmallWorld) => {
    chained.files.forEach((file) => { world.files.resize(file, file.sizeBytes + 4096); });
    chained.disks.forEach(({ file }) => { world.files.resize(file, file.sizeBytes + 4096); });
    world.changes.touch(chained.ref, ...paths);
  };

  it.each([
    ["layoutEx", ["layoutEx"], touch("layoutEx")],
    ["something below a silent property", ["layoutEx.file"], touch("layoutEx")],
    ["storage", ["storage"], touch("storage")],
    ["a silent part of a watched object", ["summary"], touch("summary.storage")],
    ["a silent part that is watched while all around it was touched", ["summary.storage"], touch("summary")],
  ])("%s", async (_what, paths, change) => {
    expect(await heard(paths, change)).toEqual([]);
  });

  it("although a full state shows it as it is now", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.watch(specOf([small.chained.ref], ["summary.storage.committed"]));
    const before = told(await client.poll(collector, ""));
    touch("summary.storage")(small);
    expect(told(await client.poll(collector, ""))).not.toEqual(before);
  });

  it("recentTask of an entity, while Task.info is", async () => {
    expect(await heard(["recentTask"], ({ world, chained }) => { world.changes.touch(chained.ref, "recentTask"); })).toEqual([]);
  });
});

describe("who may not read a property", () => {
  it("is told once that it is missing, and nothing when it changes", async () => {
    const small = smallWorld({ users: [{ userName: "viewer", password: "", role: "no-access" }] });
    const client = clientOf(small.world, "viewer");
    const collector = await client.watch(specOf([small.plain.ref], ["name", "config.annotation"]));
    const set = await client.poll(collector, "");
    expect(set).toMatchObject({ filterSet: [{ objectSet: [{ changeSet: [{ name: "name" }], missingSet: [{ path: "config.annotation", fault: { fault: vim("NoPermission", { privilegeId: "System.Read" }) } }] }] }] });
    small.plain.config.annotation = "secret";
    small.world.changes.touch(small.plain.ref, "config.annotation");
    expect(await client.poll(collector, versionOf(set))).toBeUndefined();
  });
});
