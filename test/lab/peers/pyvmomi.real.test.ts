// pyVmomi, unmodified, as a client of the lab: every answer is held against the lab's own truth.
import { afterAll, beforeAll, expect, it } from "vitest";
import { withPython } from "../../support/requires.js";
import { chainOf, openLab, type OpenLab } from "./lab-access.js";
import { startPyVmomi, type PyVmomi } from "./pyvmomi-hands.js";

interface Look {
  readonly power: string;
  readonly host: string;
  readonly disks: Readonly<Record<string, readonly string[]>>;
  readonly snapshots: readonly string[];
  readonly layout: readonly string[];
  readonly datastores: readonly string[];
  readonly consolidationNeeded: boolean;
}

withPython("pyVmomi on the lab", () => {
  let open: OpenLab;
  let hands: PyVmomi;
  beforeAll(async () => {
    open = await openLab();
    hands = await startPyVmomi(open.access);
  });
  afterAll(async () => {
    await hands.close();
    await open.stop();
  });

  const look = (vm: string) => hands.ask<Look>("look", { vm });
  /** What pyVmomi sees of the first disk, which must be what is true. */
  async function chain(vm: string): Promise<readonly string[]> {
    const seen = (await look(vm)).disks["2000"] ?? [];
    expect(seen).toEqual(chainOf(open, vm));
    return seen;
  }

  it("logs in to a vCenter and sees the default estate", async () => {
    expect(await hands.ask("about")).toEqual({ apiType: "VirtualCenter", apiVersion: "8.0.3.0", instanceUuid: open.lab.world.instanceUuid });
    expect(await hands.ask("inventory")).toEqual({ vms: ["vm0", "vm1", "vm2", "vm3"], hosts: ["h0", "h1", "h2", "h3"], datastores: ["ds0", "ds1"], clusters: ["C0"] });
    expect((await look("vm0")).disks).toEqual({ 2000: ["[ds0] vm0/vm0.vmdk"] });
  });

  it("is refused with a wrong password and a wrong property path, by vCenter's names", async () => {
    await expect(hands.ask("login_with", { password: "wrong" })).rejects.toMatchObject({ fault: "InvalidLogin" });
    await expect(hands.ask("bad_property", { vm: "vm0", path: "config.hardwear" })).rejects.toMatchObject({ fault: "InvalidProperty" });
  });

  it("makes a snapshot: the current disk becomes read-only and a delta is added", async () => {
    await hands.ask("snapshot", { vm: "vm0", name: "base" });
    expect(await chain("vm0")).toHaveLength(2);
    expect((await look("vm0")).snapshots).toEqual(["base"]);
    expect(await hands.ask("pinned", { vm: "vm0", snapshot: "base" })).toEqual({ 2000: ["[ds0] vm0/vm0.vmdk"] });
  });

  it("makes a linked clone from the snapshot, which shares the base", async () => {
    await hands.ask("clone", { vm: "vm0", name: "clone-a", snapshot: "base", move: "createNewChildDiskBacking" });
    await hands.ask("clone", { vm: "vm0", name: "clone-b", snapshot: "base", move: "createNewChildDiskBacking" });
    const [leaf, base, ...rest] = await chain("clone-a");
    expect([base, rest]).toEqual(["[ds0] vm0/vm0.vmdk", []]);
    expect(leaf).toMatch(/^\[ds0\] clone-a\//);
    expect([...open.lab.world.files.usersOf(open.vm("clone-a").disks[0]!.file.parent!)]).toHaveLength(3);
  });

  it("clones from the current running point: only the leaf is copied", async () => {
    const before = open.lab.world.files.usedBytes(open.vm("vm0").home.datastore);
    await hands.ask("clone", { vm: "vm0", name: "clone-now", move: "moveChildMostDiskBacking" });
    expect((await chain("clone-now")).slice(1)).toEqual(["[ds0] vm0/vm0.vmdk"]);
    expect(open.lab.world.files.usedBytes(open.vm("vm0").home.datastore) - before).toBeLessThan(1024 ** 3);
    expect(await hands.ask("events", { vm: "clone-now" })).toContainEqual(["VmClonedEvent", expect.any(Number), open.access.username]);
  });

  it("makes a full copy by default", async () => {
    await hands.ask("clone", { vm: "vm0", name: "full", move: "moveAllDiskBackingsAndDisallowSharing" });
    expect(await chain("full")).toHaveLength(1);
  });

  it("relocates the leaf alone, and the parents stay", async () => {
    await hands.ask("relocate", { vm: "clone-b", move: "moveChildMostDiskBacking", datastore: "ds1" });
    const [leaf, base] = await chain("clone-b");
    expect(leaf).toMatch(/^\[ds1\] /);
    expect(base).toBe("[ds0] vm0/vm0.vmdk");
    expect((await look("clone-b")).datastores).toEqual(["ds0", "ds1"]);
  });

  it("removes the snapshot through vCenter: the shared base stays, and the source still stands on it", async () => {
    await hands.ask("remove_snapshot", { vm: "vm0", name: "base" });
    expect((await look("vm0")).snapshots).toEqual([]);
    expect((await chain("vm0")).at(-1)).toBe("[ds0] vm0/vm0.vmdk");
    expect(await chain("vm0")).toHaveLength(2);
    expect(await hands.ask("tasks", { vm: "vm0" })).toContainEqual(["vm.Snapshot.remove", "success"]);
  });

  it("promotes with unlink: the clone gets its own flat disk", async () => {
    await hands.ask("promote", { vm: "clone-a", unlink: true });
    expect(await chain("clone-a")).toHaveLength(1);
    expect(open.lab.world.effects.count("PromoteDisks_Task")).toBe(1);
  });

  it("promotes without unlink: nothing of a shared chain changes", async () => {
    const before = await chain("clone-b");
    await hands.ask("promote", { vm: "clone-b", unlink: false });
    expect(await chain("clone-b")).toEqual(before);
  });

  it("adds a delta without a snapshot, in one reconfigure, and folds it away by promoting the chosen disk", async () => {
    await hands.ask("add_delta", { vm: "vm1" });
    expect((await chain("vm1")).at(-1)).toBe("[ds0] vm1/vm1.vmdk");
    expect(await chain("vm1")).toHaveLength(2);
    expect((await look("vm1")).snapshots).toEqual([]);
    await hands.ask("promote", { vm: "vm1", unlink: false, keys: [2000] });
    expect(await chain("vm1")).toEqual(["[ds0] vm1/vm1.vmdk"]);
  });

  it("reverts to a snapshot, and the abandoned branch goes", async () => {
    await hands.ask("snapshot", { vm: "vm2", name: "one" });
    await hands.ask("revert", { vm: "vm2", name: "one" });
    expect(await chain("vm2")).toHaveLength(2);
    await hands.ask("remove_all_snapshots", { vm: "vm2" });
    expect(await chain("vm2")).toEqual(["[ds0] vm2/vm2.vmdk"]);
  });

  it("announces what vCenter announces, and layoutEx never", async () => {
    const told = await hands.ask<{ first: string[]; announced: string[] }>("updates", {
      vm: "vm3", paths: ["config.hardware.device", "snapshot", "layoutEx", "recentTask", "runtime.powerState"], during: { verb: "snapshot", vm: "vm3", name: "watched" },
    });
    expect(told.first).toEqual(expect.arrayContaining(["config.hardware.device", "layoutEx", "runtime.powerState"]));
    expect(told.first).not.toContain("snapshot");
    expect(told.announced).toEqual(["config.hardware.device", "snapshot"]);
  });

  it("powers on, migrates and is refused what a running VM may not", async () => {
    await hands.ask("power", { vm: "vm3", on: true });
    const { host } = await look("vm3");
    const other = ["h0", "h1", "h2", "h3"].find((name) => name !== host)!;
    await hands.ask("migrate", { vm: "vm3", host: other });
    expect(await look("vm3")).toMatchObject({ power: "poweredOn", host: other });
    await expect(hands.ask("power", { vm: "vm3", on: true })).rejects.toMatchObject({ fault: "InvalidPowerState" });
    await expect(hands.ask("promote", { vm: "vm3", unlink: true })).rejects.toMatchObject({ fault: "InvalidPowerState" });
    await hands.ask("power", { vm: "vm3", on: false });
  });

  it("creates a VM, finds it, renames it, browses its files and destroys it", async () => {
    await hands.ask("create_vm", { vm: "made", cluster: "C0", datastore: "ds1", gigabytes: 2 });
    const found = await hands.ask<{ byUuid: string; byPath: string; moid: string }>("find", { vm: "made" });
    expect(found).toMatchObject({ byUuid: found.moid, byPath: found.moid });
    expect(open.vm("made").ref.value).toBe(found.moid);
    expect(await hands.ask("browse", { datastore: "ds1" })).toEqual(expect.arrayContaining(["[ds1] made/made.vmdk", "[ds1] made/made.vmx"]));
    await hands.ask("rename", { vm: "made", name: "renamed" });
    expect(open.vm("renamed").home.directory).toBe("made");
    await hands.ask("destroy", { vm: "renamed" });
    expect(await hands.ask("browse", { datastore: "ds1" })).not.toContain("[ds1] made/made.vmdk");
  });

  it("destroys the source of clones: the shared base stays on the datastore", async () => {
    const base = open.vm("clone-b").disks[0]!.file.parent!;
    await hands.ask("destroy", { vm: "vm0" });
    expect(open.lab.world.files.exists(base)).toBe(true);
    expect((await chain("clone-b")).at(-1)).toBe("[ds0] vm0/vm0.vmdk");
  });

  it("pins a group to hosts with two groups and a mandatory rule, in one call", async () => {
    expect(await hands.ask("pin_group", { cluster: "C0", vms: ["clone-b"], hosts: ["h0", "h1"] })).toEqual({ groups: ["clones", "permitted"], rules: [["keep", true]] });
  });

  it("leaves the lab without a defect", () => {
    expect(open.lab.world.defects).toEqual([]);
  });
});
