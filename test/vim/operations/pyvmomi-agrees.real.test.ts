// After each operation of tetherd's an independent client looks at the lab, and must see what tetherd says.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Assignment } from "../../../src/actions/action.js";
import type { DiskBacking } from "../../../src/inventory/updates.js";
import { openLab, type OpenLab } from "../../lab/peers/lab-access.js";
import { startPyVmomi, type PyVmomi } from "../../lab/peers/pyvmomi-hands.js";
import { withPython } from "../../support/requires.js";
import { openYard, type Yard } from "./yard.js";

interface Look {
  readonly power: string;
  readonly template: boolean;
  readonly disks: Readonly<Record<string, readonly string[]>>;
  readonly snapshots: readonly string[];
  readonly consolidationNeeded: boolean;
}

function filesOf(backing: DiskBacking | undefined): readonly string[] {
  return backing === undefined ? [] : [backing.fileName, ...filesOf(backing.parent)];
}

withPython("pyVmomi looks at the lab after each operation", () => {
  let open: OpenLab;
  let yard: Yard;
  let hands: PyVmomi;

  beforeAll(async () => {
    open = await openLab({ estate: "test/vim/operations/estate.yaml", settings: { copyBytesPerSecond: 0, taskBaseMs: 0 } });
    const { url, username, password, caFile } = open.access;
    yard = openYard({ url, username, password: () => password, tls: { caFile } });
    hands = await startPyVmomi(open.access);
  }, 60_000);
  afterAll(async () => {
    await hands.close();
    await yard.close();
    await open.stop();
  });

  /** Chains, snapshots, power and flags of every VM: as tetherd's model has them, and as pyVmomi reads them. */
  async function bothSee(names: readonly string[]): Promise<void> {
    const { vms } = await yard.inventory();
    for (const name of names) {
      const vm = [...vms.values()].find((each) => each.name === name);
      const seen = await hands.ask<Look>("look", { vm: name });
      expect({ [name]: seen }).toMatchObject({ [name]: {
        power: vm?.powerState, template: vm?.template, consolidationNeeded: vm?.consolidationNeeded, snapshots: vm?.snapshot?.roots.map((root) => root.name),
        disks: Object.fromEntries((vm?.disks ?? []).map(({ key, backing }) => [String(key), filesOf(backing)])),
      } });
    }
  }

  const group = ["gold", "clone-1", "clone-2", "clone-3", "nested-source", "nested", "runner"];

  it.each<[verb: string, on: string, params: Assignment["params"], looked: readonly string[]]>([
    ["create-snapshot", "plain", { name: "before", description: "for people" }, ["plain"]],
    ["remove-snapshot", "tall", { which: "one", snapshot: "two" }, ["tall"]],
    ["remove-snapshot", "tall", { which: "all" }, ["tall"]],
    ["revert-snapshot", "plain", { snapshot: "before", allowDataLoss: true }, ["plain"]],
    ["linked-clone", "gold", { name: "new-1", from: "snapshot", datastore: "ds1" }, ["gold", "new-1"]],
    ["linked-clone", "demonstrator", { name: "new-2", from: "current" }, ["demonstrator", "new-2"]],
    ["promote", "host-removed", { unlink: false, disks: [2000] }, ["host-removed", "levels-clone"]],
    ["promote", "levels-clone", { unlink: true }, ["host-removed", "levels-clone"]],
    ["consolidate", "consolidate-me", {}, ["consolidate-me"]],
    ["relocate", "clone-3", { datastore: "ds1" }, ["clone-3", "gold"]],
    ["destroy-vm", "new-1", { allowDataLoss: true }, ["gold"]],
  ])("%s of %s", async (verb, on, params, looked) => {
    const { end, operations } = await yard.carryOut(verb, on, params);
    expect([end.kind, operations.length]).toEqual(["satisfied", 1]);
    await bothSee(looked);
    expect(open.lab.control.defects()).toEqual([]);
  });

  it("add-delta-disk of plain, once its snapshots are gone", async () => {
    await yard.carryOut("remove-snapshot", "plain", { which: "all" });
    expect((await yard.carryOut("add-delta-disk", "plain", { disks: [2000] })).end.kind).toBe("satisfied");
    await bothSee(["plain"]);
    expect((await hands.ask<Look>("look", { vm: "plain" })).disks["2000"]).toHaveLength(2);
  });

  it("relocate-group of all that stand on gold", async () => {
    expect((await yard.carryOut("relocate-group", await yard.group("gold"), { datastore: "ds1" })).end.kind).toBe("satisfied");
    await bothSee(group);
    const looks = await Promise.all(group.map(async (vm) => (await hands.ask<Look & { readonly datastores: readonly string[] }>("look", { vm })).datastores));
    expect(looks).toEqual(group.map(() => ["ds1"]));
  });

  it("pin-group and unpin-group: the rule and its groups, and nothing of others", async () => {
    await hands.ask("pin_group", { cluster: "C0", vms: ["plain"], hosts: ["h3"] });
    const subject = await yard.group("gold");
    const others = { clones: ["plain"], permitted: ["h3"] };
    await yard.carryOut("pin-group", subject, { hosts: ["h0", "h1"], name: "gold image" });
    expect(await hands.ask("rules", { cluster: "C0" })).toEqual({
      groups: { ...others, "gold image VMs": [...group].sort(), "gold image hosts": ["h0", "h1"] },
      rules: [["keep", true, true, "clones", "permitted"], ["gold image", true, true, "gold image VMs", "gold image hosts"]],
    });
    await yard.carryOut("unpin-group", subject, { name: "gold image" });
    expect(await hands.ask("rules", { cluster: "C0" })).toEqual({ groups: others, rules: [["keep", true, true, "clones", "permitted"]] });
  });

  it("the marks by which tetherd knows again what it did", async () => {
    expect(await hands.ask("mark", { vm: "new-2", key: "tetherd.action" })).toEqual({ extraConfig: [expect.stringMatching(/^test-\d+$/)], descriptions: [] });
    await yard.carryOut("create-snapshot", "tall", { name: "marked", description: "for people" });
    expect(await hands.ask("operation_ids", { vm: "tall" })).toContainEqual(expect.stringMatching(/^tetherd-test-\d+-1$/));
    expect(await hands.ask("mark", { vm: "tall", key: "tetherd.action" })).toEqual({ extraConfig: [], descriptions: [expect.stringMatching(/^for people\n\[made by tetherd, action test-\d+\]$/)] });
  });
});
