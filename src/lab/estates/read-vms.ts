/** One entry of `vms`: a virtual machine or many of one kind, and how they came to be. It only reads; what is impossible is found elsewhere. */
import { isScalar, isSeq, type Node } from "yaml";
import type { CloneSource, Placement, VmPlan } from "./estate.js";
import { expandNames } from "./expand-names.js";
import { defaultDisk, readDisk } from "./read-disks.js";
import { readSnapshotStep, readStep } from "./read-steps.js";
import type { Reading } from "./reading.js";
import { describe, readNames, Section, type Reader } from "./section.js";
import type { Step } from "./step.js";

const keys = [
  "name", "from", "how", "written", "disks", "folder", "datastore", "compute", "pool", "hosts", "networks", "cpus", "memory", "guest", "hardware", "firmware", "notes", "managedBy",
  "extraConfig", "addDelta", "snapshots", "steps", "template", "power", "later",
] as const;
const MiB = 1024 ** 2;

export const readVm: Reader<VmPlan> = (node, reading) => {
  const vm = new Section(node, reading, "a VM", keys);
  if (!vm.has("name")) vm.report("name", "a VM has no name; allowed: name: with a text or a pattern such as desk-{001..200}");
  const from = vm.read<CloneSource | undefined>("from", readSource, undefined);
  const how = howOf(vm, from);
  if (vm.has("disks") && from !== undefined) vm.report("disks", "disks are given for a clone; allowed: only without from, a clone has the disks of its source");
  if (vm.has("written") && from === undefined) vm.report("written", "written is given for a VM that is no clone; allowed: only with from; a new VM's disks say what is used");
  return {
    ...vm.placed, names: vm.names("name"), from, how, writtenBytes: vm.size("written", 0), disks: vm.has("disks") ? vm.list("disks", readDisk) : from === undefined ? [defaultDisk] : [],
    folder: vm.text("folder", ""), datastores: vm.names("datastore"), compute: vm.has("compute") ? vm.text("compute", "?") : undefined, pool: vm.text("pool", ""),
    placement: vm.read("hosts", readPlacement, { kind: "round-robin" }), networks: vm.names("networks"), cpus: vm.whole("cpus", 2, 1, 768), memoryMiB: Math.max(4, Math.round(vm.size("memory", 4_096 * MiB) / MiB)),
    guest: vm.text("guest", "otherGuest64"), hardware: vm.text("hardware", "vmx-19"), firmware: vm.choice("firmware", ["bios", "efi"], "bios"), notes: vm.text("notes", ""),
    managedBy: vm.has("managedBy") ? { extensionKey: vm.text("managedBy", "?"), type: "managed" } : undefined, extraConfig: vm.texts("extraConfig"),
    steps: stepsOf(vm), later: vm.list("later", readStep),
  };
};

/** In the order that docs/lab.md promises: deltas, snapshots, steps, template, power. */
function stepsOf(vm: Section): readonly Step[] {
  const at = vm.placed.at;
  const template = vm.flag("template", false);
  const power = vm.choice("power", ["on", "off", "suspended"], "off");
  if (template && power !== "off") vm.report("power", `power is ${power} for a template; allowed: off`);
  return [
    ...Array.from({ length: vm.whole("addDelta", 0, 0, 30) }, (): Step => ({ kind: "add-delta", at })),
    ...vm.list("snapshots", readSnapshotStep),
    ...vm.list("steps", readStep),
    ...(template ? [{ kind: "mark-template", at } as const] : []),
    ...(power === "off" ? [] : [{ kind: "power", at, state: power === "on" ? "poweredOn" : "suspended" } as const]),
  ];
}

function howOf(vm: Section, from: CloneSource | undefined): VmPlan["how"] {
  if (from === undefined) {
    if (vm.has("how")) vm.report("how", "how is given for a VM that is no clone; allowed: only with from");
    return "new";
  }
  const how = vm.choice("how", ["snapshot", "current-point", "full"], from.snapshot === undefined ? "current-point" : "snapshot");
  if (how === "snapshot" && from.snapshot === undefined) vm.report("how", "how is snapshot but from names no snapshot; allowed: from: vm@snapshot, or how: current-point or full");
  if (how === "current-point" && from.snapshot !== undefined) vm.report("how", "how is current-point but from names a snapshot; allowed: from: vm, or how: snapshot or full");
  return how;
}

/** "vm@snapshot" or "vm"; the VM part may be a pattern. */
const readSource: Reader<CloneSource> = (node, reading) => {
  const [, pattern, snapshot] = isScalar(node) && typeof node.value === "string" ? (/^([^@]+)(?:@(.+))?$/.exec(node.value) ?? []) : [];
  const expanded = pattern === undefined ? { wrong: `from is ${describe(node)}; allowed: vm@snapshot, or vm for its current point` } : expandNames(pattern);
  if ("names" in expanded) return { vms: expanded.names, snapshot };
  reading.report(node, expanded.wrong);
  return undefined;
};

function readPlacement(node: Node, reading: Reading): Placement | undefined {
  if (isScalar(node) && (node.value === "round-robin" || node.value === "packed")) return { kind: node.value };
  const hosts = (isSeq<Node>(node) ? node.items : [node]).flatMap((item) => readNames(item, reading) ?? []);
  return { kind: "hosts", hosts };
}
