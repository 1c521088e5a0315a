/**
 * `destroy-vm`: deletes a VM and every file that no other VM of the inventory has (vim-facts 6.6, Destroy_Task). It never runs while others
 * stand on its files unless told to, nor without somebody having written down that data may be lost.
 */
import { foreseeDelete } from "../inventory/foresight/delete-vm.js";
import { sharingLost } from "../inventory/foresight/sharing-lost.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { lossNotAllowed, mayLoseData } from "./may-lose-data.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep } from "./next-step.js";
import { busy, isNoStep, saysOf, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const destroyVm: Action = {
  verb: "destroy-vm",
  doc: "Delete a VM with the files that no other VM has (Destroy).",
  each: ["vm"],
  params: {
    evenIfOthersDepend: { type: "bool", required: false, example: false, doc: "Also when other VMs stand on its files: those stay, with nobody living beside them. Default false." },
    allowDataLoss: mayLoseData,
  },
  repetition: "convergent",
  operations: ["Destroy_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextDeletion,
  evidence: (ground, assignment) => evidenceOf(nextDeletion(ground, assignment)),
  forecast: (ground, { id }) => {
    const { inventory } = ground;
    const vm = inventory.vms.get(id)?.name ?? id;
    return forecastOf(ground, foreseeDelete(inventory, id), {
      losesSharing: sharingLost(inventory, id, new Set(inventory.usesOf(id).map(({ file }) => file.key))).filter((ref) => ref !== id),
      chains: (inventory.disksOf(id) ?? []).map(({ key, depth }) => ({ vm, disk: key, before: depth, after: 0 })),
    });
  },
  reasons: ({ inventory }, { id }) => [`${inventory.vms.get(id)?.name ?? id} is to be deleted`],
};

function nextDeletion(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const { inventory } = ground;
  if (inventory.vms.get(subject.id) === undefined) return satisfied(`${subject.id} is not in vCenter any more.`);
  const loss = lossNotAllowed(params, "a virtual machine and its files");
  if (loss !== undefined) return loss;
  const found = vmAtHand(ground, subject.id, undefined);
  if (isNoStep(found)) return found;
  const { vm, name } = found;
  if (vm.powerState === undefined) return unknown(`runtime.powerState of ${vm.ref}`);
  if (vm.powerState !== "poweredOff") return refused(`${name} is ${vm.powerState === "poweredOn" ? "running" : "suspended"}; power it off first.`);
  const { dependants, missing, space } = foreseeDelete(inventory, vm.ref);
  if (params["evenIfOthersDepend"] !== true) {
    const doubts = missing.filter((property) => !property.startsWith("layoutEx") && !property.startsWith("summary.freeSpace"));
    if (doubts.length > 0) return unknown(...doubts);
    if (dependants.length > 0) return refused(`${saysOf(inventory, dependants, "stands", "stand")} on files of ${name}. Promote them with unlink first, or say evenIfOthersDepend.`);
  }
  const waits = busy(ground, vm);
  if (waits !== undefined) return waits;
  return {
    kind: "operation", operation: { kind: "Destroy_Task", vm: vm.ref }, why: `${name} is still in vCenter.`, progress: { done: 0, total: 1 },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), []),
  };
}
