import { expect, it } from "vitest";
import { buildEstate } from "../../../src/lab/estates/build-estate.js";
import { defaultEstate } from "../../../src/lab/estates/default-estate.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { truthOfFiles, truthOfVm } from "../../../src/lab/control/truth.js";
import { findNamed } from "../../../src/lab/control/find-named.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings } from "../../../src/lab/world/settings.js";
import { World } from "../../../src/lab/world/world.js";
import { built, builtVms, chainOf, sharersOfBase } from "./built.js";

const GiB = 1024 ** 3;

it("the default estate is one cluster of four hosts with HA and DRS, two VMFS datastores of 1 TiB, and four plain VMs that are off", () => {
  const world = built(defaultEstate);
  const [cluster] = [...world.all("ClusterComputeResource")];
  expect([cluster?.name, cluster?.das.enabled, cluster?.drs.enabled]).toEqual(["C0", true, true]);
  expect([...world.all("Datacenter")].map((each) => each.name)).toEqual(["DC0"]);
  expect([...world.all("HostSystem")].map((each) => each.name)).toEqual(["h0", "h1", "h2", "h3"]);
  expect([...world.all("Datastore")].map((each) => [each.name, each.kind, each.capacityBytes, each.hosts.size])).toEqual([["ds0", "VMFS", 1024 * GiB, 4], ["ds1", "VMFS", 1024 * GiB, 4]]);
  for (const name of ["vm0", "vm1", "vm2", "vm3"]) {
    const vm = findNamed(world, "VirtualMachine", name);
    expect(vm.powerState).toBe("poweredOff");
    expect(vm.disks.map((disk) => disk.file.disk?.capacityBytes)).toEqual([10 * GiB]);
    expect(chainOf(world, name)).toEqual([`[ds0] ${name}/${name}.vmdk`]);
  }
});

it("the same seed builds the same world, another seed other uuids", () => {
  const uuids = (seed: number) => {
    const world = new World({ ...defaultWorldSettings, seed }, createLabClock(0));
    buildEstate(world, defaultEstate);
    return [...world.all("VirtualMachine")].map((vm) => [vm.ref.value, vm.config.instanceUuid, vm.disks[0]?.file.disk?.contentId]);
  };
  expect(uuids(7)).toEqual(uuids(7));
  expect(uuids(7)).not.toEqual(uuids(8));
});

it("a clone from a snapshot stands on what the snapshot pins, and both share it", () => {
  const world = builtVms({ name: "gold", snapshots: ["s"] }, { name: "desk-{1..2}", from: "gold@s", written: "1 GiB" });
  expect(chainOf(world, "desk-1").at(-1)).toBe("[ds0] gold/gold.vmdk");
  expect(sharersOfBase(world, "desk-2")).toEqual(["desk-1", "desk-2", "gold"]);
  expect(truthOfVm(world, "desk-1").disks[0]?.chain[0]?.bytes).toBeGreaterThanOrEqual(GiB);
});

it("a clone of the current point copies the leaf only, and of a plain disk everything", () => {
  const world = builtVms({ name: "a", addDelta: 1 }, { name: "b" }, { name: "a-copy", from: "a" }, { name: "b-copy", from: "b" });
  expect(sharersOfBase(world, "a-copy")).toEqual(["a", "a-copy"]);
  expect(truthOfVm(world, "a").snapshots).toEqual([]);
  expect(sharersOfBase(world, "b-copy")).toEqual(["b-copy"]);
});

it("clones are dealt out to several sources in turn, and to hosts in turn", () => {
  const world = builtVms({ name: "g{1..2}", snapshots: ["s"] }, { name: "c{1..4}", from: "g{1..2}@s", hosts: ["h1", "h2"] });
  expect(["c1", "c2", "c3", "c4"].map((name) => chainOf(world, name).at(-1)?.slice(6, 8))).toEqual(["g1", "g2", "g1", "g2"]);
  expect(["c1", "c2", "c3", "c4"].map((name) => truthOfVm(world, name).host)).toEqual(["h1", "h2", "h1", "h2"]);
});

it("packed VMs are all on one host, and without a word they are spread over all", () => {
  const world = builtVms({ name: "p{1..3}", hosts: "packed" }, { name: "r{1..4}" });
  expect(new Set(["p1", "p2", "p3"].map((name) => truthOfVm(world, name).host)).size).toBe(1);
  expect(new Set(["r1", "r2", "r3", "r4"].map((name) => truthOfVm(world, name).host)).size).toBe(4);
});

it("disks keep their kind: independent, multi-writer, raw and thick ones, also on another datastore", () => {
  const world = builtVms({ name: "db", disks: [{ size: "20 GiB", mode: "independent_persistent" }, { size: "8 GiB", multiWriter: true, thick: true }, { size: "1 TiB", used: "0", rdm: "virtual" }, { size: "4 GiB", datastore: "ds1" }] });
  const { disks } = findNamed(world, "VirtualMachine", "db");
  expect(disks.map((disk) => [disk.mode, disk.sharing, disk.file.disk?.format])).toEqual([
    ["independent_persistent", "sharingNone", "flat"], ["persistent", "sharingMultiWriter", "flat"], ["persistent", "sharingNone", "rdm"], ["persistent", "sharingNone", "flat"],
  ]);
  expect(disks[1]?.file.sizeBytes).toBe(8 * GiB);
  expect(world.pathOf(disks[3]!.file)).toMatch(/^\[ds1\] /);
});

it("an estate builds clusters with groups, rules, pools and priorities by name", () => {
  const world = built(estateOf({ datacenters: [{
    clusters: [{
      name: "C", hosts: "h{1..3}", pools: ["A/B"], ha: { restartPriority: "high", vms: { vm1: "low" }, options: { "das.maxvmrestartcount": "3" } }, drs: "manual",
      groups: [{ name: "vms", vms: ["vm{1..2}"] }, { name: "left", hosts: ["h1", "h2"] }],
      rules: [{ name: "pin", vms: "vms", mustRunOn: "left" }, { name: "apart", keepApart: ["vm1", "vm2"] }],
    }],
    vms: [{ name: "vm{1..2}", pool: "A/B", folder: "X/Y" }],
  }] }));
  const cluster = findNamed(world, "ClusterComputeResource", "C");
  const id = (name: string) => findNamed(world, "VirtualMachine", name).ref.value;
  expect(cluster.drs.behavior).toBe("manual");
  expect([...cluster.das.options]).toEqual([["das.maxvmrestartcount", "3"]]);
  expect(cluster.das.vms.get(id("vm1"))).toEqual({ restartPriority: "low" });
  expect(cluster.groups.map((group) => group.members.length)).toEqual([2, 2]);
  expect(cluster.rules.map((rule) => [rule.name, rule.mandatory, rule.detail])).toEqual([
    ["pin", true, { kind: "vm-host", vmGroup: "vms", affineHosts: "left" }], ["apart", false, { kind: "anti-affinity", vms: [id("vm1"), id("vm2")] }],
  ]);
  expect(world.find("ResourcePool", findNamed(world, "VirtualMachine", "vm1").resourcePool)?.name).toBe("B");
});

it("files that belong to nobody lie on the datastore and take its space", () => {
  const world = built(estateOf({ datacenters: [{ datastores: [{ name: "d", files: [{ path: "old/old.vmdk", disk: "10 GiB", size: "3 GiB" }] }] }] }));
  expect(truthOfFiles(world, "d")).toEqual([{ file: "[d] old/old.vmdk", kind: "disk", bytes: 3 * GiB, parent: undefined, format: "flat" }]);
  expect(world.files.usedBytes(findNamed(world, "Datastore", "d").ref.value)).toBe(3 * GiB);
});

it("building tells no watcher anything, so that the first answer begins with the whole", () => {
  const world = built(defaultEstate);
  expect([world.changes.seq, [...world.tasks.all()].length, world.events.all().length]).toEqual([0, 0, 0]);
});
