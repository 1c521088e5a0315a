// Every field of every type, on an estate in which everything can be seen: the same in a condition, as JSON, and in an alert.
import { describe, expect, it } from "vitest";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { subjectKinds, type SubjectKind, type World } from "../../src/policies/decision.js";
import { render } from "../../src/policies/render.js";
import { subjectView } from "../../src/policies/subjects.js";
import { roots, viewTypes } from "../../src/policies/vocabulary/catalogue.js";
import { VerdictValue } from "../../src/policies/vocabulary/limit-verdict.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { chain, cluster, datastore, disk, host, layout, leave, linked, node, snapshot, snapshots, vm } from "../inventory/estate.js";
import { linkedEstate, loaded, watched, worldOf } from "./support.js";

const hosts = Array.from({ length: 10 }, (_, index) => `host-${index + 1}`);
const rule = { name: "stay", kind: "on" as const, vms: ["vm-1", "vm-2"], hosts: ["host-1", "host-2", "host-3"] };
const rich: readonly InventoryUpdate[] = [
  ...linkedEstate(9),
  datastore("datastore-1", { freeSpaceBytes: 50_000, capacityBytes: 100_000, accessible: true, url: "ds:///vmfs/1/" }),
  datastore("datastore-2", { type: "NFS", vmfsMajorVersion: null, freeSpaceBytes: 70_000, capacityBytes: 100_000, accessible: true }),
  ...hosts.map((ref) => host(ref, { name: `esx${ref.slice(5)}`, inMaintenanceMode: ref === "host-10", powerState: "poweredOn", version: "5.0.0" })),
  cluster("domain-c1", hosts, { name: "prod-a", drsEnabled: true, maxVmRestartCount: 4, admissionControlEnabled: true, haRestart: { byDefault: true, except: ["vm-4"] }, mustRules: [rule] }),
  vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1", node("snapshot-2"))) }, "modify"),
  snapshot("snapshot-1", "vm-1", disk(2000, chain("base/base.vmdk"))), snapshot("snapshot-2", "vm-1", disk(2000, chain("base/base.vmdk"))),
  vm("vm-3", { disks: [disk(2000, { ...chain("c2/c-2.vmdk", "c2/c-1.vmdk", "base/base.vmdk") }), disk(2001, { ...chain("2:c2/raw.vmdk"), type: "VirtualDiskRawDiskMappingVer1BackingInfo", thinProvisioned: false })], datastores: ["datastore-1", "datastore-2"], consolidationNeeded: true }, "modify"),
  vm("vm-9", { disks: [disk(2000, { ...chain("c8/c.vmdk"), thinProvisioned: true, parent: { ...chain("base/base.vmdk"), datastore: "datastore-1" } })] }, "modify"),
  linked("vm-20", "o/o.vmdk", "gone/gone.vmdk"), linked("vm-21", "p/p.vmdk", "gone/gone.vmdk"), linked("vm-22", "gone/x.vmdk", "gone/gone.vmdk"), leave("VirtualMachine", "vm-22"),
  layout("vm-1", 5, { "base/base.vmdk": 900, "base/base-1.vmdk": 10 }),
  ...Array.from({ length: 8 }, (_, index) => layout(`vm-${index + 2}`, 5, { [`c${index + 1}/c.vmdk`]: 20, "c2/c-1.vmdk": 3, "c2/c-2.vmdk": 4, "2:c2/raw.vmdk": 1 })),
  { type: "VirtualMachine", ref: "vm-30", kind: "enter", set: {}, unreadable: ["name", "disks"] },
  linked("vm-31", "q/q-1.vmdk", "q/q.vmdk"), { ...vm("vm-31", {}, "modify"), unreadable: ["snapshot"] },
];
const busy = { hostLimit: undefined, busyVms: new Set(["vm-1", "vm-2"]), busyWith: new Map([["vm-1", "VirtualMachine.migrate"]]) };
const worlds: readonly (readonly [string, World])[] = [["as the table of limits says", worldOf(rich, busy)], ["with an override", worldOf(rich, { ...busy, hostLimit: 4 })], ["while tasks cannot be read", worldOf(rich, { busyVms: undefined })],
  ["out of sight", worldOf(rich, { ...busy, vcenter: { ...watched, outOfSightSince: 0, history: { lostAt: 0 }, tasksReadable: false } })], ["asked of vCenter, which knows no history", worldOf(rich, { ...busy, vcenter: { ...watched, history: undefined } })]];

function idsOf({ inventory, vcenter }: World): Readonly<Record<SubjectKind, readonly string[]>> {
  return { vm: [...inventory.vms.keys()], group: [...inventory.groups.keys()], cluster: ["domain-c1"], host: [...inventory.hosts.keys()], datastore: [...inventory.datastores.keys()], vcenter: vcenter === undefined ? [] : [vcenter.id] };
}

type Seen = (type: string, field: string, value: unknown) => void;

/** What a condition sees, as JSON: every declared field read from the view itself. */
function readThrough(value: unknown, seen: Seen): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof VerdictValue) return value.verdict;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => readThrough(item, seen));
  const type = viewTypes.find((candidate) => typeof value === "object" && value !== null && value.constructor === candidate.view);
  if (type === undefined) return value;
  return Object.fromEntries(type.fields.map(({ name }) => {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    seen(type.name, name, member);
    return [name, readThrough(member, seen)];
  }));
}

describe("an estate in which everything can be seen", () => {
  const values = new Map<string, unknown[]>();
  const note: Seen = (type, field, value) => { values.set(`${type}.${field}`, [...values.get(`${type}.${field}`) ?? [], value]); };

  it.each(worlds)("is the same for a condition and in JSON, member by member, %s", (_title, world) => {
    for (const kind of subjectKinds) for (const id of idsOf(world)[kind]) {
      const json = subjectView(world, { kind, id });
      expect(readThrough(roots[kind].view(sightOf(world), id), note), `${kind} ${id}`).toEqual(json);
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    }
  });

  it.each(viewTypes.flatMap((type) => type.fields.map((field) => [`${type.name}.${field.name}`, field] as const)))("shows %s as it is documented", (title, { source, values: allowed, celType }) => {
    const seen = values.get(title) ?? [];
    expect(seen.some((value) => value !== undefined), "never known here").toBe(true);
    if (source.unknownWhile === undefined) expect(seen, "never unknown, as the page says").not.toContain(undefined);
    if (allowed !== undefined) for (const value of seen) if (typeof value === "string") expect(allowed).toContain(value);
    if (celType === "int") for (const value of seen) if (value !== undefined) expect(typeof value).toBe("bigint");
  });

  it.each(subjectKinds)("is what an alert about a %s carries", (kind) => {
    const [[, world]] = worlds as readonly [(typeof worlds)[number]];
    const policy = loaded(`policy: p\nmode: enforce\neach: ${kind}\nwhen: ${kind}.name != ''\nalert: { severity: info }`).policies[0]!;
    for (const id of idsOf(world)[kind]) expect(render(policy, world, { kind, id }, "info", "vc").object).toEqual(subjectView(world, { kind, id }));
  });

  it("says what is missing by the names of the properties", () => {
    const [[, world]] = worlds as readonly [(typeof worlds)[number]];
    const missing = (id: string) => subjectView(world, { kind: "vm", id })?.["missing"];
    expect(missing("vm-1")).toEqual([]);
    expect(missing("vm-30")).toEqual(["config.files.vmPathName", "config.hardware.device (no permission to read it)", "config.template", "name (no permission to read it)", "runtime.connectionState", "runtime.host", "runtime.powerState", "snapshot"]);
    expect(missing("vm-31")).toEqual(["config.template", "layoutEx", "snapshot (no permission to read it)"]);
  });
});
