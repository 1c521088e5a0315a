import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endSessions, govc } from "../../scripts/servers/govc.mjs";
import { startVcsim, type Vcsim } from "../../scripts/servers/vcsim.mjs";
import type { TaskInfo } from "../../src/inventory/activity.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { FileLayout, InventoryUpdate } from "../../src/inventory/updates.js";
import { checkVCenter } from "../../src/vim/check-vcenter.js";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import type { Position } from "../../src/vim/history/history.js";
import type { VCenterAccess } from "../../src/vim/settings.js";
import type { VimWatch } from "../../src/vim/watch.js";

let vcsim: Vcsim;
let watch: VimWatch | undefined;
beforeAll(async () => void (vcsim = await startVcsim({ clusters: 1, clusterHosts: 3, standaloneHosts: 1, vms: 4 })));
afterAll(async () => vcsim.stop());
afterEach(async () => {
  await watch?.close();
  watch = undefined;
});

const access = (more: Partial<VCenterAccess> = {}): VCenterAccess => ({ url: vcsim.url, username: vcsim.username, password: () => vcsim.password, tls: { caFile: vcsim.caFile }, refreshMs: 600_000, ...more });
const signal = (): AbortSignal => AbortSignal.timeout(30_000);

async function open(position?: Position, more: Partial<VCenterAccess> = {}): Promise<VimWatch> {
  return (watch = await createVCenter(access(more)).open(() => Promise.resolve(position), signal()));
}

/** Every update up to the first that is not truncated. */
async function fullState(from: VimWatch): Promise<readonly InventoryUpdate[]> {
  const updates: InventoryUpdate[] = [];
  for (;;) {
    const batch = await from.waitForUpdates(5, signal());
    updates.push(...batch.updates);
    if (!batch.truncated) return updates;
  }
}

/** Merged `set` of an object, or of any, over the following updates until it has what is wanted. */
async function seen(from: VimWatch, name: string, wanted: (set: Readonly<Record<string, unknown>>, update: InventoryUpdate) => boolean, ref?: string): Promise<Readonly<Record<string, unknown>>> {
  const deadline = Date.now() + 20_000;
  const sets = new Map<string, Readonly<Record<string, unknown>>>();
  while (Date.now() < deadline) {
    for (const update of (await from.waitForUpdates(1, signal())).updates) {
      if (ref !== undefined && update.ref !== ref) continue;
      const set = { ...sets.get(update.ref), ...update.set };
      sets.set(update.ref, set);
      if (wanted(set, update)) return set;
    }
  }
  throw new Error(`${name} was not announced; told was ${JSON.stringify([...sets])}`);
}

/** Reference of the VM or host of that name, or of the cluster, as the full state told it. */
function refOf(updates: readonly InventoryUpdate[], name: string, type: InventoryUpdate["type"] = "VirtualMachine"): string {
  return updates.find((update) => update.type === type && "name" in update.set && update.set.name === name)!.ref;
}

async function tasksUntil(from: VimWatch, wanted: (task: TaskInfo) => boolean): Promise<TaskInfo> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const found = (await from.readHistory(signal())).tasks.find(wanted);
    if (found !== undefined) return found;
    await from.waitForUpdates(1, signal());
  }
  throw new Error("the task did not come");
}

const vmPath = (name: string): string => `/DC0/vm/${name}`;

describe("the full state", () => {
  it("comes in pages and holds every object with what the model needs", async () => {
    const updates = await fullState(await open(undefined, { maxObjectUpdates: 3 }));
    const of = (type: InventoryUpdate["type"]) => updates.filter((update) => update.type === type);
    expect(new Set(updates.map(({ kind }) => kind))).toEqual(new Set(["enter"]));
    expect([of("VirtualMachine"), of("HostSystem"), of("ComputeResource"), of("Datastore")].map(({ length }) => length)).toEqual([8, 4, 2, 1]);
    expect(updates.flatMap(({ unreadable }) => unreadable)).toEqual([]);
    const vm = of("VirtualMachine").find(({ set }) => "name" in set && set.name === "DC0_C0_RP0_VM0");
    expect(vm?.set).toMatchObject({ template: false, powerState: "poweredOn", connectionState: "connected", vmPathName: expect.stringContaining(".vmx") as string, datastores: [expect.stringContaining("datastore-") as string] });
    expect(vm).toHaveProperty("set.disks.0.backing.fileName", "[LocalDS_0] DC0_C0_RP0_VM0/disk1.vmdk");
    expect(of("HostSystem")[0]?.set).toMatchObject({ version: "8.0.2", connectionState: "connected", inMaintenanceMode: false, datastores: [of("Datastore")[0]?.ref] });
    expect(of("ComputeResource").map(({ set }) => "isCluster" in set && set.isCluster).sort()).toEqual([false, true]);
    expect(of("Place").map(({ set }) => ("kind" in set ? `${String(set.kind)} ${String(set.name)}` : ""))).toContain("Datacenter DC0");
  });

  it("is the same however many objects come in one set", async () => {
    const sorted = (updates: readonly InventoryUpdate[]) => [...updates].sort((a, b) => a.ref.localeCompare(b.ref));
    const small = sorted(await fullState(await open(undefined, { maxObjectUpdates: 1 })));
    await watch?.close();
    expect(sorted(await fullState(await open()))).toEqual(small);
  });
});

describe("a change made with govc", () => {
  it("of a VM's host is announced", async () => {
    const state = await fullState(await open());
    const [vm, host] = [refOf(state, "DC0_C0_RP0_VM0"), refOf(state, "DC0_C0_H2", "HostSystem")];
    await govc(vcsim, "vm.migrate", "-host", "/DC0/host/DC0_C0/DC0_C0_H2", vmPath("DC0_C0_RP0_VM0"));
    await seen(watch!, "the migration", (set) => set["host"] === host, vm);
  });

  it("of snapshots is announced with their disks, nested ones too, and their leaving", async () => {
    const vm = refOf(await fullState(await open()), "DC0_C0_RP0_VM1");
    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_C0_RP0_VM1"), "outer");
    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_C0_RP0_VM1"), "inner");
    const nested = (set: Readonly<Record<string, unknown>>): boolean => JSON.stringify(set["snapshot"] ?? null).includes('"inner"');
    const tree = (await seen(watch!, "the nested snapshot", nested, vm))["snapshot"] as { roots: { ref: string; name: string; children: { ref: string; name: string }[] }[] };
    expect(tree.roots[0]).toMatchObject({ name: "outer", children: [{ name: "inner" }] });
    const outer = tree.roots[0]!.ref;
    await govc(vcsim, "snapshot.remove", "-vm", vmPath("DC0_C0_RP0_VM1"), "*");
    await seen(watch!, "the removal", (set) => set["snapshot"] === null, vm);
    await watch!.close();

    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_C0_RP0_VM1"), "kept");
    const entered = await fullState(await open());
    const snapshot = entered.find((update) => update.type === "VirtualMachineSnapshot");
    expect(snapshot).toMatchObject({ kind: "enter", set: { vm, disks: [{ backing: { fileName: "[LocalDS_0] DC0_C0_RP0_VM1/disk1.vmdk" } }] } });
    expect(snapshot?.ref).not.toBe(outer);
    await govc(vcsim, "snapshot.remove", "-vm", vmPath("DC0_C0_RP0_VM1"), "kept");
    await seen(watch!, "the snapshot's leaving", (_set, { kind }) => kind === "leave", snapshot!.ref);
  });

  it("of linked disks is announced with the chain, and again when a base is let go", async () => {
    const state = await fullState(await open());
    const [child, base] = [refOf(state, "DC0_C0_RP0_VM2"), refOf(state, "DC0_C0_RP0_VM3")];
    await govc(vcsim, "vm.disk.attach", "-link=true", "-vm", vmPath("DC0_C0_RP0_VM2"), "-disk", "DC0_C0_RP0_VM3/disk1.vmdk", "-ds", "LocalDS_0");
    const linked = await seen(watch!, "the linked disk", (set) => Array.isArray(set["disks"]) && set["disks"].length === 2, child);
    expect(linked).toHaveProperty("disks.1.backing.parent.fileName", "[LocalDS_0] DC0_C0_RP0_VM3/disk1.vmdk");
    const device = (await govc(vcsim, "device.ls", "-vm", vmPath("DC0_C0_RP0_VM3"))).split("\n").map((line) => line.split(/\s/)[0] ?? "").find((name) => name.startsWith("disk-")) ?? "";
    await govc(vcsim, "device.remove", "-vm", vmPath("DC0_C0_RP0_VM3"), "-keep", device);
    await seen(watch!, "the detached disk", (set) => Array.isArray(set["disks"]) && set["disks"].length === 0, base);
  });

  it("of power keeps the disks that a VM has", async () => {
    const vm = refOf(await fullState(await open()), "DC0_H0_VM0");
    await govc(vcsim, "vm.power", "-off", vmPath("DC0_H0_VM0"));
    const set = await seen(watch!, "the power state", (told) => told["powerState"] === "poweredOff", vm);
    if ("disks" in set) expect(set).toHaveProperty("disks.0.backing.fileName");
  });

  it("of a VM's existence is announced both ways", async () => {
    const vm = refOf(await fullState(await open()), "DC0_H0_VM1");
    await govc(vcsim, "vm.destroy", vmPath("DC0_H0_VM1"));
    await seen(watch!, "the destruction", (_set, { kind }) => kind === "leave", vm);
    await govc(vcsim, "vm.create", "-on=false", "-net", "VM Network", "-disk", "1G", "-host", "/DC0/host/DC0_H0/DC0_H0", "newcomer");
    await seen(watch!, "the new VM", (set) => set["name"] === "newcomer" && Array.isArray(set["disks"]) && set["disks"].length === 1);
  });

  it("of disks brings the sizes of their files, which are read after the full state", async () => {
    const state = await fullState(await open());
    const [vm, named] = [refOf(state, "DC0_C0_RP0_VM0"), state.filter((update) => "layout" in update.set)];
    expect(named).toEqual([]);
    const first = (await seen(watch!, "the layout", (set) => set["layout"] !== undefined, vm))["layout"] as FileLayout;
    const inventory = new Inventory();
    applyUpdates(inventory, [...state, { type: "VirtualMachine", ref: vm, kind: "modify", set: { layout: first }, unreadable: [] }]);
    const levels = inventory.disksOf(vm)!.flatMap((disk) => disk.levels);
    expect(levels.length).toBeGreaterThan(0);
    for (const { bytes } of levels) expect(bytes).toBeGreaterThan(0);
    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_C0_RP0_VM0"), "sized");
    await seen(watch!, "the layout again", (set) => set["layout"] !== undefined, vm);
    await govc(vcsim, "snapshot.remove", "-vm", vmPath("DC0_C0_RP0_VM0"), "*");
  });

  it("that the server keeps to itself is found by the slow refresh", async () => {
    const state = await fullState(await open(undefined, { refreshMs: 500 }));
    const [cluster, host, vm] = [refOf(state, "DC0_C0", "ComputeResource"), refOf(state, "DC0_C0_H0", "HostSystem"), refOf(state, "DC0_H0_VM2")];
    await govc(vcsim, "cluster.change", "-ha-enabled=true", "DC0_C0");
    await seen(watch!, "HA", (set) => set["haEnabled"] === true, cluster);
    await govc(vcsim, "host.maintenance.enter", "DC0_C0_H0");
    await seen(watch!, "maintenance", (set) => set["inMaintenanceMode"] === true, host);
    await govc(vcsim, "vm.power", "-off", vmPath("DC0_H0_VM2"));
    await govc(vcsim, "vm.markastemplate", vmPath("DC0_H0_VM2"));
    await seen(watch!, "the template", (set) => set["template"] === true, vm);
  });
});

describe("history", () => {
  it("rings and gives the task that removed a snapshot, once, with its user and VM", async () => {
    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_C0_RP0_VM1"), "s");
    const vm = refOf(await fullState(await open()), "DC0_C0_RP0_VM1");
    await watch!.readHistory(signal());
    await govc(vcsim, "snapshot.remove", "-vm", vmPath("DC0_C0_RP0_VM1"), "s");
    let rang = false;
    for (let i = 0; i < 20 && !rang; i++) rang = (await watch!.waitForUpdates(1, signal())).historyChanged;
    expect(rang).toBe(true);
    const task = await tasksUntil(watch!, ({ descriptionId }) => descriptionId === "VirtualMachine.removeSnapshot");
    expect(task).toMatchObject({ entity: vm, entityType: "VirtualMachine", state: "success", userName: "vcsim" });
    expect((await watch!.readHistory(signal())).tasks).toEqual([]);
    expect(await watch!.readTasks([task.task, "task-999999"], signal())).toMatchObject([{ task: task.task, state: "success" }]);
  });

  it("is read on from the saved position by the next watch, without a gap", async () => {
    await fullState(await open());
    await govc(vcsim, "vm.power", "-off", vmPath("DC0_H0_VM3"));
    const first = await watch!.readHistory(signal());
    expect(first.events.map((event) => event.class)).toContain("VmPoweredOffEvent");
    await watch!.close();
    await govc(vcsim, "snapshot.create", "-vm", vmPath("DC0_H0_VM3"), "while-away");
    await govc(vcsim, "snapshot.remove", "-vm", vmPath("DC0_H0_VM3"), "while-away");
    await govc(vcsim, "vm.power", "-on", vmPath("DC0_H0_VM3"));
    await open(first.position);
    expect(watch!.gaps).toEqual([]);
    const next = await watch!.readHistory(signal());
    expect(next.tasks.map(({ descriptionId }) => descriptionId)).toContain("VirtualMachine.removeSnapshot");
    const classes = next.events.map((event) => event.class);
    expect(classes).toContain("VmPoweredOnEvent");
    expect(classes).not.toContain("VmPoweredOffEvent");
  });
});

describe("what is lost", () => {
  it("with a session that somebody ends, the watch tells, and the next one has the full state", async () => {
    const vcenter = createVCenter(access());
    watch = await vcenter.open(() => Promise.resolve(undefined), signal());
    const before = await fullState(watch);
    await endSessions(vcsim);
    const waiting = async (): Promise<void> => {
      for (;;) await watch!.waitForUpdates(1, signal());
    };
    await expect(waiting()).rejects.toMatchObject({ retryable: true, code: expect.stringMatching(/^VIM_(SESSION|COLLECTOR)_LOST$/) as string });
    await watch.close();
    watch = await vcenter.open(() => Promise.resolve(undefined), signal());
    expect((await fullState(watch)).length).toBe(before.length);
  });

  it("with the service, both the pending wait and the next login tell, until it is back", async () => {
    const vcenter = createVCenter(access());
    watch = await vcenter.open(() => Promise.resolve(undefined), signal());
    const before = await fullState(watch);
    const { position } = await watch.readHistory(signal());
    const waiting = watch.waitForUpdates(20, signal());
    waiting.catch(() => undefined);
    await vcsim.goDown();
    await expect(waiting).rejects.toMatchObject({ retryable: true });
    await watch.close();
    await expect(vcenter.open(() => Promise.resolve(position), signal())).rejects.toMatchObject({ code: "VIM_CONNECTION_REFUSED", retryable: true });
    await vcsim.comeUp();
    watch = await vcenter.open(() => Promise.resolve(position), signal());
    expect(watch.gaps).toEqual([]);
    expect((await fullState(watch)).length).toBe(before.length);
  });

  it("with a vCenter that begins anew, the history that is gone is told as a gap", async () => {
    const vcenter = createVCenter(access());
    watch = await vcenter.open(() => Promise.resolve(undefined), signal());
    await fullState(watch);
    await govc(vcsim, "vm.power", "-reset", vmPath("DC0_H0_VM3"));
    const { position } = await watch.readHistory(signal());
    await vcsim.kill("SIGKILL");
    await watch.close();
    await vcsim.start();
    watch = await vcenter.open(() => Promise.resolve(position), signal());
    expect(watch.gaps).toMatchObject([{ from: position.time, reason: expect.stringContaining("begins later") as string }]);
    expect((await fullState(watch)).filter(({ type }) => type === "VirtualMachine")).toHaveLength(8);
    const read = await watch.readHistory(signal());
    await watch.close();
    watch = await vcenter.open(() => Promise.resolve(read.position), signal());
    expect(watch.gaps).toEqual([]);
  });
});

describe("opening", () => {
  it("with a wrong password is told as that", async () => {
    const told = (await open(undefined, { password: () => "wrong" }).then(() => undefined, (error: unknown) => error)) as { code: string; retryAfterMs: number } | undefined;
    expect(told?.code).toBe("VIM_INVALID_LOGIN");
    expect(told?.retryAfterMs).toBeGreaterThan(55_000);
    expect(told?.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("without trust is told with the thumbprint that vcsim has", async () => {
    await expect(open(undefined, { tls: {} })).rejects.toMatchObject({ code: "VIM_CERTIFICATE_UNTRUSTED", message: expect.stringContaining(vcsim.thumbprint) as string });
    await open(undefined, { tls: { thumbprint: vcsim.thumbprint } });
  });

  it("is checked step by step", async () => {
    const steps = await checkVCenter(access(), signal());
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps).toHaveLength(7);
  });

  it("leaves no collector behind, however often it is done", async () => {
    const vcenter = createVCenter(access());
    for (let i = 0; i < 40; i++) await (await vcenter.open(() => Promise.resolve({ time: "2020-01-01T00:00:00Z", eventKey: 1 }), signal())).close();
    await open();
    expect((await watch!.readHistory(signal())).complete).toBe(true);
  });
});

it("an ESX host is refused", async () => {
  const esx = await startVcsim({ esx: true });
  try {
    await expect(createVCenter({ url: esx.url, username: esx.username, password: () => esx.password, tls: { caFile: esx.caFile } }).open(() => Promise.resolve(undefined), signal()))
      .rejects.toMatchObject({ code: "VIM_NOT_VCENTER", message: expect.stringContaining("ESX host") as string });
  } finally {
    await esx.stop();
  }
});
