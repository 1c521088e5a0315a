import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { compareVersions } from "../../src/actions/compare-versions.js";
import { memoOf } from "../../src/actions/group-memo.js";
import type { Evidence } from "../../src/actions/next-step.js";
import { promotionOfRunning } from "../../src/actions/promotion-support.js";
import { readParams } from "../../src/actions/read-params.js";
import type { SnapshotTree, VmUpdate } from "../../src/inventory/updates.js";
import { markIn, marked } from "../../src/shared/marker.js";
import { chain, disk, node, snapshots, vm } from "../inventory/estate.js";
import { places, worldOf } from "../policies/support.js";

describe("versions of the vSphere API", () => {
  it.each([["5.5", "never"], ["6.7.3", "never"], ["6.9.1", "never"], ["7.0.0.0", "unknown"], ["8.0.1.0", "unknown"], ["8.0.2.0", "without-snapshots"], ["8.0.3.0", "without-snapshots"], ["9.0.0.0", "without-snapshots"], ["uA046D008", "unknown"]])("%s promotes running VMs: %s", (version, expected) => {
    expect(promotionOfRunning(version)).toBe(expected);
  });

  it("are in order number by number, however long they are", () => {
    const version = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(version, version, (a, b) => {
      const [left, right] = [a.join("."), b.join(".")];
      expect(Math.sign(compareVersions(left, right)) + Math.sign(compareVersions(right, left))).toBe(0);
      expect(compareVersions(left, `${left}.0`)).toBe(0);
    }));
  });
});

describe("a mark", () => {
  it("is found again whatever the text before it, and nowhere else", () => {
    fc.assert(fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), (text, id) => {
      expect(markIn(marked(text, id))).toBe(id);
      expect(markIn(`${marked(text, id)} and more`)).toBeUndefined();
    }));
  });
});

describe("a memo", () => {
  it("is read back from JSON, and anything else is none", () => {
    const memo = { name: "g", members: [{ vm: "vm-1", uuid: "u" }, { vm: "vm-2", uuid: null }], brought: ["datastore-1:a"] };
    expect(memoOf(JSON.parse(JSON.stringify(memo)))).toEqual(memo);
    for (const other of [undefined, null, 7, {}, { ...memo, members: [{ vm: 1 }] }, { ...memo, brought: undefined }]) expect(memoOf(other)).toBeUndefined();
  });
});

describe("parameters as a person types them", () => {
  const spec = (verb: string) => actionCatalogue.find((action) => action.verb === verb)!;
  it.each([
    ["promote", ["unlink=true", "disks=2000,2001"], { unlink: true, disks: [2000, 2001] }],
    ["promote", ["unlink"], { unlink: true }],
    ["create-snapshot", ["name=a = b"], { name: "a = b" }],
    ["pin-group", ["hosts=h0, h1"], { hosts: ["h0", "h1"] }],
    ["destroy-vm", ["allowDataLoss"], { allowDataLoss: true }],
  ])("%s %j", (verb, words, expected) => {
    expect(readParams(spec(verb), words)).toEqual({ params: expected, problems: [] });
  });

  it.each([
    ["promote", ["unlink=maybe"], 'unlink is "maybe"; allowed: true or false.'],
    ["promote", [], "promote needs unlink: "],
    ["promote", ["unlink=true", "disk=2000"], 'promote has no parameter "disk"; it has unlink, disks; did you mean "disks"?'],
    ["promote", ["unlink=true", "disks="], "disks is []; allowed: not an empty list, for vCenter takes an empty list for every disk of the VM."],
    ["promote", ["unlink=true", "unlink=false"], "unlink is given twice."],
    ["remove-snapshot", ["which=two"], 'which is "two"; allowed: one, subtree, all.'],
    ["destroy-vm", ["allowDataLoss=false"], "allowDataLoss is false; allowed: true, written out."],
    ["create-snapshot", [`name=${"x".repeat(81)}`], "a text of 1 to 80 characters"],
  ])("%s %j is refused", (verb, words, expected) => {
    expect(readParams(spec(verb), words).problems.join("\n")).toContain(expected);
  });
});

describe("evidence of what can be done only once", () => {
  const evidence = (verb: string, set: VmUpdate["set"], params: Readonly<Record<string, unknown>>, markers?: ReadonlyMap<string, string | undefined>): Evidence => {
    const action = actionCatalogue.find((each) => each.verb === verb)!;
    const world = worldOf([...places, vm("vm-1", { name: "web", parent: "group-v5", template: false, disks: [disk(2000, chain("w/w-1.vmdk", "w/w.vmdk"))], ...set }), vm("vm-2", { name: "taken", parent: "group-v5" })]);
    return action.evidence({ ...world, apiVersion: "8.0.3.0", ...(markers === undefined ? {} : { markers }) }, { subject: { kind: "vm", id: "vm-1" }, params, actionId: "a1" }, { kind: "RemoveAllSnapshots_Task", vm: "vm-1" });
  };
  const tree = (marker?: string): SnapshotTree => snapshots("snapshot-1", { ...node("snapshot-1"), ...(marker === undefined ? {} : { marker }) });
  const clone = { name: "taken", from: "current" };

  it.each<[title: string, found: Evidence, kind: Evidence["kind"]]>([
    ["a snapshot with the mark is there", evidence("create-snapshot", { snapshot: tree("a1") }, { name: "s" }), "done"],
    ["only somebody else's snapshot is there", evidence("create-snapshot", { snapshot: tree("a2") }, { name: "s" }), "cannot-tell"],
    ["no snapshot is there", evidence("create-snapshot", {}, { name: "s" }), "cannot-tell"],
    ["another snapshot is current", evidence("revert-snapshot", { snapshot: snapshots("snapshot-2", node("snapshot-1", node("snapshot-2"))) }, { snapshot: "snapshot-1" }), "not-done"],
    ["the snapshot is current, as it may have been", evidence("revert-snapshot", { snapshot: tree() }, { snapshot: "snapshot-1" }), "cannot-tell"],
    ["a VM of that name has the mark", evidence("linked-clone", {}, clone, new Map([["vm-2", "a1"]])), "done"],
    ["a VM of that name has another mark", evidence("linked-clone", {}, clone, new Map([["vm-2", "a2"]])), "cannot-tell"],
    ["a VM of that name has none", evidence("linked-clone", {}, clone, new Map([["vm-2", undefined]])), "cannot-tell"],
    ["no VM has that name", evidence("linked-clone", {}, { ...clone, name: "free" }), "cannot-tell"],
  ])("%s", (_title, found, kind) => {
    expect(found.kind).toBe(kind);
  });

  it("says whose mark is to be read", () => {
    expect(evidence("linked-clone", {}, clone)).toMatchObject({ kind: "cannot-tell", look: ["vm-2"] });
  });
});
