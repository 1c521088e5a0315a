/**
 * `promote`: folds levels of a VM's disk chains away. Without `unlink` only levels that nobody else needs go; with it the VM gets
 * its own copy of the shared ones (vim-facts 7.2, VirtualMachine.PromoteDisks_Task).
 */
import { foreseePromote, isCopied } from "../inventory/foresight/promote-vm.js";
import { sharingLost } from "../inventory/foresight/sharing-lost.js";
import type { Disk, Level } from "../inventory/model.js";
import type { Action, ActionGround, ActionParams, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep, type NoStep } from "./next-step.js";
import { promotionOfRunning } from "./promotion-support.js";
import { lacksRoom, needsOf } from "./space-guard.js";
import { busy, chosenDisks, count, isNoStep, touchesOf, vmAtHand, type VmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const promote: Action = {
  verb: "promote",
  doc: "Fold levels of disk chains away (PromoteDisks).",
  each: ["vm"],
  params: {
    unlink: { type: "bool", required: true, example: false, doc: "false: only levels that no snapshot and no other VM needs. true: also copy the shared levels, so that the VM stands alone." },
    disks: {
      type: "list<int>", required: false, example: [2000], doc: "Device keys of the disks. Without it: every disk of the VM.",
      refuseEmpty: "vCenter takes an empty list for every disk of the VM",
    },
  },
  repetition: "convergent",
  operations: ["PromoteDisks_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextPromote,
  evidence: (ground, assignment) => evidenceOf(nextPromote(ground, assignment)),
  forecast: (ground, { id }, params) => {
    const { inventory } = ground;
    const { unlink, keys } = read(params);
    const disks = (inventory.disksOf(id) ?? []).filter(({ key }) => keys?.includes(key) ?? true);
    const left = unlink ? disks.flatMap((disk) => disk.levels.filter((level) => isCopied(disk, level)).map(({ file }) => file)) : [];
    const vm = inventory.vms.get(id)?.name ?? id;
    return forecastOf(ground, foreseePromote(inventory, id, { unlink, ...(keys === undefined ? {} : { disks: keys }) }), {
      losesSharing: sharingLost(inventory, id, new Set(left)),
      chains: disks.map(({ key, depth, levels }) => ({ vm, disk: key, before: depth, after: levels.some(({ role }) => role === "unknown") ? null : depth - levels.filter((level) => folds(level, unlink)).length })),
    });
  },
  reasons: ({ inventory }, { id }, params) => {
    const { unlink, keys } = read(params);
    return (inventory.disksOf(id) ?? []).filter(({ key }) => keys?.includes(key) ?? true).map((disk) => reasonFor(disk, unlink));
  },
};

function nextPromote(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const { unlink, keys } = read(params);
  const found = vmAtHand(ground, subject.id, "templates cannot be promoted");
  if (isNoStep(found)) return found;
  const { vm, name } = found;
  const chosen = chosenDisks(found, keys);
  if (isNoStep(chosen)) return chosen;
  const doubts = chosen.flatMap((disk) => disk.levels.flatMap((level) => (level.role === "unknown" ? [level.missing ?? level.fileName] : [])));
  if (doubts.length > 0) return unknown(...doubts);
  const open = chosen.filter((disk) => disk.levels.some((level) => level.role === "unneeded" || (unlink && isCopied(disk, level))));
  if (open.length === 0) return satisfied(unlink ? `No disk of ${name} stands on shared levels.` : `No disk of ${name} has a level that nobody needs.`);
  const { space } = foreseePromote(ground.inventory, vm.ref, { unlink, ...(keys === undefined ? {} : { disks: keys }) });
  const hindrance = runningHindrance(ground, found) ?? lacksRoom(ground.inventory, `A copy of what ${name} shares`, space) ?? busy(ground, vm);
  if (hindrance !== undefined) return hindrance;
  return {
    kind: "operation", operation: { kind: "PromoteDisks_Task", vm: vm.ref, unlink, ...(keys === undefined ? {} : { disks: keys }) },
    why: open.map((disk) => reasonFor(disk, unlink)).join(" "), progress: { done: 0, total: 1 },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), needsOf(space)),
  };
}

/** Whether a running VM may be promoted depends on vCenter's version (vim-facts 7.2). */
function runningHindrance({ apiVersion }: ActionGround, { vm, name }: VmAtHand): NoStep | undefined {
  if (vm.powerState === undefined) return unknown(`runtime.powerState of ${vm.ref}`);
  if (vm.powerState !== "poweredOn") return undefined;
  if (apiVersion === undefined) return unknown("about.apiVersion");
  const rule = promotionOfRunning(apiVersion);
  if (rule === "never") return refused(`${name} is running, and vCenter ${apiVersion} promotes only VMs that are powered off or suspended.`);
  if (rule === "unknown") return refused(`${name} is running, and it is not known whether vCenter ${apiVersion} promotes running VMs; power it off or suspend it first.`);
  if (vm.snapshot === undefined) return unknown(`snapshot of ${vm.ref}`);
  if (vm.snapshot.roots.length === 0) return undefined;
  return refused(`${name} is running and has snapshots; vCenter ${apiVersion} promotes running VMs only without snapshots. Remove them, or power the VM off.`);
}

function folds({ foldedBy }: Level, unlink: boolean): boolean {
  return foldedBy?.includes("promote") === true || (unlink && foldedBy?.includes("unlink") === true);
}

function read(params: ActionParams): { readonly unlink: boolean; readonly keys: readonly number[] | undefined } {
  const disks = params["disks"];
  return { unlink: params["unlink"] === true, keys: Array.isArray(disks) ? disks.filter((key) => typeof key === "number") : undefined };
}

function reasonFor(disk: Disk, unlink: boolean): string {
  const name = `Disk ${disk.key}${disk.label === undefined ? "" : ` (${disk.label})`}`;
  if (unlink) return `${name} stands on ${count(disk.levels.filter((level) => level.sharedWith.length > 0).length, "level")} shared with other VMs`;
  const unneeded = disk.levels.filter((level) => level.role === "unneeded");
  return `${name} has ${count(unneeded.length, "level")} that no snapshot and no other VM needs: ${unneeded.map((level) => level.fileName).join(", ")}`;
}
