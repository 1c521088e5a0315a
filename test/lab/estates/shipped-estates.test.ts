import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { findNamed } from "../../../src/lab/control/find-named.js";
import { truthOfVm } from "../../../src/lab/control/truth.js";
import { loadEstate } from "../../../src/lab/estates/load-estate.js";
import { startLab } from "../../../src/lab/start-lab.js";
import { hostLimitOf } from "../../../src/lab/power/host-limit.js";
import { hostsWithOpen } from "../../../src/lab/power/open-files.js";
import type { World } from "../../../src/lab/world/world.js";
import { built, chainOf, sharersOfBase } from "./built.js";

const shipped = async (name: string) => built(await loadEstate(`config/estates/${name}.yaml`));

/** Hosts that have the base of the VM open, and how many may. */
function baseOf(world: World, name: string): { readonly open: number; readonly limit: number } {
  const vm = findNamed(world, "VirtualMachine", name);
  const base = world.files.chain(vm.disks[0]!.file).at(-1)!;
  return { open: hostsWithOpen(world, base).size, limit: hostLimitOf(world, world.the("HostSystem", vm.host ?? ""), base) };
}

it("every shipped estate can be built", async () => {
  const files = (await readdir("config/estates")).filter((name) => name.endsWith(".yaml"));
  expect(files.length).toBeGreaterThanOrEqual(4);
  for (const file of files) {
    const estate = await loadEstate(`config/estates/${file}`);
    expect(estate.about).not.toBe("");
    expect(built(estate).count("VirtualMachine"), file).toBeGreaterThan(0);
  }
});

it("vdi-pool: 24 clones share one replica, on six of fourteen hosts where eight are the limit", async () => {
  const world = await shipped("vdi-pool");
  expect(sharersOfBase(world, "desk-01")).toHaveLength(25);
  expect(world.count("HostSystem")).toBe(14);
  expect([...world.all("ClusterComputeResource")].map((cluster) => cluster.das.enabled)).toEqual([true]);
  expect(baseOf(world, "desk-01")).toEqual({ open: 6, limit: 8 });
  expect([...world.all("VirtualMachine")].filter((vm) => vm.template).map((vm) => vm.name)).toEqual(["win11-template"]);
});

it("vdi-pool: the eighth host may open the replica, the ninth is refused", async () => {
  const lab = await startLab({ estate: "config/estates/vdi-pool.yaml", settings: { taskBaseMs: 0, copyBytesPerSecond: 0 }, clock: { factor: 100_000 } });
  try {
    const move = (on: string, host: string) => lab.control.operate({ on, type: "VirtualMachine", method: "MigrateVM_Task", args: { host, priority: "defaultPriority" } });
    expect(await move("desk-22", "esx07")).toMatchObject({ state: "success" });
    expect(await move("desk-23", "esx08")).toMatchObject({ state: "success" });
    expect(await move("desk-24", "esx09")).toMatchObject({ state: "error", fault: { message: expect.stringContaining("8 hosts have it open already") as string } });
    expect(lab.control.vm("desk-24").host).not.toBe("esx09");
  } finally {
    await lab.stop();
  }
});

it("lab-farm-nested: chains of students go through their course down to the gold image", async () => {
  const world = await shipped("lab-farm-nested");
  expect(chainOf(world, "net-01").map((path) => path.replace(/^\[farm\] ([^/]+)\/.*/, "$1"))).toEqual(["net-01", "course-networks", "gold"]);
  expect(sharersOfBase(world, "sec-03")).toEqual(expect.arrayContaining(["gold", "course-networks", "net-08", "sec-06"]));
  expect(truthOfVm(world, "course-networks").snapshots.map((each) => each.name)).toEqual(["week-1", "week-2"]);
});

it("lab-farm-nested: the demonstrator has a delta that no snapshot shows, and its copy shares the base", async () => {
  const world = await shipped("lab-farm-nested");
  expect(truthOfVm(world, "demonstrator").snapshots).toEqual([]);
  expect(chainOf(world, "demonstrator")).toHaveLength(2);
  expect(sharersOfBase(world, "demonstrator-copy")).toEqual(["demonstrator", "demonstrator-copy"]);
});

it("old-mixed: old hosts and VMFS 3 both mean eight hosts, new hosts on VMFS 5 mean 32", async () => {
  const world = await shipped("old-mixed");
  expect([baseOf(world, "term-1"), baseOf(world, "cad-1"), baseOf(world, "web-1")]).toEqual([{ open: 8, limit: 8 }, { open: 8, limit: 8 }, { open: 9, limit: 32 }]);
});

it("broken: the base of a deleted source stays for its clones and belongs to no VM", async () => {
  const world = await shipped("broken");
  expect(() => findNamed(world, "VirtualMachine", "deleted-source")).toThrow(/there is no VM/);
  expect(chainOf(world, "orphan-1").at(-1)).toBe("[ds0] deleted-source/deleted-source.vmdk");
  expect(sharersOfBase(world, "orphan-1")).toEqual(["orphan-1", "orphan-2", "orphan-3"]);
});

it("broken: removal on the host leaves levels where vCenter's removal would have folded them", async () => {
  const world = await shipped("broken");
  expect(truthOfVm(world, "host-removed").snapshots).toEqual([]);
  expect(chainOf(world, "host-removed")).toHaveLength(3);
  const folded = built(await loadEstate("config/estates/broken.yaml").then((estate) => ({
    ...estate, datacenters: estate.datacenters.map((dc) => ({ ...dc, vms: dc.vms.map((vm) => ({ ...vm, later: vm.later.map((step) => (step.kind === "remove-snapshot" ? { ...step, via: "vcenter" as const } : step)) })) })),
  })));
  expect(chainOf(folded, "host-removed")).toHaveLength(2);
});

it("broken: consolidation is needed where the entry went and the levels stayed", async () => {
  const world = await shipped("broken");
  expect(truthOfVm(world, "consolidate-me")).toMatchObject({ consolidationNeeded: true, snapshots: [] });
  expect(chainOf(world, "consolidate-me")).toHaveLength(2);
});

it("broken: an unregistered child is no user of its base, and the unreachable ones are marked", async () => {
  const world = await shipped("broken");
  expect([...world.unregistered.values()].map((vm) => vm.name)).toEqual(["unregistered-child"]);
  expect(sharersOfBase(world, "careless-source")).toEqual(["careless-source"]);
  expect([truthOfVm(world, "unreachable").connection, truthOfVm(world, "orphaned-entry").connection]).toEqual(["inaccessible", "orphaned"]);
  expect(findNamed(world, "Datastore", "lost").accessible).toBe(false);
});
