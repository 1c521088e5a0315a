import { expect, it } from "vitest";
import { LabError } from "../../../src/lab/errors.js";
import { loadEstate, parseEstate } from "../../../src/lab/estates/load-estate.js";
import { built } from "./built.js";

/** The lines of the message below its headline, without the file's name. */
function mistakesOf(text: string): readonly string[] {
  try {
    built(parseEstate(text, "e.yaml"));
  } catch (error) {
    if (error instanceof LabError && error.code === "LAB_ESTATE_INVALID") return error.message.split("\n").slice(1).map((line) => line.trim().replace(/^e\.yaml:/, ""));
    throw error;
  }
  return [];
}

const dc = (body: string) => `datacenters:\n- name: D\n${body.split("\n").map((line) => `  ${line}`).join("\n")}\n`;

const rows: readonly (readonly [title: string, text: string, told: string])[] = [
  ["an unknown key, with the nearest one", "datacentres: []", '1:1: an estate has no key "datacentres"; did you mean "datacenters"?'],
  ["an unknown key far from any", dc("zzzzzz: 1"), '3:3: a datacenter has no key "zzzzzz"; allowed: name, networks, datastores, clusters, hosts, folders, vms'],
  ["a size without a unit", dc("datastores: [{name: d, size: 10}]"), '3:32: size is 10; allowed: a size such as "10 GiB" (B, KiB, MiB, GiB or TiB)'],
  ["a size with a foreign unit", dc("vms: [{name: v, disks: [10 GB]}]"), "3:27: a disk is \"10 GB\"; allowed: a size such as \"10 GiB\", or a mapping with size, used, thick, mode, multiWriter, rdm, datastore"],
  ["a duration that is none", "vcenter: {sessionTimeout: soon}", '1:27: sessionTimeout is "soon"; allowed: a duration such as "30s" or "10m"'],
  ["a list where a text belongs", dc("vms: [{name: v, folder: [a]}]"), "3:27: folder is a list; allowed: a text"],
  ["a word that is no choice", dc("vms: [{name: v, power: maybe}]"), '3:26: power is "maybe"; allowed: on, off, suspended'],
  ["a snapshot that nobody took", dc("vms:\n- {name: g, snapshots: [base]}\n- {name: c, from: g@bse}"), '5:21: "g" has no snapshot "bse" at that point; did you mean "base"?'],
  ["a source that comes later", dc("vms:\n- {name: c, from: gold@s}\n- {name: gold, snapshots: [s]}"), '4:21: there is no VM "gold" above this entry; allowed: a VM that an earlier entry makes'],
  ["a datastore that is not there", dc("vms: [{name: v, datastore: ds9}]"), '3:30: there is no datastore "ds9"; did you mean "ds0"?'],
  ["a name given twice", dc("vms:\n- {name: v}\n- {name: v}"), '5:12: there are two VMs named "v", the first at line 4; allowed: every VM of an estate has its own name'],
  ["a step nobody knows", dc("vms: [{name: v, steps: [snapshoot]}]"), '3:27: there is no step "snapshoot"; did you mean "snapshot"?'],
  ["a template that shall run", dc("vms: [{name: v, template: true, power: on}]"), "3:42: power is on for a template; allowed: off"],
  ["a deletion of what runs", dc("vms: [{name: v, power: on, later: [delete]}]"), "3:38: a VM that is powered on cannot be deleted; allowed: powerOff before"],
  ["a step after the end", dc("vms: [{name: v, steps: [unregister, {snapshot: s}]}]"), "3:39: the VM is unregistered by an earlier step; allowed: nothing after that"],
  ["a delta on a template", dc("vms: [{name: v, steps: [markTemplate, addDelta]}]"), "3:41: a template takes no delta (vCenter answers NotSupported); allowed: addDelta before markTemplate"],
  ["a range that counts down", dc('vms: [{name: "v{9..1}"}]'), '3:16: "{9..1}" counts downwards; allowed: the smaller number first'],
  ["an alias", "about: &a x\ndatacenters: *a", '2:14: aliases are not allowed: "*a"; write the value out'],
  ["broken YAML", "about: [", "1:9: not readable as YAML: Flow sequence in block collection must be sufficiently indented and end with a ]"],
  ["a rule whose group is of the other kind", dc("clusters:\n- name: C\n  hosts: 2\n  groups: [{name: g, hosts: [h0]}]\n  rules: [{name: r, vms: g, mustRunOn: g}]"), '7:28: there is no VM group "g"; allowed: none is defined'],
  ["a generator that is asked for too much", "generate: {vms: 1000000}", "1:17: vms is 1000000; allowed: a whole number from 1 to 100000"],
];

it.each(rows)("%s is told with line, column, what was found and what is allowed", (_title, text, told) => {
  expect(mistakesOf(text)).toContain(told);
});

it("a datastore too small for what is put on it is told at the VM that no longer fits", () => {
  const told = mistakesOf(dc("datastores: [{name: d, size: 5 GiB}]\nvms:\n- {name: \"v{1..9}\", disks: [{size: 10 GiB, used: 2 GiB}]}"));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^5:12: v3 cannot be made: .*\(NoDiskSpace\)$/);
});

it("a power-on beyond the host limit is told, for the real thing would refuse it", () => {
  const told = mistakesOf(dc('clusters: [{name: C, hosts: {name: "h{1..9}", version: 5.0.0}}]\nvms:\n- {name: g, snapshots: [s]}\n- {name: "c{1..9}", from: g@s, hosts: ["h{1..9}"], power: on}'));
  expect(told[0]).toMatch(/^6:5: c9: .*8 hosts have it open already\. \(FileLocked\)$/);
});

it("all mistakes are told at once, in the order of the text", () => {
  const told = mistakesOf(dc("datastores: [{name: d, size: big}]\nclusters: [{name: C, hosts: 0}]\nvms: [{nam: v}]"));
  expect(told.map((line) => line.slice(0, 2))).toEqual(["3:", "4:", "5:", "5:"]);
});

it("a file that cannot be read is not an estate with mistakes", async () => {
  await expect(loadEstate("/nowhere/at/all.yaml")).rejects.toMatchObject({ code: "LAB_ESTATE_UNREADABLE" });
});
