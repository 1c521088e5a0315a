import { describe, expect, it } from "vitest";
import { subjectKinds, type SubjectKind, type World } from "../../src/policies/decision.js";
import { groupView, subjectExists, subjectName, subjectView } from "../../src/policies/subjects.js";
import { roots, viewTypes } from "../../src/policies/vocabulary/catalogue.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { VerdictValue } from "../../src/policies/vocabulary/limit-verdict.js";
import { host, node, snapshots, vm } from "../inventory/estate.js";
import { linkedEstate, worldOf } from "./support.js";

const estate = [
  ...linkedEstate(9),
  vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1", node("snapshot-2"))) }, "modify"),
  vm("vm-10", { name: "alone", host: "host-11" }), host("host-11", { name: "lonely", parent: "domain-s9" }),
  { type: "ComputeResource" as const, ref: "domain-s9", kind: "enter" as const, set: { name: "lonely", isCluster: false, hosts: ["host-11"] }, unreadable: [] },
  { type: "VirtualMachine" as const, ref: "vm-11", kind: "enter" as const, set: {}, unreadable: ["name" as const, "disks" as const] },
];
const worlds: readonly (readonly [string, World])[] = [["with an override", worldOf(estate)], ["without", worldOf(estate, { hostLimit: undefined, busyVms: undefined })]];

function idsOf({ inventory, vcenter }: World): Readonly<Record<SubjectKind, readonly string[]>> {
  return { vm: [...inventory.vms.keys()], group: [...inventory.groups.keys()], cluster: ["domain-c1"], host: [...inventory.hosts.keys()], datastore: [...inventory.datastores.keys()], vcenter: vcenter === undefined ? [] : [vcenter.id] };
}

/** What a condition sees, as JSON: every declared field read from the view itself. */
function readThrough(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof VerdictValue) return value.verdict;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(readThrough);
  const type = viewTypes.find((candidate) => typeof value === "object" && value !== null && value.constructor === candidate.view);
  if (type === undefined) return value;
  return Object.fromEntries(type.fields.map(({ name }) => [name, readThrough((value as Readonly<Record<string, unknown>>)[name])]));
}

describe("the objects that conditions see", () => {
  it.each(worlds)("are printed exactly as they are seen, for every object of the estate (%s)", (_name, world) => {
    const ids = idsOf(world);
    for (const kind of subjectKinds) {
      expect(ids[kind].length).toBeGreaterThan(0);
      for (const id of ids[kind]) expect(readThrough(roots[kind].view(sightOf(world), id))).toEqual(subjectView(world, { kind, id }));
    }
  });

  it("declare fields that hold what their type says", () => {
    const world = worldOf(estate);
    const plain: Readonly<Record<string, string>> = { string: "string", bool: "boolean", int: "bigint", double: "number" };
    for (const kind of subjectKinds) for (const id of idsOf(world)[kind]) {
      const view = roots[kind].view(sightOf(world), id) as Readonly<Record<string, unknown>>;
      const type = viewTypes.find(({ name }) => name === roots[kind].type);
      for (const { name, celType } of type?.fields ?? []) {
        const value = view[name];
        if (value !== undefined && celType in plain) expect(typeof value, `${kind}.${name}`).toBe(plain[celType]);
        if (value !== undefined && celType.startsWith("list<")) expect(Array.isArray(value), `${kind}.${name}`).toBe(true);
      }
    }
  });
});

describe("a group as `tetherd groups --json` prints it", () => {
  const world = worldOf(linkedEstate(9));
  const id = [...world.inventory.groups.keys()][0] ?? "";

  it("has members, hosts, span, clusters, limit and risk", () => {
    const view = groupView(world, id);
    expect(view).toMatchObject({
      id, name: "base", memberCount: 9, hostSpan: 9, datastore: "ds1",
      limit: { verdict: "applies", hosts: 8, reason: expect.stringContaining("override") as unknown },
      risk: { guaranteed: true, worst: 0, slotFree: 0, slotHeld: 0 },
      clusters: [{ moref: "domain-c1", name: "prod-a", haEnabled: true, drsEnabled: false, hostCount: 10 }],
    });
    expect(view?.["members"]).toContainEqual({ moref: "vm-2", name: "clone-1", host: "esx2", hostRef: "host-2", cluster: "prod-a", powerState: "poweredOn", template: false, role: "clone", generation: 1, depth: 2, ownBytes: null, sharedBytes: null, unlinkBytes: null, datastores: ["ds1"], unneededLevels: 0, haRestarts: null });
    expect(view?.["hosts"]).toEqual(["esx1", "esx2", "esx3", "esx4", "esx5", "esx6", "esx7", "esx8", "esx9"]);
    expect(view?.["hostRefs"]).toContain("host-9");
  });

  it("is plain JSON, and unknown members are null", () => {
    const unsure = worldOf(linkedEstate(2).filter((update) => update.type !== "Datastore"), { hostLimit: undefined });
    const view = groupView(unsure, [...unsure.inventory.groups.keys()][0] ?? "");
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(view).toMatchObject({ limit: { verdict: "unknown", hosts: null }, risk: null });
  });

  it("is undefined once the group is gone", () => {
    expect(groupView(world, "nowhere")).toBeUndefined();
  });
});

describe("a busy VM", () => {
  const views = (extra: Partial<World>) => { const world = worldOf(linkedEstate(2), extra); return ["vm-1", "vm-2"].map((id) => subjectView(world, { kind: "vm", id })); };

  it("says with what, one that is not says nothing, and neither knows while tasks cannot be read", () => {
    expect(views({ busyVms: new Set(["vm-1"]), busyWith: new Map([["vm-1", "vm.Snapshot.remove"]]) })).toMatchObject([{ busy: true, busyWith: "vm.Snapshot.remove" }, { busy: false, busyWith: "" }]);
    expect(views({ busyVms: new Set(["vm-1"]) })).toMatchObject([{ busy: true, busyWith: null }, { busyWith: "" }]);
    expect(views({ busyVms: undefined })).toMatchObject([{ busy: null, busyWith: null }, { busy: null, busyWith: null }]);
  });

  it.each([
    ["a question waits, whether tasks can be read or not", { question: "Retry?" }, [], undefined, { busy: true, busyWith: "question", busyKind: "question", question: "Retry?" }],
    ["a question waits before its task", { question: "Retry?" }, [], new Set(["vm-1"]), { busy: true, busyWith: "question" }],
    ["nothing waits and no task works", {}, [], new Set<string>(), { busy: false, busyWith: "", busyKind: "", question: "" }],
    ["the question is refused", {}, ["question"], new Set<string>(), { busy: null, busyWith: null, busyKind: null, question: null }],
    ["the question is refused and a task works", {}, ["question"], new Set(["vm-1"]), { busy: true, busyWith: "VirtualMachine.migrate", busyKind: "migration" }],
  ] as const)("%s", (_title, set, unreadable, busyVms, expected) => {
    const world = worldOf([{ ...vm("vm-1", set), unreadable: [...unreadable] }], { busyVms, busyWith: new Map([["vm-1", "VirtualMachine.migrate"]]) });
    expect(subjectView(world, { kind: "vm", id: "vm-1" })).toMatchObject(expected);
  });

  it("a question that was answered is gone", () => {
    const world = worldOf([vm("vm-1", { question: "Retry?" }), vm("vm-1", { name: "other" }, "modify"), vm("vm-1", { question: null }, "modify")]);
    expect(subjectView(world, { kind: "vm", id: "vm-1" })).toMatchObject({ name: "other", question: "", busy: false });
  });
});

describe("a subject", () => {
  const world = worldOf(estate);

  it("has a name, or its id while that is unknown", () => {
    expect(subjectName(world, { kind: "vm", id: "vm-1" })).toBe("base");
    expect(subjectName(world, { kind: "vm", id: "vm-11" })).toBe("vm-11");
  });

  it("exists or not; the compute resource of a standalone host is no cluster", () => {
    expect(subjectExists(world, { kind: "cluster", id: "domain-c1" })).toBe(true);
    expect(subjectExists(world, { kind: "cluster", id: "domain-s9" })).toBe(false);
    expect(subjectExists(world, { kind: "vm", id: "vm-404" })).toBe(false);
  });
});
