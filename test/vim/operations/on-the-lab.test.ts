import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/actions/outcome.js";
import { openLab, type OpenLab } from "../../lab/peers/lab-access.js";
import { openYard, type Yard } from "./yard.js";

let open: OpenLab;
let yard: Yard;

beforeAll(async () => {
  open = await openLab({ estate: "test/vim/operations/estate.yaml", settings: { copyBytesPerSecond: 0, taskBaseMs: 0 } });
  const { url, username, password, caFile } = open.access;
  const bare = openYard({ url, username, password: () => password, tls: { caFile } });
  yard = { ...bare, carryOut: async (verb, ...rest) => {
    const did = await bare.carryOut(verb, ...rest);
    carried.push({ verb, outcome: did.outcome });
    return did;
  } };
});
afterAll(async () => {
  await yard.close();
  await open.stop();
});

const carried: { readonly verb: string; readonly outcome: Outcome | undefined }[] = [];
const truth = (name: string) => open.lab.control.vm(name);
const chain = (name: string) => truth(name).disks[0]?.chain.map(({ file }) => file) ?? [];

describe("each operation, carried out on the lab", () => {
  it("create-snapshot takes one, with the mark of the action in its description", async () => {
    const { end, operations, results, forecast } = await yard.carryOut("create-snapshot", "plain", { name: "before", description: "for people" });
    expect(end).toMatchObject({ kind: "satisfied" });
    expect(operations).toHaveLength(1);
    expect(truth("plain").snapshots).toMatchObject([{ id: results[0], name: "before" }]);
    expect(forecast.chains).toEqual([{ vm: "plain", disk: 2000, before: 1, after: chain("plain").length }]);
    const tree = (await yard.inventory()).vms.get(await yard.vm("plain"))?.snapshot;
    expect(tree?.roots[0]?.marker).toMatch(/^test-/);
  });

  it("waits while the VM waits for an answer itself, and says for which", async () => {
    open.lab.control.ask("plain", "The disk is full. Retry?");
    const { end } = await yard.carryOut("create-snapshot", "plain", { name: "never" });
    expect(end).toEqual({ kind: "wait", reasons: ['plain waits for an answer: "The disk is full. Retry?"'] });
    await open.lab.control.operate({ on: "plain", method: "AnswerVM", args: { questionId: open.lab.world.the("VirtualMachine", truth("plain").id).question?.id, answerChoice: "0" } });
    expect((await yard.inventory()).vms.get(await yard.vm("plain"))?.question).toBe("");
  });

  it("remove-snapshot removes one, a subtree, or all", async () => {
    const one = await yard.carryOut("remove-snapshot", "tall", { which: "one", snapshot: "two" });
    expect(one.end).toEqual({ kind: "satisfied", why: 'tall has no snapshot "two".' });
    expect(truth("tall").snapshots.map(({ name }) => name)).toEqual(["one", "three"]);
    expect(one.forecast.chains).toEqual([{ vm: "tall", disk: 2000, before: 4, after: chain("tall").length }]);
    await yard.carryOut("create-snapshot", "tall", { name: "four" });
    expect((await yard.carryOut("remove-snapshot", "tall", { which: "subtree", snapshot: "three" })).end.kind).toBe("satisfied");
    expect(truth("tall").snapshots.map(({ name }) => name)).toEqual(["one"]);
    expect((await yard.carryOut("remove-snapshot", "tall", { which: "all" })).operations).toMatchObject([{ kind: "RemoveAllSnapshots_Task" }]);
    expect(chain("tall")).toHaveLength(1);
  });

  it("revert-snapshot goes back, once, and says beforehand which files go", async () => {
    const before = chain("plain");
    const { end, operations, forecast } = await yard.carryOut("revert-snapshot", "plain", { snapshot: "before", allowDataLoss: true });
    expect(end).toEqual({ kind: "satisfied", why: "plain has been taken back." });
    expect(operations).toHaveLength(1);
    expect(forecast.deleted).toHaveLength(1);
    expect(chain("plain")[1]).toBe(before[1]);
    expect(chain("plain")[0]).not.toBe(before[0]);
  });

  it("linked-clone from a snapshot shares what the snapshot froze, and the clone has the mark", async () => {
    const { end, results, forecast } = await yard.carryOut("linked-clone", "gold", { name: "new-1", from: "snapshot" });
    expect(end.kind).toBe("satisfied");
    expect(chain("new-1")).toHaveLength(2);
    expect(chain("new-1")[1]).toBe(chain("clone-1")[1]);
    expect(forecast.chains).toEqual([{ vm: "new-1", disk: 2000, before: 0, after: 2 }]);
    const fresh = await yard.operator.readFresh(results, AbortSignal.timeout(10_000));
    expect(fresh.get(results[0] ?? "")).toMatchObject({ name: "new-1", powerState: "poweredOff", template: false, marker: expect.stringMatching(/^test-/) as string, tasks: [] });
  });

  it("linked-clone from the current point copies the delta alone", async () => {
    const { end, forecast } = await yard.carryOut("linked-clone", "demonstrator", { name: "new-2", from: "current" });
    expect(end.kind).toBe("satisfied");
    expect(chain("new-2")[1]).toBe(chain("demonstrator")[1]);
    expect(forecast.copied).toHaveLength(1);
  });

  it("promote without unlink folds what nobody needs, and of chosen disks only", async () => {
    const key = truth("host-removed").disks[0]?.key;
    const { end, forecast, operations } = await yard.carryOut("promote", "host-removed", { unlink: false, disks: [key] });
    expect(end.kind).toBe("satisfied");
    expect(operations).toEqual([{ kind: "PromoteDisks_Task", vm: truth("host-removed").id, unlink: false, disks: [key] }]);
    expect(forecast.chains).toEqual([{ vm: "host-removed", disk: key, before: 3, after: chain("host-removed").length }]);
  });

  it("promote with unlink makes a clone stand alone, and says who loses sharing", async () => {
    const { end, forecast } = await yard.carryOut("promote", "levels-clone", { unlink: true });
    expect(end).toEqual({ kind: "satisfied", why: "No disk of levels-clone stands on shared levels." });
    expect(chain("levels-clone")).toHaveLength(1);
    expect(forecast).toMatchObject({ losesSharing: ["host-removed", "levels-clone"], chains: [{ before: 2, after: 1 }], missing: [] });
    expect(forecast.space[0]?.copiedBytes).toBeGreaterThan(1 << 30);
  });

  it("consolidate folds what vCenter asks to have folded", async () => {
    const { end, forecast } = await yard.carryOut("consolidate", "consolidate-me");
    expect(end.kind).toBe("satisfied");
    expect(truth("consolidate-me").consolidationNeeded).toBe(false);
    expect(forecast.chains).toEqual([{ vm: "consolidate-me", disk: 2000, before: 2, after: chain("consolidate-me").length }]);
  });

  it("relocate moves the delta and the home, and leaves the base where it is", async () => {
    const { end, forecast } = await yard.carryOut("relocate", "clone-3", { datastore: "ds1" });
    expect(end.kind).toBe("satisfied");
    expect(chain("clone-3").map((file) => file.split(" ")[0])).toEqual(["[ds1]", "[ds0]"]);
    expect(forecast.space.map(({ datastore }) => datastore)).toEqual(["ds0", "ds1"]);
  });

  it("add-delta-disk puts a delta over a disk, without any snapshot", async () => {
    await yard.carryOut("remove-snapshot", "plain", { which: "all" });
    const [base] = chain("plain");
    const { end, forecast } = await yard.carryOut("add-delta-disk", "plain", { disks: [2000] });
    expect(end.kind).toBe("satisfied");
    expect(chain("plain")).toEqual([expect.any(String), base]);
    expect(truth("plain").snapshots).toEqual([]);
    expect(forecast.chains).toEqual([{ vm: "plain", disk: 2000, before: 1, after: 2 }]);
    const clone = await yard.carryOut("linked-clone", "plain", { name: "new-3", from: "current" });
    expect([clone.end.kind, chain("new-3")[1]]).toEqual(["satisfied", base]);
  });

  it("pin-group keeps a group on hosts with a mandatory rule, changes it, and unpin-group takes it away again", async () => {
    const group = await yard.group("clone-1");
    const first = await yard.carryOut("pin-group", group, { hosts: ["h0", "h1", "h2"] });
    expect(first.end).toEqual({ kind: "satisfied", why: expect.stringContaining("on 3 hosts") as string });
    const changed = await yard.carryOut("pin-group", group, { hosts: ["h0", "h1"] });
    expect([changed.end.kind, changed.operations.length]).toEqual(["satisfied", 1]);
    const cluster = [...(await yard.inventory()).computes.values()].find(({ name }) => name === "C0");
    expect(cluster?.mustRules).toMatchObject([{ name: `tetherd ${group.id}`, kind: "on", hosts: [expect.any(String), expect.any(String)] }]);
    expect(cluster?.mustRules?.[0]?.vms).toContain(await yard.vm("nested"));
    expect((await yard.carryOut("unpin-group", group)).end.kind).toBe("satisfied");
    expect([...(await yard.inventory()).computes.values()].flatMap(({ mustRules }) => mustRules ?? [])).toEqual([]);
  });

  it("relocate-group moves every member and they stay linked, resumed from what was written down", async () => {
    const group = await yard.group("nested");
    const members = (await yard.inventory()).groups.get(group.id)?.members.length ?? 0;
    const { end, operations, forecast } = await yard.carryOut("relocate-group", group, { datastore: "ds1" });
    expect(end).toMatchObject({ kind: "satisfied", why: expect.stringContaining(`${members} of ${members} members`) as string });
    expect(operations.length).toBeGreaterThan(5);
    for (const name of ["gold", "clone-1", "clone-2", "clone-3", "nested-source", "nested", "runner"]) for (const file of chain(name)) expect(file).toMatch(/^\[ds1\]/);
    const model = await yard.inventory();
    expect(model.groupOf(await yard.vm("nested"))?.members).toHaveLength(members);
    expect(new Set(["clone-1", "clone-2", "clone-3", "runner", "nested-source"].map((name) => chain(name).at(-1))).size).toBe(1);
    expect(forecast.copied.length).toBeGreaterThan(0);
  });

  it("destroy-vm deletes a VM that nobody stands on", async () => {
    const { end, forecast } = await yard.carryOut("destroy-vm", "new-1", { allowDataLoss: true });
    expect(end.kind).toBe("satisfied");
    expect(() => truth("new-1")).toThrow();
    expect(forecast.deleted).toHaveLength(1);
  });

  it("and each did what its forecast had said: bytes, free space, levels, who shares", () => {
    const told = carried.flatMap(({ verb, outcome }) => (outcome === undefined ? [] : [{ verb, differences: outcome.differences, missing: outcome.missing }]));
    expect(new Set(told.map(({ verb }) => verb)).size).toBe(12);
    for (const one of told) expect(one).toEqual({ verb: one.verb, differences: [], missing: [] });
  });

  it("and the lab says of each that it was done as often as tetherd says", () => {
    expect(open.lab.control.defects()).toEqual([]);
    expect(open.lab.control.effects("PromoteDisks_Task")).toHaveLength(2);
    expect(open.lab.control.effects("RevertToSnapshot_Task")).toHaveLength(1);
    expect(open.lab.control.effects("CloneVM_Task")).toHaveLength(3);
  });
});
