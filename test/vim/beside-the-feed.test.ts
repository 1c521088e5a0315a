import { describe, expect, it } from "vitest";
import type { DecodedObject } from "../../src/vim/decode/managed-object.js";
import { FrozenDisks } from "../../src/vim/frozen-disks.js";
import { SlowRefresh, vmsPerRound } from "../../src/vim/slow-refresh.js";

function object(objectType: string, ref: string, set: Readonly<Record<string, unknown>>, kind: DecodedObject["kind"] = "modify", unreadable: readonly string[] = []): DecodedObject {
  return { objectType, ref, kind, set, unreadable, reread: [] };
}

const tree = (...refs: string[]): unknown => ({ roots: refs.map((ref) => ({ ref, name: ref, createTime: "", children: [] })) });

describe("the disks that snapshots pin", () => {
  const answer = (refs: readonly string[]) => Promise.resolve(refs.map((ref) => object("VirtualMachineSnapshot", ref, { disks: [{ key: 2000 }] }, "enter")));
  const told = async (frozen: FrozenDisks, retrieve = answer) => (await frozen.fetch(retrieve)).map(({ kind, ref, set }) => `${kind} ${ref} ${String("vm" in set ? set.vm : "")}`);

  it("are fetched when a VM with snapshots appears, and told with their VM", async () => {
    const frozen = new FrozenDisks();
    expect(frozen.note(object("VirtualMachine", "vm-1", { snapshot: tree("s-1", "s-2") }, "enter"))).toEqual([]);
    expect(frozen.pending).toBe(1);
    expect(await told(frozen)).toEqual(["enter s-1 vm-1", "enter s-2 vm-1"]);
    expect(frozen.pending).toBe(0);
  });

  it("are fetched again when the VM's disks change, and not otherwise", async () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { snapshot: tree("s-1") }, "enter"));
    await told(frozen);
    frozen.note(object("VirtualMachine", "vm-1", { powerState: "poweredOff" }));
    expect(frozen.pending).toBe(0);
    frozen.note(object("VirtualMachine", "vm-1", { disks: [] }));
    expect(await told(frozen)).toEqual(["modify s-1 vm-1"]);
  });

  it("leave with their snapshot, and with their VM", async () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { disks: [], snapshot: tree("s-1", "s-2", "s-3") }, "enter"));
    await told(frozen);
    expect(frozen.note(object("VirtualMachine", "vm-1", { snapshot: tree("s-2", "s-3") }))).toMatchObject([{ kind: "leave", ref: "s-1" }]);
    expect(frozen.note(object("VirtualMachine", "vm-1", { snapshot: null }))).toMatchObject([{ kind: "leave", ref: "s-2" }, { kind: "leave", ref: "s-3" }]);
    frozen.note(object("VirtualMachine", "vm-1", { snapshot: tree("s-4") }));
    await told(frozen);
    expect(frozen.note(object("VirtualMachine", "vm-1", {}, "leave"))).toMatchObject([{ kind: "leave", ref: "s-4" }]);
    expect(frozen.pending).toBe(0);
  });

  it("stay while their VM cannot be read, for then an unset tree says nothing, and leave when it can be and has none", async () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { disks: [], snapshot: tree("s-1") }, "enter"));
    await told(frozen);
    expect(frozen.note(object("VirtualMachine", "vm-1", { disks: null, snapshot: null }))).toEqual([]);
    expect(frozen.note(object("VirtualMachine", "vm-1", { powerState: "poweredOff" }))).toEqual([]);
    expect(frozen.note(object("VirtualMachine", "vm-1", { disks: [] }))).toMatchObject([{ kind: "leave", ref: "s-1" }]);
  });

  it("stay when the unset tree was told before the disks were", async () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { disks: [], snapshot: tree("s-1") }, "enter"));
    await told(frozen);
    frozen.note(object("VirtualMachine", "vm-1", {}, "modify", ["disks"]));
    expect(frozen.note(object("VirtualMachine", "vm-1", { snapshot: null }))).toEqual([]);
    expect(frozen.note(object("VirtualMachine", "vm-1", { disks: [], snapshot: tree("s-1") }))).toEqual([]);
    expect(await told(frozen)).toEqual(["modify s-1 vm-1"]);
  });

  it("are left out for a snapshot that is gone meanwhile", async () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { snapshot: tree("s-1", "s-2") }, "enter"));
    expect(await told(frozen, (refs) => answer(refs.filter((ref) => ref !== "s-1")))).toEqual(["enter s-2 vm-1"]);
  });

  it("do not matter for a VM without snapshots", () => {
    const frozen = new FrozenDisks();
    frozen.note(object("VirtualMachine", "vm-1", { disks: [] }, "enter"));
    frozen.note(object("VirtualMachine", "vm-1", { disks: [] }));
    expect(frozen.pending).toBe(0);
  });
});

describe("the slow refresh", () => {
  const reads = (answers: Readonly<Record<string, readonly DecodedObject[]>>) => ({ all: (type: string) => Promise.resolve(answers[type] ?? []), some: (type: string) => Promise.resolve(answers[type] ?? []) });

  it("tells what differs from what was told, once", async () => {
    const refresh = new SlowRefresh();
    refresh.note(object("HostSystem", "host-1", { name: "h", inMaintenanceMode: false, powerState: "poweredOn" }, "enter"));
    const answer = reads({ HostSystem: [object("HostSystem", "host-1", { inMaintenanceMode: true, powerState: "poweredOn" }, "enter")] });
    expect(await refresh.read(answer)).toEqual([object("HostSystem", "host-1", { inMaintenanceMode: true })]);
    expect(await refresh.read(answer)).toEqual([]);
  });

  it("tells what has become unset or unreadable", async () => {
    const refresh = new SlowRefresh();
    refresh.note(object("ClusterComputeResource", "c-1", { isCluster: true, hosts: ["host-1"], haEnabled: true, drsEnabled: true }, "enter"));
    const answer = reads({ ComputeResource: [object("ClusterComputeResource", "c-1", { isCluster: true, haEnabled: true, drsEnabled: true }, "enter", ["hosts"])] });
    expect(await refresh.read(answer)).toEqual([object("ClusterComputeResource", "c-1", {}, "modify", ["hosts"])]);
    expect(await refresh.read(answer)).toEqual([]);
    expect(await refresh.read(reads({ ComputeResource: [object("ClusterComputeResource", "c-1", { drsEnabled: true, hosts: ["host-1"] }, "enter")] }))).toEqual([object("ClusterComputeResource", "c-1", { hosts: ["host-1"], haEnabled: null })]);
  });

  it("leaves to the feed what it has not told of or has let go", async () => {
    const refresh = new SlowRefresh();
    refresh.note(object("Datastore", "d-1", { name: "a" }, "enter"));
    refresh.note(object("Datastore", "d-1", {}, "leave"));
    expect(await refresh.read(reads({ Datastore: [object("Datastore", "d-1", { name: "b" }, "enter"), object("Datastore", "d-2", { name: "c" }, "enter")] }))).toEqual([]);
  });

  it("looks at every virtual machine in turn", async () => {
    const refresh = new SlowRefresh();
    const all = Array.from({ length: vmsPerRound * 2 + 7 }, (_, n) => `vm-${n}`);
    for (const ref of all) refresh.note(object("VirtualMachine", ref, { template: false }, "enter"));
    const asked: string[] = [];
    for (let round = 0; round < 3; round++) {
      await refresh.read({ all: () => Promise.resolve([]), some: (_type, refs) => Promise.resolve((asked.push(...refs), [])) });
    }
    expect(new Set(asked)).toEqual(new Set(all));
    expect(asked.length).toBe(vmsPerRound * 3);
  });
});
