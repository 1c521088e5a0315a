/**
 * `revert-snapshot`: takes a VM back to a snapshot; what it has written since is lost (vim-facts 7.1, RevertToSnapshot_Task). It never runs
 * without somebody having written down that data may be lost.
 */
import { datastoreOf } from "../inventory/file-key.js";
import { foreseeRevert } from "../inventory/foresight/revert-vm.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { findSnapshot } from "./find-object.js";
import { forecastOf } from "./forecast.js";
import { lossNotAllowed, mayLoseData } from "./may-lose-data.js";
import { refused, satisfied, unknown, type Evidence, type NextStep } from "./next-step.js";
import { busy, isNoStep, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const revertSnapshot: Action = {
  verb: "revert-snapshot",
  doc: "Take a VM back to a snapshot (RevertToSnapshot). What it has written since then is lost.",
  each: ["vm"],
  params: {
    snapshot: { type: "string", required: true, example: "before-upgrade", doc: "Name or reference of the snapshot." },
    suppressPowerOn: { type: "bool", required: false, example: true, doc: "Leave the VM off even if the snapshot was taken while it ran. Default false." },
    allowDataLoss: mayLoseData,
  },
  repetition: "cumulative",
  operations: ["RevertToSnapshot_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextRevert,
  evidence,
  forecast: (ground, { id }, params) => {
    const { inventory } = ground;
    const vm = inventory.vms.get(id);
    const target = vm?.snapshot === undefined ? undefined : findSnapshot(vm.snapshot, String(params["snapshot"]));
    if (target === undefined || "kind" in target) return forecastOf(ground, { copied: [], deleted: [], folded: [], space: [], missing: [`snapshot of ${id}`] });
    const frozen = inventory.frozenFilesOf(id, target.ref);
    return forecastOf(ground, foreseeRevert(inventory, id, target.ref), {
      chains: (inventory.disksOf(id) ?? []).map(({ key, depth, levels }) => {
        const at = levels.findIndex(({ file }) => frozen?.includes(file) === true);
        return { vm: vm?.name ?? id, disk: key, before: depth, after: at < 0 ? null : depth - at + 1 };
      }),
    });
  },
  reasons: ({ inventory }, { id }, params) => [`${inventory.vms.get(id)?.name ?? id} is to go back to the snapshot "${String(params["snapshot"])}"`],
};

function nextRevert(ground: ActionGround, { subject, params, done = [] }: Assignment): NextStep {
  const loss = lossNotAllowed(params, "what the VM has written since the snapshot");
  if (loss !== undefined) return loss;
  const found = vmAtHand(ground, subject.id, "a template cannot be reverted; make it a VM first");
  if (isNoStep(found)) return found;
  const { vm, name, disks } = found;
  if (done.length > 0) return satisfied(`${name} has been taken back.`);
  if (vm.snapshot === undefined) return unknown(`snapshot of ${vm.ref}`);
  const snapshot = findSnapshot(vm.snapshot, String(params["snapshot"]));
  if (snapshot === undefined) return refused(`${name} has no snapshot "${String(params["snapshot"])}".`);
  if ("kind" in snapshot) return snapshot;
  const waits = busy(ground, vm);
  if (waits !== undefined) return waits;
  const datastores = disks.flatMap(({ levels }) => levels.slice(0, 1).flatMap(({ file }) => datastoreOf(file) ?? []));
  return {
    kind: "operation", why: `${name} has not been taken back to "${snapshot.name}" by this action yet.`, progress: { done: 0, total: 1 },
    operation: { kind: "RevertToSnapshot_Task", vm: vm.ref, snapshot: snapshot.ref, suppressPowerOn: params["suppressPowerOn"] === true },
    touches: touchesOf(vm, datastores, datastores.map((datastore) => ({ datastore, bytes: 0 }))),
  };
}

/** While another snapshot is current it was not done; the right one may have been current before. */
function evidence(ground: ActionGround, { subject, params }: Assignment): Evidence {
  const tree = ground.inventory.vms.get(subject.id)?.snapshot;
  const wanted = tree === undefined ? undefined : findSnapshot(tree, String(params["snapshot"]));
  if (tree === undefined || wanted === undefined || "kind" in wanted) return { kind: "cannot-tell", why: `Not known: the snapshot "${String(params["snapshot"])}" of ${subject.id}.` };
  if (tree.current !== wanted.ref) return { kind: "not-done", why: `The current snapshot is ${tree.current ?? "none"}, not ${wanted.ref}.` };
  return { kind: "cannot-tell", why: `${wanted.ref} is the current snapshot, which it may have been before.` };
}
