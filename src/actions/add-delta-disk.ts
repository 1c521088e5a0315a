/**
 * `add-delta-disk`: puts an empty delta over a VM's disks without a snapshot, so that what lies below can be shared (vim-facts 7.3: remove and
 * add with a parent in one ReconfigVM_Task). It never takes a disk from a running guest.
 */
import { foreseeNewLevels } from "../inventory/foresight/new-levels.js";
import type { Disk } from "../inventory/model.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep, type NoStep } from "./next-step.js";
import { needsOf } from "./space-guard.js";
import { busy, chosenDisks, isNoStep, touchesOf, vmAtHand, type VmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const addDeltaDisk: Action = {
  verb: "add-delta-disk",
  doc: "Put an empty delta over disks that have none, without a snapshot (ReconfigVM).",
  each: ["vm"],
  opposes: ["promote", "consolidate"],
  params: {
    disks: { type: "list<int>", required: false, example: [2000], refuseEmpty: "nothing would be done", doc: "Device keys of the disks. Without it: every disk of the VM." },
  },
  repetition: "guarded",
  operations: ["ReconfigVM_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextDelta,
  evidence: (ground, assignment) => evidenceOf(nextDelta(ground, assignment)),
  forecast: (ground, { id }, params) => {
    const keys = keysOf(params);
    const disks = (ground.inventory.disksOf(id) ?? []).filter(({ key }) => keys?.includes(key) ?? true);
    const open = disks.filter(needsDelta);
    const vm = ground.inventory.vms.get(id)?.name ?? id;
    return forecastOf(ground, foreseeNewLevels(ground.inventory, id, open), {
      chains: disks.map((disk) => ({ vm, disk: disk.key, before: disk.depth, after: open.includes(disk) ? disk.depth + 1 : disk.depth })),
    });
  },
  reasons: ({ inventory }, { id }, params) => {
    const keys = keysOf(params);
    const open = (inventory.disksOf(id) ?? []).filter((disk) => (keys?.includes(disk.key) ?? true) && needsDelta(disk));
    return open.map(({ key, label }) => `Disk ${key}${label === undefined ? "" : ` (${label})`} is written to in a file that has no delta over it`);
  },
};

function nextDelta(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const found = vmAtHand(ground, subject.id, "the disks of a template cannot be changed; make it a VM first");
  if (isNoStep(found)) return found;
  const { vm, name } = found;
  const chosen = chosenDisks(found, keysOf(params));
  if (isNoStep(chosen)) return chosen;
  const open = chosen.filter(needsDelta);
  if (open.length === 0) return satisfied(`Each of these disks of ${name} has a delta of its own.`);
  const hindrance = notReplaceable(found, open) ?? busy(ground, vm);
  if (hindrance !== undefined) return hindrance;
  if (vm.changeVersion === undefined) return unknown(`config.changeVersion of ${vm.ref}`);
  const { space } = foreseeNewLevels(ground.inventory, vm.ref, open);
  return {
    kind: "operation", operation: { kind: "ReconfigVM_Task", vm: vm.ref, changeVersion: vm.changeVersion, addDeltaTo: open.map(({ key }) => key) },
    why: `${name} writes to ${open.map(({ levels, key }) => levels[0]?.fileName ?? `disk ${key}`).join(", ")} without a delta.`, progress: { done: 0, total: 1 },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), needsOf(space)),
  };
}

function notReplaceable({ vm, name }: VmAtHand, open: readonly Disk[]): NoStep | undefined {
  if (vm.powerState === undefined) return unknown(`runtime.powerState of ${vm.ref}`);
  if (vm.powerState !== "poweredOff") return refused(`${name} is ${vm.powerState === "poweredOn" ? "running" : "suspended"}; a disk can be taken out and put back only while it is powered off.`);
  if (vm.snapshot === undefined) return unknown(`snapshot of ${vm.ref}`);
  if (vm.snapshot.roots.length > 0) return refused(`${name} has snapshots, and a disk that is part of one cannot be taken out; a snapshot has a delta over each disk already.`);
  const odd = open.filter(({ multiWriter, independent, rawDeviceMapping }) => multiWriter || independent || rawDeviceMapping);
  return odd.length === 0 ? undefined : refused(...odd.map(({ key, multiWriter, independent }) => `Disk ${key} of ${name} is ${multiWriter ? "shared by several writers" : independent ? "independent of snapshots" : "a raw device mapping"}, and gets no delta.`));
}

/** Its top is a base, or what other VMs stand on. */
function needsDelta({ levels, multiWriter }: Disk): boolean {
  const [leaf] = levels;
  return leaf !== undefined && (levels.length === 1 || (!multiWriter && leaf.sharedWith.length > 0));
}

function keysOf(params: Readonly<Record<string, unknown>>): readonly number[] | undefined {
  return Array.isArray(params["disks"]) ? params["disks"].filter((key) => typeof key === "number") : undefined;
}
