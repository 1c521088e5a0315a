/** `create-snapshot`: freezes a VM's disks as they are and puts a delta over each (vim-facts 7.1, CreateSnapshot_Task). It never removes another. */
import { foreseeNewLevels } from "../inventory/foresight/new-levels.js";
import type { Disk } from "../inventory/model.js";
import { snapshotsIn } from "../inventory/snapshots-in.js";
import { marked } from "../shared/marker.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { refused, satisfied, unknown, type Evidence, type NextStep } from "./next-step.js";
import { busy, isNoStep, touchesOf, vmAtHand } from "./vm-at-hand.js";

/** Levels of one disk that ESX opens at most (vim-facts 8.2: KB 67186). */
const mostLevels = 255;
const hourMs = 3_600_000;

export const createSnapshot: Action = {
  verb: "create-snapshot",
  doc: "Take a snapshot of a VM (CreateSnapshot). Each disk gets one more level.",
  each: ["vm"],
  params: {
    name: { type: "string", required: true, maxLength: 80, example: "before-upgrade", doc: "Name of the snapshot." },
    description: { type: "string", required: false, maxLength: 1024, example: "Taken before the upgrade", doc: "Text for people; the id of the action is put below it." },
    memory: { type: "bool", required: false, example: false, doc: "Also keep the memory of a running VM. Default false." },
    quiesce: { type: "bool", required: false, example: false, doc: "Let VMware Tools quiesce the file system of a running VM. Default false." },
  },
  repetition: "cumulative",
  operations: ["CreateSnapshot_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextSnapshot,
  evidence,
  forecast: (ground, { id }, params) => {
    const disks = frozenDisks(ground.inventory.disksOf(id) ?? []);
    const vm = ground.inventory.vms.get(id);
    return forecastOf(ground, foreseeNewLevels(ground.inventory, id, disks), {
      chains: disks.map(({ key, depth }) => ({ vm: vm?.name ?? id, disk: key, before: depth, after: depth + 1 })),
      missing: params["memory"] === true && vm?.powerState !== "poweredOff" ? [`config.hardware.memoryMB of ${id} (size of the memory file)`] : [],
    });
  },
  reasons: ({ inventory }, { id }, params) => [`${inventory.vms.get(id)?.name ?? id} is to have a snapshot "${String(params["name"])}"`],
};

function nextSnapshot(ground: ActionGround, assignment: Assignment): NextStep {
  const { subject, params, actionId, done = [] } = assignment;
  const found = vmAtHand(ground, subject.id, "a template cannot be snapshotted; make it a VM first");
  if (isNoStep(found)) return found;
  const { vm, name, disks } = found;
  if (vm.snapshot === undefined) return unknown(`snapshot of ${vm.ref}`);
  if (done.length > 0 || snapshotsIn(vm.snapshot).some(({ marker }) => marker === actionId)) return satisfied(`The snapshot of ${name} has been taken.`);
  const memory = params["memory"] === true;
  const quiesce = params["quiesce"] === true;
  if (memory && quiesce) return refused("A snapshot with memory needs no quiescing: choose memory or quiesce.");
  const shared = disks.filter(({ multiWriter }) => multiWriter);
  if (shared.length > 0) return refused(...shared.map(({ key, label }) => `Disk ${key} (${label ?? "without a label"}) of ${name} is shared by several writers, and such a disk cannot be snapshotted.`));
  const deep = disks.filter(({ depth }) => depth >= mostLevels);
  if (deep.length > 0) return refused(...deep.map(({ key, depth }) => `Disk ${key} of ${name} has ${depth} levels, and one more could not be opened; fold some first.`));
  const waits = busy(ground, vm);
  if (waits !== undefined) return waits;
  const { space } = foreseeNewLevels(ground.inventory, vm.ref, frozenDisks(disks));
  const running = vm.powerState !== "poweredOff";
  return {
    kind: "operation", why: `${name} has no snapshot of this action yet.`, progress: { done: 0, total: 1 },
    operation: { kind: "CreateSnapshot_Task", vm: vm.ref, name: String(params["name"]), description: marked(typeof params["description"] === "string" ? params["description"] : "", actionId), memory, quiesce },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), space.map(({ datastore }) => ({ datastore, bytes: memory && running ? undefined : 0 }))),
  };
}

/** The mark in the description tells, wherever the snapshot now is in the tree; one that somebody removed meanwhile cannot be told from one that never was. */
function evidence(ground: ActionGround, { subject, actionId }: Assignment): Evidence {
  const vm = ground.inventory.vms.get(subject.id);
  if (vm?.snapshot === undefined) return { kind: "cannot-tell", why: `Not known: snapshot of ${subject.id}.` };
  const made = snapshotsIn(vm.snapshot).find(({ marker }) => marker === actionId);
  if (made !== undefined) return { kind: "done", why: `${made.ref} of ${vm.name ?? vm.ref} has the mark of this action.` };
  return { kind: "cannot-tell", why: `No snapshot of ${vm.name ?? vm.ref} has the mark of this action: it was never taken, or somebody removed it.` };
}

/** Independent disks take no part (vim-facts 6.3). */
function frozenDisks(disks: readonly Disk[]): readonly Disk[] {
  return disks.filter(({ independent, levels }) => !independent && levels.length > 0);
}
