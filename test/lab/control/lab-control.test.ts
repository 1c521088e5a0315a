import { afterEach, expect, it } from "vitest";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { startLab, type Lab, type LabOptions } from "../../../src/lab/start-lab.js";

const GiB = 1024 ** 3;
let lab: Lab | undefined;
afterEach(async () => { await lab?.stop(); lab = undefined; });

/** Tasks end at once; the clock stands still unless told. */
async function start(options: LabOptions = {}): Promise<Lab> {
  return (lab = await startLab({ clock: { factor: 0 }, settings: { taskBaseMs: 0, copyBytesPerSecond: 0 }, ...options }));
}

/** Begins an operation and moves time until it has ended. */
async function done({ control }: Lab, on: string, method: string, args: Record<string, unknown> = {}, via: "vcenter" | "host" = "vcenter") {
  const begun = await control.operate({ on, method, args, via, wait: false });
  if (begun.task === undefined) return begun;
  control.advance("1m");
  return control.task(begun.task);
}

it("an operation by names does what a client's call would, and is counted", async () => {
  const { control } = await start();
  expect(await done(lab!, "vm0", "CreateSnapshot_Task", { name: "s", memory: false, quiesce: false })).toMatchObject({ state: "success", fault: undefined });
  expect(control.vm("vm0").snapshots.map((each) => each.name)).toEqual(["s"]);
  expect(control.effects("CreateSnapshot_Task", "vm0")).toHaveLength(1);
  expect(control.calls()).toEqual({ CreateSnapshot_Task: 1 });
});

it("an operation on the host is its root's, one through vCenter the administrator's", async () => {
  const { control, world } = await start();
  await done(lab!, "vm0", "CreateSnapshot_Task", { name: "s", memory: false, quiesce: false });
  await done(lab!, "vm0@s", "RemoveSnapshot_Task", { removeChildren: false }, "host");
  expect(control.effects().map(({ operation, userName, via }) => [operation, userName, via])).toEqual([
    ["CreateSnapshot_Task", world.settings.userName, "vcenter"], ["RemoveSnapshot_Task", "root", "host"],
  ]);
});

it("a snapshot removed on the host leaves a level that vCenter would have folded", async () => {
  const estate = estateOf({ datacenters: [{ vms: [{ name: "gold", snapshots: ["a", "b"] }, { name: "c", from: "gold@a" }] }] });
  const levels = async (via: "vcenter" | "host") => {
    await start({ estate });
    await done(lab!, "gold@b", "RemoveSnapshot_Task", { removeChildren: false }, via);
    const { length } = lab!.control.vm("gold").disks[0]!.chain;
    await lab!.stop();
    return length;
  };
  expect([await levels("vcenter"), await levels("host")]).toEqual([2, 3]);
});

it("what vCenter refuses is an outcome with its fault, what makes no sense is refused with the nearest name", async () => {
  const { control } = await start();
  expect(await done(lab!, "vm0", "PowerOffVM_Task")).toMatchObject({ state: "error", fault: { type: "InvalidPowerState" } });
  await expect(control.operate({ on: "vm0", method: "PowerOnVM_Taks" })).rejects.toMatchObject({ code: "LAB_ORDER_REFUSED", message: expect.stringContaining('did you mean "PowerOnVM_Task"?') as string });
  await expect(control.operate({ on: "vm0", method: "CreateSnapshot_Task", args: { name: "s" } })).rejects.toThrow("CreateSnapshot_Task needs memory (boolean)");
  await expect(control.operate({ on: "vm0", method: "CreateSnapshot_Task", args: { name: 5, memory: false, quiesce: false } })).rejects.toThrow("CreateSnapshot_Task.name is 5; allowed: a string (string)");
  expect(() => control.vm("vm9")).toThrow('there is no VM "vm9"; did you mean "vm0"?');
  expect(() => control.users("vm0.vmdk")).toThrow('"vm0.vmdk" is no datastore path; allowed: "[datastore] directory/file"');
});

it("two VMs of one name must be told apart by id", async () => {
  await start({ estate: estateOf({ datacenters: [{ folders: ["A"], vms: [{ name: "v" }, { name: "w", folder: "A" }] }] }) });
  const renamed = lab!.world.the("VirtualMachine", lab!.control.vm("w").id);
  renamed.name = "v";
  expect(() => lab!.control.vm("v")).toThrow(/there are 2 VMs named "v"; give one of the ids vm-\d+, vm-\d+/);
  expect(lab!.control.vm(renamed.ref.value).id).toBe(renamed.ref.value);
});

it("a planned nuisance strikes as often as asked for, and can be forgotten", async () => {
  const { control } = await start();
  control.planNuisance({ kind: "task-fails", method: "CreateSnapshot_Task", object: "vm0", fault: "NoDiskSpace" });
  const take = (vm: string) => done(lab!, vm, "CreateSnapshot_Task", { name: "s", memory: false, quiesce: false });
  expect([(await take("vm1")).state, (await take("vm0")).fault?.type, (await take("vm0")).state]).toEqual(["success", "NoDiskSpace", "success"]);
  expect(control.nuisances().map((each) => each.struck)).toEqual([1]);
  control.cancelNuisances();
  expect(control.nuisances()).toEqual([]);
});

it.each([
  [{ kind: "task-fial" }, 'there is no nuisance "task-fial"; did you mean "task-fails"?'], [{ kind: "fault", tiems: 2 }, 'there is no key of a nuisance "tiems"; did you mean "times"?'],
  [{ kind: "fault", times: "2" }, 'times is "2"; allowed: a number'], [{ kind: "fault", probability: 2 }, "probability is 2; allowed: 0 to 1"],
])("a nuisance that cannot be planned is refused: %j", async (order, why) => {
  const { control } = await start();
  expect(() => control.planNuisance(order)).toThrow(why);
  expect(control.nuisances()).toEqual([]);
});

it("a failed host loses its VMs to HA, and is connected again when it returns", async () => {
  const { control } = await start({ estate: estateOf({ datacenters: [{ vms: [{ name: "v", power: "on", hosts: ["h1"] }] }] }) });
  control.failHost("h1");
  expect(control.vm("v").connection).toBe("disconnected");
  control.advance("10m");
  expect(control.vm("v")).toMatchObject({ power: "poweredOn", connection: "connected" });
  expect(control.vm("v").host).not.toBe("h1");
  control.returnHost("h1");
  expect(lab!.world.the("HostSystem", [...lab!.world.all("HostSystem")][1]!.ref.value).connectionState).toBe("connected");
});

it("others can fill a datastore until a task has no room", async () => {
  const { control, world } = await start();
  control.setSpace("ds0", { free: "1 MiB" });
  expect(world.freeBytes([...world.all("Datastore")][0]!)).toBe(1024 ** 2);
  expect(await done(lab!, "vm0", "CreateSnapshot_Task", { name: "s", memory: false, quiesce: false })).toMatchObject({ fault: { type: "NoDiskSpace" } });
  expect(() => { control.setSpace("ds0", { free: "9 TiB" }); }).toThrow(/cannot have .* bytes free/);
});

it("a datastore out of reach makes its VMs inaccessible until it is back", async () => {
  const { control } = await start();
  control.setAccessible("ds0", false);
  expect(control.vm("vm2").connection).toBe("inaccessible");
  control.setAccessible("ds0", true);
  expect(control.vm("vm2").connection).toBe("connected");
});

it("a guest's writing grows the level written to and no other", async () => {
  const { control } = await start({ estate: estateOf({ datacenters: [{ vms: [{ name: "v", snapshots: ["s"] }] }] }) });
  const [leaf, base] = control.vm("v").disks[0]!.chain;
  control.write("v", "1 GiB");
  const after = control.vm("v").disks[0]!.chain;
  expect([after[0]!.bytes - leaf!.bytes, after[1]!.bytes - base!.bytes]).toEqual([GiB, 0]);
  expect(() => { control.write("v", 1, 2999); }).toThrow(/has no disk 2999/);
});

it("time moves by words or milliseconds, and only forward", async () => {
  const { control } = await start();
  const began = control.now();
  expect([control.advance("90s") - began, control.advance(500) - began]).toEqual([90_000, 90_500]);
  expect(() => control.advance("soon")).toThrow('by is "soon"; allowed: milliseconds, or a duration such as "90s" or "10m"');
});

it("no answer of the lab was a defect of the lab", async () => {
  const { control } = await start();
  await done(lab!, "vm0", "PowerOnVM_Task");
  expect(control.defects()).toEqual([]);
});
