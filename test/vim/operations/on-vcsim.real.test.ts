// Each operation on vcsim, as far as it implements it: that the calls are right, not what they do to disks. What it cannot show is in docs/actions.md.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startVcsim, type Vcsim } from "../../../scripts/servers/vcsim.mjs";
import type { Operation } from "../../../src/actions/operation.js";
import type { Ref } from "../../../src/inventory/updates.js";
import { withVcsim } from "../../support/requires.js";
import { openYard, within, type Yard } from "./yard.js";

withVcsim("each operation on vcsim", () => {
  let vcsim: Vcsim;
  let yard: Yard;
  let vms: readonly Ref[];

  beforeAll(async () => {
    vcsim = await startVcsim({ clusters: 1, clusterHosts: 3, standaloneHosts: 0, vms: 3, datastores: 2 });
    yard = openYard({ url: vcsim.url, username: vcsim.username, password: () => vcsim.password, tls: { caFile: vcsim.caFile } });
    vms = [...(await yard.inventory()).vms.keys()].sort();
  });
  afterAll(async () => {
    await yard.close();
    await vcsim.stop();
  });

  /** How it ended, and the object it made. */
  async function does(operation: Operation): Promise<{ readonly end: string; readonly result: Ref | undefined }> {
    const started = await yard.operator.start(operation, "tetherd-vcsim-1", within());
    if (started.kind !== "started") return { end: started.kind === "refused" ? `refused: ${started.fault.type}` : started.kind, result: undefined };
    const outcome = await yard.operator.watchTask(started.task, () => undefined, within());
    return outcome.kind === "success" ? { end: "success", result: outcome.result } : { end: outcome.kind === "error" ? `error: ${outcome.fault.type}` : outcome.kind, result: undefined };
  }

  it("snapshots are taken, gone back to and removed, and their mark is found again", async () => {
    const [vm = ""] = vms;
    const taken = await does({ kind: "CreateSnapshot_Task", vm, name: "s", description: "for people\n[made by tetherd, action a1]", memory: false, quiesce: false });
    expect(taken).toEqual({ end: "success", result: expect.stringMatching(/^snapshot-/) as string });
    expect((await yard.inventory()).vms.get(vm)?.snapshot?.roots).toMatchObject([{ name: "s", marker: "a1" }]);
    expect((await does({ kind: "RevertToSnapshot_Task", vm, snapshot: taken.result ?? "", suppressPowerOn: true })).end).toBe("success");
    expect((await does({ kind: "RemoveSnapshot_Task", vm, snapshot: taken.result ?? "", removeChildren: false })).end).toBe("success");
    await does({ kind: "CreateSnapshot_Task", vm, name: "t", description: "", memory: false, quiesce: false });
    expect((await does({ kind: "RemoveAllSnapshots_Task", vm })).end).toBe("success");
    expect((await yard.inventory()).vms.get(vm)?.snapshot?.roots).toEqual([]);
  });

  it("a clone is made with its mark, moved and deleted", async () => {
    const [, source = ""] = vms;
    const folder = (await yard.inventory()).vms.get(source)?.parent ?? "";
    const made = await does({ kind: "CloneVM_Task", vm: source, name: "made", folder, diskMoveType: "moveChildMostDiskBacking", powerOn: false, template: false, marker: "a2" });
    expect(made.end).toBe("success");
    const vm = made.result ?? "";
    expect((await yard.operator.readFresh([vm], within())).get(vm)).toMatchObject({ name: "made", marker: "a2", powerState: "poweredOff", tasks: [] });
    const other = [...(await yard.inventory()).datastores.values()].find(({ name }) => name === "LocalDS_1")?.ref ?? "";
    expect((await does({ kind: "RelocateVM_Task", vm, datastore: other, diskMoveType: "moveChildMostDiskBacking" })).end).toBe("success");
    expect((await does({ kind: "Destroy_Task", vm })).end).toBe("success");
    expect((await yard.operator.readFresh([vm], within())).size).toBe(0);
  });

  it("a delta is put over a disk, and a promotion begun and cancelled, for vcsim sleeps a second per GiB", async () => {
    const [, , vm = ""] = vms;
    const disk = (await yard.inventory()).vms.get(vm)?.disks?.[0];
    const { changeVersion = "" } = (await yard.operator.readFresh([vm], within())).get(vm) ?? {};
    expect((await does({ kind: "ReconfigVM_Task", vm, changeVersion, addDeltaTo: [disk?.key ?? 0] })).end).toBe("success");
    const added = (await yard.inventory()).vms.get(vm)?.disks?.[0];
    expect(added?.backing?.parent?.fileName).toBe(disk?.backing?.fileName);
    const started = await yard.operator.start({ kind: "PromoteDisks_Task", vm, unlink: true, disks: [added?.key ?? 0] }, "tetherd-vcsim-2", within());
    const task = started.kind === "started" ? started.task : "";
    expect(await yard.operator.cancelTask(task, within())).toBe(true);
    expect(await yard.operator.watchTask(task, () => undefined, within())).toMatchObject({ kind: "error", cancelled: true });
  });

  it("a group of hosts, a group of VMs and their rule are made, changed and taken away", async () => {
    const cluster = [...(await yard.inventory()).computes.values()].find(({ isCluster }) => isCluster === true);
    const hosts = cluster?.hosts ?? [];
    const pin = { kind: "PinGroup", cluster: cluster?.ref ?? "", name: "pinned", vms: vms.slice(0, 2) } as const;
    expect((await does({ ...pin, hosts: hosts.slice(0, 2) })).end).toBe("success");
    expect((await does({ ...pin, hosts: hosts.slice(1, 3) })).end).toBe("success");
    expect((await does({ ...pin, vms: [], hosts: [] })).end).toBe("success");
    expect((await does({ ...pin, vms: [], hosts: [] })).end).toBe("refused: NotFound");
  });

  it("what vcsim does not have is refused with a sentence", async () => {
    expect((await does({ kind: "ConsolidateVMDisks_Task", vm: vms[0] ?? "" })).end).toBe("refused: MethodNotFound");
    expect((await does({ kind: "Destroy_Task", vm: "vm-9999" })).end).toBe("refused: ManagedObjectNotFound");
  });

  it("tasks are found again, and privileges told as far as it goes", async () => {
    const { time } = await yard.operator.about(within());
    await does({ kind: "CreateSnapshot_Task", vm: vms[0] ?? "", name: "u", description: "", memory: false, quiesce: false });
    const found = await yard.operator.findTasks({ entity: vms[0] ?? "", entityType: "VirtualMachine", since: time }, within());
    expect(found.at(-1)).toMatchObject({ state: "success" });
    expect(await yard.operator.lackedPrivileges({ kind: "Destroy_Task", vm: vms[0] ?? "" }, within())).toEqual([]);
  });
});
