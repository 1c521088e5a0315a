/**
 * `remove-snapshot`: one, one with everything below it, or all of a VM (vim-facts 7.1). What linked clones stand on stays; the forecast says
 * who that is. It never touches another VM.
 */
import { foreseeRemoveSnapshots } from "../inventory/foresight/remove-snapshots.js";
import { snapshotsIn } from "../inventory/snapshots-in.js";
import type { InventoryView, Vm } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Action, ActionGround, ActionParams, Assignment } from "./action.js";
import { findSnapshot } from "./find-object.js";
import { forecastOf } from "./forecast.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep, type Refused } from "./next-step.js";
import { needsOf } from "./space-guard.js";
import { busy, count, isNoStep, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const removeSnapshot: Action = {
  verb: "remove-snapshot",
  doc: "Remove one snapshot of a VM, one with all below it, or all of them (RemoveSnapshot, RemoveAllSnapshots).",
  each: ["vm"],
  params: {
    which: { type: "string", required: true, words: ["one", "subtree", "all"], example: "one", doc: "one: its children stay. subtree: with all below it. all: every snapshot of the VM." },
    snapshot: { type: "string", required: false, example: "before-upgrade", doc: "Name or reference of the snapshot; not for all." },
  },
  repetition: "convergent",
  operations: ["RemoveSnapshot_Task", "RemoveAllSnapshots_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextRemoval,
  evidence: (ground, assignment) => evidenceOf(nextRemoval(ground, assignment)),
  forecast: (ground, { id }, params) => {
    const vm = ground.inventory.vms.get(id);
    const gone = vm === undefined ? [] : removed(vm, params);
    const refs = isRefused(gone) ? [] : gone;
    const foreseen = foreseeRemoveSnapshots(ground.inventory, id, refs);
    return forecastOf(ground, foreseen, { chains: chainsAfter(ground.inventory, id, foreseen.folded) });
  },
  reasons: ({ inventory }, { id }, params) => {
    const vm = inventory.vms.get(id);
    const gone = vm === undefined ? [] : removed(vm, params);
    return isRefused(gone) ? gone.reasons : [`${vm?.name ?? id} has ${count(gone.length, "snapshot")} to remove${gone.length === 0 ? "" : `: ${gone.join(", ")}`}`];
  },
};

function nextRemoval(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const found = vmAtHand(ground, subject.id, undefined);
  if (isNoStep(found)) return found;
  const { vm, name } = found;
  if (vm.snapshot === undefined) return unknown(`snapshot of ${vm.ref}`);
  const all = params["which"] === "all";
  if (all === (params["snapshot"] !== undefined)) return refused(all ? "All snapshots are to go, so none can be named: leave snapshot out." : "Say which snapshot is to go: snapshot is missing.");
  const gone = removed(vm, params);
  if (isRefused(gone)) return gone;
  const [snapshot] = gone;
  if (snapshot === undefined) return satisfied(all ? `${name} has no snapshots.` : `${name} has no snapshot "${String(params["snapshot"])}".`);
  const waits = busy(ground, vm);
  if (waits !== undefined) return waits;
  const { space } = foreseeRemoveSnapshots(ground.inventory, vm.ref, gone);
  return {
    kind: "operation", why: `${name} has ${count(gone.length, "snapshot")} to remove.`, progress: { done: 0, total: 1 },
    operation: all ? { kind: "RemoveAllSnapshots_Task", vm: vm.ref } : { kind: "RemoveSnapshot_Task", vm: vm.ref, snapshot, removeChildren: params["which"] === "subtree" },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), needsOf(space)),
  };
}

/** The snapshot itself first; empty when there is none. */
function removed({ snapshot }: Vm, params: ActionParams): readonly Ref[] | Refused {
  if (snapshot === undefined) return [];
  if (params["which"] === "all") return snapshotsIn(snapshot).map(({ ref }) => ref);
  const found = findSnapshot(snapshot, String(params["snapshot"]));
  if (found === undefined || isRefused(found)) return found ?? [];
  return params["which"] === "subtree" ? snapshotsIn({ roots: [found] }).map(({ ref }) => ref) : [found.ref];
}

function chainsAfter(view: InventoryView, vm: Ref, folded: readonly string[]) {
  const name = view.vms.get(vm)?.name ?? vm;
  return (view.disksOf(vm) ?? []).map(({ key, depth, levels }) => ({
    vm: name, disk: key, before: depth, after: levels.some(({ role }) => role === "unknown") ? null : depth - levels.filter(({ file }) => folded.includes(file)).length,
  }));
}

function isRefused(found: unknown): found is Refused {
  return typeof found === "object" && found !== null && "kind" in found && found.kind === "refused";
}
