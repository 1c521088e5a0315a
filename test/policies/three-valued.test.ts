import { describe, expect, it } from "vitest";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { functions } from "../../src/policies/conditions/environment.js";
import { createLanguage, isExpression } from "../../src/policies/conditions/language.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { chain, cluster, datastore, disk, host, node, snapshots, vm } from "../inventory/estate.js";
import { answer, linkedEstate, worldOf } from "./support.js";

/** vm-1 has everything; vm-2 lacks what the expressions below ask for. */
const estate: readonly InventoryUpdate[] = [
  ...linkedEstate(3),
  { type: "VirtualMachine", ref: "vm-9", kind: "enter", set: { name: "blind", host: "host-1" }, unreadable: ["disks"] },
];
const world = worldOf(estate);
const blind = { kind: "vm", id: "vm-9" } as const;
const clear = { kind: "vm", id: "vm-1" } as const;
const group = { kind: "group", id: [...world.inventory.groups.keys()][0] ?? "" } as const;

describe("unknown, through every operator and macro", () => {
  it.each<[string, unknown]>([
    ["vm.template", "unknown: vm.template"],
    ["!vm.template", "unknown: vm.template"],
    ["vm.template && vm.name == 'blind'", "unknown: vm.template"],
    ["vm.template && vm.name == 'other'", false],
    ["vm.name == 'other' && vm.template", false],
    ["vm.template || vm.name == 'blind'", true],
    ["vm.name == 'blind' || vm.template", true],
    ["vm.template || vm.name == 'other'", "unknown: vm.template"],
    ["vm.template && vm.depth > 1", "unknown: vm.template, vm.depth"],
    ["!(vm.template && vm.name == 'other')", true],
    ["vm.depth > 1", "unknown: vm.depth"],
    ["vm.depth == 1 || vm.depth != 1", "unknown: vm.depth"],
    ["vm.depth in [1, 2]", "unknown: vm.depth"],
    ["vm.depth + 1 > 0", "unknown: vm.depth"],
    ["-vm.depth < 0", "unknown: vm.depth"],
    ["vm.template ? true : true", "unknown: vm.template"],
    ["vm.name == 'blind' ? true : vm.template", true],
    ["vm.name == 'blind' ? vm.template : true", "unknown: vm.template"],
    ["vm.disks.exists(d, d.depth > 1)", "unknown: vm.disks"],
    ["vm.disks.all(d, d.depth > 1)", "unknown: vm.disks"],
    ["vm.disks.filter(d, d.depth > 1).size() > 0", "unknown: vm.disks"],
    ["vm.disks.map(d, d.key).exists(k, k == 2000)", "unknown: vm.disks"],
    ["size(vm.disks) > 0", "unknown: vm.disks"],
    ["has(vm.template)", false],
    ["has(vm.name)", true],
    ["has(vm.template) && vm.template", false],
    ["vm.group.hostSpan > 1", "unknown: vm.group"],
    ["vm.linked && vm.group.hostSpan > 1", "unknown: vm.linked, vm.group"],
    ["has(vm.group) && vm.group.hostSpan > 1", false],
    ["cel.bind(t, vm.template, t || vm.name == 'blind')", "unknown: vm.template"],
    ["[vm.depth, 1].exists(n, n == 1)", "unknown: vm.depth"],
    ['glob(vm.folder, "*")', "unknown: vm.folder"],
    ['re(vm.folder, "x")', "unknown: vm.folder"],
    ["string(vm.depth) == '1'", "unknown: vm.depth"],
    ["vm.folder + '/' == 'x'", "unknown: vm.folder"],
    ["vm.folder.startsWith('/')", "unknown: vm.folder"],
    ["vm.busy", false],
    ["1 / (vm.name.size() - 5) > 0", "unknown: the evaluation failed: division by zero"],
    ["vm.disks[0].depth > 0", "unknown: vm.disks"],
    ["1 / 0 == 1 || vm.name == 'blind'", true],
  ])("%s", (source, expected) => {
    expect(answer(world, blind, source)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["vm.disks[7].depth > 0", "unknown: the evaluation failed: No such key: index out of bounds, index 7 >= size 1"],
    ["vm.disks.exists(d, d.depth == 2 && d.label == 'Hard disk 1')", true],
    ["vm.disks.exists_one(d, d.depth == 2)", true],
    ["vm.disks.map(d, d.depth > 1, d.key) == [2000]", true],
    ["vm.disks.all(d, d.levels.exists(l, l.role == 'shared'))", true],
    ["vm.linked && vm.group.memberCount == 3", true],
    ["vm.disks[0].sizeGiB > 0.9 && vm.disks[0].capacityBytes == 1073741824", true],
    ["vm.group.clusters.map(c, c.name) == ['prod-a']", true],
    ["vm.folder == '/DC0/vm/prod' && vm.datastores == ['ds1']", true],
  ])("and known values stay known: %s", (source, expected) => {
    expect(answer(world, clear, source)).toBe(expected);
  });

  it("entries decide as soon as one alone can, whatever is unknown about the others", () => {
    const partly = worldOf([...linkedEstate(2), vm("vm-3", { name: "odd", host: null, disks: [disk(2000, chain("odd/o.vmdk", "base/base.vmdk"))] })]);
    const subject = { kind: "group", id: [...partly.inventory.groups.keys()][0] ?? "" } as const;
    expect(answer(partly, subject, "group.members.exists(m, m.host == 'esx1')")).toBe(true);
    expect(answer(partly, subject, "group.members.exists(m, m.host == 'esx7')")).toBe("unknown: group.members.host");
    expect(answer(partly, subject, "group.members.all(m, m.host == 'esx1')")).toBe(false);
    expect(answer(partly, subject, "group.members.all(m, m.host.startsWith('esx'))")).toBe("unknown: group.members.host");
    expect(answer(partly, subject, "group.members.exists_one(m, m.host == 'esx1')")).toBe("unknown: group.members.host");
    expect(answer(partly, subject, "group.hostSpan >= 2")).toBe("unknown: group.hostSpan");
  });

  it("busy is unknown while tasks cannot be read", () => {
    expect(answer(worldOf(estate, { busyVms: undefined }), clear, "!vm.busy")).toBe("unknown: vm.busy");
    expect(answer(worldOf(estate, { busyVms: new Set(["vm-1"]) }), clear, "vm.busy")).toBe(true);
  });

  it("an object that is gone makes its variable unknown", () => {
    expect(answer(world, { kind: "vm", id: "vm-404" }, "vm.name == 'x'")).toBe("unknown: vm");
  });
});

describe("an unknown host limit", () => {
  const unsure = worldOf([...linkedEstate(3), host("host-1", { name: "esx1", version: null })].filter((update) => update.type !== "Datastore"), { hostLimit: undefined });
  const subject = { kind: "group", id: [...unsure.inventory.groups.keys()][0] ?? "" } as const;

  it.each<[string, unknown]>([
    ['group.limit.verdict == "applies"', "unknown: group.limit.verdict"],
    ['group.limit.verdict != "applies"', "unknown: group.limit.verdict"],
    ['"lifted" == group.limit.verdict', "unknown: group.limit.verdict"],
    ['group.limit.verdict == "unknown"', true],
    ['group.limit.verdict == "applies" && group.hostSpan > 100', false],
    ['group.hostSpan > 100 && group.limit.verdict == "applies"', false],
    ["group.hostSpan >= group.limit.hosts - 1", "unknown: group.limit.hosts"],
    ['group.limit.verdict == "applies" && group.hostSpan >= group.limit.hosts', "unknown: group.limit.verdict, group.limit.hosts"],
    ["group.risk.worst > 0.01", "unknown: group.risk"],
    ['string(group.limit.verdict) + group.limit.verdict == "unknownunknown"', true],
  ])("is not taken for a no: %s", (source, expected) => {
    expect(answer(unsure, subject, source)).toBe(expected);
  });

  it("is compared like a text once it is known", () => {
    expect(answer(world, group, 'group.limit.verdict == "applies" && group.limit.verdict != "lifted" && group.limit.hosts == 8')).toBe(true);
    expect(answer(worldOf(estate, { hostLimit: undefined }), group, 'group.limit.verdict == "lifted" && group.risk.guaranteed && group.risk.worst == 0.0')).toBe(true);
  });
});

describe("bounds while evaluating", () => {
  it("reads of fields are counted, and too many make the condition unknown instead of stalling", () => {
    const hosts = ["host-1"];
    const many = worldOf([datastore("datastore-1"), cluster("domain-c1", hosts), host("host-1"), ...Array.from({ length: 1_500 }, (_, index) => vm(`vm-${index}`, { name: `n${index}`, disks: [disk(2000, chain(`d${index}/x.vmdk`, "base/base.vmdk"))] }))]);
    const subject = { kind: "group", id: [...many.inventory.groups.keys()][0] ?? "" } as const;
    expect(answer(many, subject, "group.members.all(a, group.members.all(b, a.name == a.name || b.moref == b.moref))")).toBe("unknown: the evaluation failed: it takes more than 2000000 steps");
    expect(answer(many, subject, "group.members.all(a, a.name != '')")).toBe(true);
  });

  it("a list that is too long is unknown", () => {
    const wide = (count: number) => worldOf([datastore("datastore-1"), vm("vm-1", { datastores: Array.from({ length: count }, () => "datastore-1") })]);
    expect(answer(wide(10_000), clear, "vm.datastores.size() == 10000")).toBe(true);
    expect(answer(wide(10_001), clear, "vm.datastores.size() == 10001")).toBe("unknown: vm.datastores");
  });

  it("a condition reads only the fields it names", () => {
    const touched: string[] = [];
    const inventory = new Proxy(world.inventory, { get: (target, name) => { touched.push(String(name)); return Reflect.get(target, name, target) as unknown; } });
    expect(answer({ ...world, inventory }, group, "group.memberCount == 3")).toBe(true);
    expect(touched).toEqual(["groups"]);
  });

  it("regular expressions that would hang a backtracking engine take no time", () => {
    expect(answer(world, clear, `re("${"a".repeat(3_000)}!", "^(a+)+$")`)).toBe(false);
    expect(answer(world, clear, `glob("${"a".repeat(3_000)}!", "*a*a*a*a*a*b")`)).toBe(false);
  });
});

describe("functions of tetherd", () => {
  const language = createLanguage();
  it.each(functions.flatMap((spec) => spec.examples.map(([source, value]) => [source, value] as const)))("%s is %s", (source, value) => {
    const compiled = language.compile(source, "vm", typeof value === "boolean" ? "bool" : "string");
    const noon = worldOf([...linkedEstate(9), vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1")) }, "modify")], { now: Date.parse("2026-01-15T12:00:00Z") });
    expect(isExpression(compiled) ? compiled.evaluate(sightOf(noon), clear) : compiled).toMatchObject({ kind: "known", value });
  });
});
