// What every operation may meet, tried with each of them: a missing privilege, an object that is gone, a file that somebody else has open, no space. A sentence each time, and nothing changed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actionCatalogue } from "../../../src/actions/catalogue.js";
import type { Operation } from "../../../src/actions/operation.js";
import type { StartOutcome, TaskOutcome } from "../../../src/streams/executor-ports.js";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import { openLab, type OpenLab } from "../../lab/peers/lab-access.js";
import { wholeTruth } from "./whole-truth.js";
import { openYard, within, type Yard } from "./yard.js";

let open: OpenLab;
let yard: Yard;
let watcher: VimOperator;

beforeAll(async () => {
  const user = { userName: "watcher", password: "p", role: ["System.Read"] };
  open = await openLab({ estate: "test/vim/operations/estate.yaml", settings: { copyBytesPerSecond: 0, taskBaseMs: 0, users: [user] } });
  const { url, username, password, caFile } = open.access;
  yard = openYard({ url, username, password: () => password, tls: { caFile } });
  watcher = new VimOperator({ url, username: "watcher", password: () => "p", tls: { caFile } });
});
afterAll(async () => {
  await watcher.close();
  await yard.close();
  await open.stop();
});
beforeEach(() => { open.lab.control.cancelNuisances(); });

const refOf = (type: "Datastore" | "ClusterComputeResource" | "HostSystem", name: string): string => [...open.lab.world.all(type)].find((each) => each.name === name)?.ref.value ?? "";
const vm = (name: string) => open.lab.control.vm(name);

/** One call of each kind that would go well. */
const calls: readonly (() => Operation)[] = [
  () => ({ kind: "CreateSnapshot_Task", vm: vm("plain").id, name: "s", description: "", memory: false, quiesce: false }),
  () => ({ kind: "RemoveSnapshot_Task", vm: vm("tall").id, snapshot: vm("tall").snapshots[0]?.id ?? "", removeChildren: false }),
  () => ({ kind: "RemoveAllSnapshots_Task", vm: vm("tall").id }),
  () => ({ kind: "RevertToSnapshot_Task", vm: vm("tall").id, snapshot: vm("tall").snapshots[0]?.id ?? "", suppressPowerOn: false }),
  () => ({ kind: "CloneVM_Task", vm: vm("demonstrator").id, name: "made", folder: vm("plain").folder ?? "", diskMoveType: "moveChildMostDiskBacking", powerOn: false, template: false, marker: "m" }),
  () => ({ kind: "PromoteDisks_Task", vm: vm("levels-clone").id, unlink: true }),
  () => ({ kind: "ConsolidateVMDisks_Task", vm: vm("consolidate-me").id }),
  () => ({ kind: "RelocateVM_Task", vm: vm("clone-3").id, datastore: refOf("Datastore", "ds1"), diskMoveType: "moveChildMostDiskBacking" }),
  () => ({ kind: "ReconfigVM_Task", vm: vm("plain").id, changeVersion: "", addDeltaTo: [2000] }),
  () => ({ kind: "Destroy_Task", vm: vm("plain").id }),
  () => ({ kind: "PinGroup", cluster: refOf("ClusterComputeResource", "C0"), name: "pin", vms: [vm("clone-1").id], hosts: [refOf("HostSystem", "h0"), refOf("HostSystem", "h1")] }),
];
const kinds = ["CreateSnapshot_Task", "RemoveSnapshot_Task", "RemoveAllSnapshots_Task", "RevertToSnapshot_Task", "CloneVM_Task", "PromoteDisks_Task", "ConsolidateVMDisks_Task", "RelocateVM_Task", "ReconfigVM_Task", "Destroy_Task", "PinGroup"] as const satisfies readonly Operation["kind"][];
const callOf = (index: number): Operation => calls[index]?.() ?? { kind: "Destroy_Task", vm: "" };

const tries = async (operation: Operation, operator: Pick<VimOperator, "start" | "watchTask"> = yard.operator): Promise<StartOutcome | TaskOutcome> => {
  const started = await operator.start(operation, "tetherd-refused-1", within());
  return started.kind === "started" ? operator.watchTask(started.task, () => undefined, within()) : started;
};

describe.each(kinds.map((kind, index) => ({ kind, index })))("$kind", ({ kind, index }) => {
  it("without the privilege is known beforehand, and refused when it is called all the same", async () => {
    const before = wholeTruth(open);
    const operation = callOf(index);
    expect(operation.kind).toBe(kind);
    expect(await watcher.lackedPrivileges(operation, within())).not.toHaveLength(0);
    expect(await yard.operator.lackedPrivileges(operation, within())).toEqual([]);
    expect(await tries(operation, watcher)).toMatchObject({ kind: "refused", fault: { type: "NoPermission", again: "never", message: expect.stringContaining("lacks the privilege") as string } });
    expect(wholeTruth(open)).toBe(before);
  });

  it("of an object that is gone is planned anew", async () => {
    const before = wholeTruth(open);
    const operation = callOf(index);
    const outcome = await tries("cluster" in operation ? { ...operation, cluster: "domain-c9999" } : { ...operation, vm: "vm-9999", ...("snapshot" in operation ? { snapshot: "snapshot-9999" } : {}) });
    expect(outcome).toMatchObject({ kind: "refused", fault: { again: "replan" } });
    expect(wholeTruth(open)).toBe(before);
  });
});

const withTasks = kinds.flatMap((kind, index) => (kind === "PinGroup" ? [] : [{ kind, index }]));

describe.each(withTasks)("$kind whose task ends", ({ kind, index }) => {
  it.each([
    ["FileLocked", { file: "[ds0] a/a.vmdk" }, "the file [ds0] a/a.vmdk is locked by somebody else"],
    ["NoDiskSpace", { file: "[ds0] a/a.vmdk", datastore: "ds0" }, "there is not enough space on the datastore ds0"],
  ])("in %s says so with a cure", async (fault, faultFields, words) => {
    open.lab.control.planNuisance({ kind: "task-fails", method: kind, fault, faultFields });
    const before = wholeTruth(open);
    const operation = callOf(index);
    const version = operation.kind === "ReconfigVM_Task" ? (await yard.operator.readFresh([operation.vm], within())).get(operation.vm)?.changeVersion ?? "" : "";
    const outcome = await tries(operation.kind === "ReconfigVM_Task" ? { ...operation, changeVersion: version } : operation);
    expect(outcome).toMatchObject({ kind: "error", fault: { type: fault, again: "never", message: expect.stringContaining(words) as string, cure: expect.stringMatching(/^[A-Z].*\.$/) as string } });
    expect(wholeTruth(open)).toBe(before);
  });
});

describe("an action", () => {
  const params: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    "create-snapshot": { name: "s" }, "remove-snapshot": { which: "all" }, "revert-snapshot": { snapshot: "s", allowDataLoss: true }, "linked-clone": { name: "n", from: "snapshot" }, promote: { unlink: true },
    relocate: { datastore: "ds1" }, "relocate-group": { datastore: "ds1" }, "destroy-vm": { allowDataLoss: true },
  };

  it.each(actionCatalogue.map(({ verb, each }) => [verb, each[0]] as const))("%s of what has gone calls nothing and says so", async (verb, kind = "vm") => {
    const id = kind === "vm" ? "vm-9999" : "none";
    const next = await yard.next(verb, { kind, id }, params[verb] ?? {});
    // What shall be gone, and is, needs nothing.
    expect(next).toMatchObject(["destroy-vm", "unpin-group"].includes(verb) ? { kind: "satisfied" } : { kind: "refused", reasons: [expect.stringMatching(/any more\.$/)] });
  });

  it.each(actionCatalogue.filter(({ each }) => each[0] === "vm").map(({ verb }) => [verb]))("%s of a template is refused, or what vCenter does with templates too", async (verb) => {
    const before = wholeTruth(open);
    const next = await yard.next(verb, "image", { ...(params[verb] ?? {}), ...(verb === "linked-clone" ? { pool: "Resources" } : {}), ...(verb === "revert-snapshot" ? { snapshot: "base" } : {}) });
    const words = next.kind === "refused" ? next.reasons.join(" ") : next.kind;
    if (["destroy-vm", "linked-clone", "relocate", "remove-snapshot"].includes(verb)) expect(words).not.toContain("template");
    else expect(words).toMatch(/^image is a template; .*\.$/);
    expect(wholeTruth(open)).toBe(before);
  });

  it.each([
    ["add-delta-disk", "plain", { disks: [2099] }, /^plain has no disk with key 2099; it has 2000\.$/],
    ["promote", "clone-1", { unlink: true, disks: [2099] }, /^clone-1 has no disk with key 2099; it has 2000\.$/],
    ["relocate", "plain", { datastore: "nowhere" }, /^There is no datastore "nowhere"\.$/],
  ])("%s of %s is refused with a sentence", async (verb, on, asked, expected) => {
    const before = wholeTruth(open);
    const next = await yard.next(verb, on, asked);
    expect(next.kind === "refused" ? next.reasons.join(" ") : next).toMatch(expected);
    expect(wholeTruth(open)).toBe(before);
  });
});
