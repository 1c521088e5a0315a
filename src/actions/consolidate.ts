/** `consolidate`: folds what vCenter itself says needs consolidation (vim-facts 7.1, ConsolidateVMDisks_Task). It never unlinks a clone. */
import { foreseePromote } from "../inventory/foresight/promote-vm.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { evidenceOf, satisfied, unknown, type NextStep } from "./next-step.js";
import { needsOf } from "./space-guard.js";
import { busy, isNoStep, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const consolidate: Action = {
  verb: "consolidate",
  doc: "Fold the levels of a VM for which vCenter asks for consolidation (ConsolidateVMDisks).",
  each: ["vm"],
  params: {},
  repetition: "convergent",
  operations: ["ConsolidateVMDisks_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextConsolidation,
  evidence: (ground, assignment) => evidenceOf(nextConsolidation(ground, assignment)),
  forecast: (ground, { id }) => {
    const { inventory } = ground;
    const foreseen = foreseePromote(inventory, id, { unlink: false });
    const vm = inventory.vms.get(id)?.name ?? id;
    return forecastOf(ground, foreseen, {
      chains: (inventory.disksOf(id) ?? []).map(({ key, depth, unneededLevels }) => ({ vm, disk: key, before: depth, after: unneededLevels === undefined ? null : depth - unneededLevels })),
    });
  },
  reasons: ({ inventory }, { id }) => [`vCenter says that disks of ${inventory.vms.get(id)?.name ?? id} need consolidation`],
};

function nextConsolidation(ground: ActionGround, { subject }: Assignment): NextStep {
  const found = vmAtHand(ground, subject.id, "the disks of a template cannot be consolidated");
  if (isNoStep(found)) return found;
  const { vm, name } = found;
  if (vm.consolidationNeeded === undefined) return unknown(`runtime.consolidationNeeded of ${vm.ref}`);
  if (!vm.consolidationNeeded) return satisfied(`vCenter asks for no consolidation of ${name}.`);
  const waits = busy(ground, vm);
  if (waits !== undefined) return waits;
  const { space } = foreseePromote(ground.inventory, vm.ref, { unlink: false });
  return {
    kind: "operation", operation: { kind: "ConsolidateVMDisks_Task", vm: vm.ref }, why: `vCenter asks for consolidation of ${name}.`, progress: { done: 0, total: 1 },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), needsOf(space)),
  };
}
