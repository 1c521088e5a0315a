/**
 * `relocate`: moves a VM's own levels and its home to another datastore; the levels below stay where they are (vim-facts 7.2,
 * moveChildMostDiskBacking). It never moves what another VM stands on.
 */
import { datastoreOf } from "../inventory/file-key.js";
import { homeDatastore } from "../inventory/foresight/promote-vm.js";
import { foreseeRelocate } from "../inventory/foresight/relocate-vm.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep } from "./next-step.js";
import { notMounted } from "./out-of-reach.js";
import { lacksRoom, needsOf } from "./space-guard.js";
import { targetDatastore } from "./target-datastore.js";
import { busy, isNoStep, saysOf, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const relocate: Action = {
  verb: "relocate",
  doc: "Move a VM's own levels to another datastore; what it shares stays (RelocateVM).",
  each: ["vm"],
  leadsTo: "datastore",
  params: { datastore: { type: "string", required: true, example: "ds-fast", doc: "Name or reference of the datastore." } },
  repetition: "convergent",
  operations: ["RelocateVM_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextRelocation,
  evidence: (ground, assignment) => evidenceOf(nextRelocation(ground, assignment)),
  forecast: (ground, { id }, params) => {
    const { inventory } = ground;
    const target = targetDatastore(inventory, params);
    const vm = inventory.vms.get(id)?.name ?? id;
    const chains = (inventory.disksOf(id) ?? []).map(({ key, depth }) => ({ vm, disk: key, before: depth, after: depth }));
    if (typeof target !== "string") return forecastOf(ground, { copied: [], deleted: [], folded: [], space: [], missing: ["the datastore"] }, { chains });
    return forecastOf(ground, foreseeRelocate(inventory, id, target), { chains });
  },
  reasons: ({ inventory }, { id }, params) => [`${inventory.vms.get(id)?.name ?? id} is to live on the datastore "${String(params["datastore"])}"`],
};

function nextRelocation(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const { inventory } = ground;
  const found = vmAtHand(ground, subject.id, undefined);
  if (isNoStep(found)) return found;
  const { vm, name, disks } = found;
  const target = targetDatastore(inventory, params);
  if (isNoStep(target)) return target;
  const home = homeDatastore(inventory, vm.ref);
  if (home === undefined) return unknown(`config.files.vmPathName of ${vm.ref}`);
  const leaves = disks.flatMap((disk) => disk.levels.slice(0, 1));
  const doubtful = leaves.find(({ file }) => datastoreOf(file) === undefined);
  if (doubtful !== undefined) return unknown(`backing.datastore of ${doubtful.fileName}`);
  const at = inventory.datastores.get(target)?.name ?? target;
  if (home === target && leaves.every(({ file }) => datastoreOf(file) === target)) return satisfied(`${name} and the top of each of its disks are on ${at}.`);
  const stoodOn = leaves.filter(({ sharedWith }) => sharedWith.length > 0);
  if (stoodOn.length > 0) return refused(...stoodOn.map(({ fileName, sharedWith }) => `${fileName} of ${name} is what ${saysOf(inventory, sharedWith, "stands", "stand")} on; move the whole group with relocate-group.`));
  const { space } = foreseeRelocate(inventory, vm.ref, target);
  const hindrance = notMounted(inventory, vm.host, target, name) ?? lacksRoom(inventory, name, space) ?? busy(ground, vm);
  if (hindrance !== undefined) return hindrance;
  return {
    kind: "operation", operation: { kind: "RelocateVM_Task", vm: vm.ref, datastore: target, diskMoveType: "moveChildMostDiskBacking" },
    why: `${name} is not wholly on ${at}.`, progress: { done: 0, total: 1 },
    touches: touchesOf(vm, [home, target, ...space.map(({ datastore }) => datastore)], needsOf(space)),
  };
}
