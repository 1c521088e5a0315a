import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { groupTree } from "../../src/notify/group-tree.js";
import { readAlert } from "../../src/notify/read-alert.js";
import { readSampleStream } from "../support/sample-stream.js";
import { resolvedAlert, sampleAlert } from "./alert-samples.js";
import { alertNews } from "../../src/notify/alert-news.js";

const recorded = readSampleStream(readFileSync("docs/consumers/sample-stream.jsonl", "utf8")).find(({ event }) => event.type === "io.tetherd.alert.firing.v1");
const group = { base: "datastore-6:gold/gold.vmdk", datastore: "desktops", members: [{ moref: "vm-1", name: "desk-10", host: "esx2", role: "clone", powerState: "poweredOn" }, { moref: "vm-2", name: "desk-9", host: "esx2", role: "nested-clone", powerState: "suspended" }, { moref: "vm-3", name: "gold", host: "esx10", role: "base-holder", powerState: "poweredOff" }] };

it("a recorded alert shows its group: the base, the hosts that have it open, and who is on each", () => {
  const alert = readAlert(JSON.stringify(recorded?.event));
  const tree = typeof alert === "string" ? [] : (groupTree(alert) ?? []);
  expect(tree[0]).toBe("[desktops] replica-win11/replica-win11.vmdk");
  expect(tree).toHaveLength(9);
  expect(tree[1]).toMatch(/^├─ esx01: desk-01, /);
  expect(tree.at(-1)).toMatch(/^└─ esx08: desk-28$/);
  expect(tree.join("\n")).toContain("replica-win11 (base, off)");
});

it("hosts and members are in the order people count in, with what is not ordinary about them", () => {
  expect(groupTree(sampleAlert({ object: group }))).toEqual(["[desktops] gold/gold.vmdk", "├─ esx2: desk-9 (clone of a clone, paused), desk-10", "└─ esx10: gold (base, off)"]);
});

it("what there is no room for, and what the alert was cut by, is counted; what is missing is said to be unknown", () => {
  const members = Array.from({ length: 30 }, (_, n) => ({ moref: `vm-${n}`, ...(n === 0 ? { host: null, name: null } : { host: `esx${n % 15 + 1}`, name: `desk-${n}` }) }));
  const tree = groupTree(sampleAlert({ object: { ...group, members, membersOmitted: 4 } })) ?? [];
  expect(tree).toHaveLength(15);
  expect(tree.slice(-2)).toEqual(["├─ 4 more hosts", "└─ 4 more members, not in the alert"]);
  expect(groupTree(sampleAlert({ object: { ...group, members: members.slice(0, 1) } }))).toEqual(["[desktops] gold/gold.vmdk", "└─ host unknown: vm-0"]);
  expect(groupTree(sampleAlert({ object: { ...group, members: members.map((member) => ({ ...member, host: "esx1" })) } }))?.[1]).toBe("└─ esx1: desk-1, desk-2, desk-3, desk-4, desk-5, desk-6 and 24 more");
});

it("an alert about a VM shows the group it belongs to; one that carries no base or no members shows none, nor does one that is over", () => {
  expect(groupTree(sampleAlert({ subject: { kind: "vm", id: "vm-1", name: "desk-10" }, object: { group } }))).toHaveLength(3);
  for (const object of [undefined, null, "text", { ...group, base: null }, { ...group, members: [] }, { ...group, members: "x" }]) expect(groupTree(sampleAlert({ object }))).toBeUndefined();
  expect(alertNews(sampleAlert({ object: group })).tree).toHaveLength(3);
  expect(alertNews(resolvedAlert({ object: group }))).not.toHaveProperty("tree");
});
