/**
 * `promote`: folds levels of a VM's disk chains away. Without `unlink` only levels that nobody else needs go; with it the VM gets
 * its own copy of the shared ones (vim-facts 7.2, VirtualMachine.PromoteDisks_Task).
 */
import { foreseePromote } from "../inventory/foresight/promote-vm.js";
import type { Disk } from "../inventory/model.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import type { Evidence, NextStep } from "./next-step.js";

const hourMs = 3_600_000;

export const promote: Action = {
  verb: "promote",
  doc: "Fold levels of disk chains away (PromoteDisks).",
  each: ["vm"],
  params: {
    unlink: { type: "bool", required: true, doc: "false: only levels that no snapshot and no other VM needs. true: also copy the shared levels, so that the VM stands alone." },
    disks: {
      type: "list<int>", required: false, doc: "Device keys of the disks. Without it: every disk of the VM.",
      refuseEmpty: "vCenter takes an empty list for every disk of the VM",
    },
  },
  repetition: "convergent",
  next: nextPromote,
  evidence: (ground, assignment): Evidence => {
    const next = nextPromote(ground, assignment);
    if (next.kind === "satisfied") return { kind: "done", why: next.why };
    return next.kind === "operation" ? { kind: "not-done", why: next.why } : { kind: "cannot-tell", why: next.kind === "unknown" ? `not known: ${next.missing.join(", ")}` : next.reasons.join(" ") };
  },
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  forecast: (world, subject, params) => {
    const disks = keysOf(params);
    return forecastOf(world.inventory, foreseePromote(world.inventory, subject.id, { unlink: params["unlink"] === true, ...(disks === undefined ? {} : { disks }) }));
  },
  reasons: (world, subject, params) => {
    const keys = keysOf(params);
    const disks = (world.inventory.disksOf(subject.id) ?? []).filter((disk) => keys?.includes(disk.key) ?? true);
    return disks.map((disk) => reasonFor(disk, params["unlink"] === true));
  },
};

function nextPromote({ inventory, busyVms }: ActionGround, { subject, params }: Assignment): NextStep {
  const vm = inventory.vms.get(subject.id);
  if (vm === undefined) return { kind: "refused", reasons: [`${subject.id} is not in vCenter any more.`] };
  const name = vm.name ?? vm.ref;
  if (vm.template === true) return { kind: "refused", reasons: [`${name} is a template; templates cannot be promoted.`] };
  const disks = vm.disks === undefined ? undefined : inventory.disksOf(vm.ref);
  if (disks === undefined) return { kind: "unknown", missing: [`config.hardware.device of ${vm.ref}`] };
  const keys = keysOf(params);
  const absent = keys?.filter((key) => !disks.some((disk) => disk.key === key)) ?? [];
  if (absent.length > 0) return { kind: "refused", reasons: [`${name} has no disk with key ${absent.join(", ")}.`] };
  const unlink = params["unlink"] === true;
  const chosen = disks.filter((disk) => keys?.includes(disk.key) ?? true);
  const unknown = chosen.flatMap((disk) => disk.levels.flatMap((level) => (level.role === "unknown" ? [level.missing ?? level.fileName] : [])));
  if (unknown.length > 0) return { kind: "unknown", missing: [...new Set(unknown)] };
  const open = chosen.filter((disk) => disk.levels.some((level) => level.role === "unneeded" || (unlink && level.sharedWith.length > 0)));
  if (open.length === 0) return { kind: "satisfied", why: unlink ? `No disk of ${name} stands on shared levels.` : `No disk of ${name} has a level that nobody needs.` };
  if (busyVms === undefined) return { kind: "unknown", missing: ["tasks (whether the VM is busy)"] };
  if (busyVms.has(vm.ref)) return { kind: "wait", reasons: [`${name} is busy with another task.`] };
  const { space } = foreseePromote(inventory, vm.ref, { unlink, ...(keys === undefined ? {} : { disks: keys }) });
  return {
    kind: "operation", operation: { kind: "PromoteDisks_Task", vm: vm.ref, unlink, ...(keys === undefined ? {} : { disks: keys }) },
    why: open.map((disk) => reasonFor(disk, unlink)).join(" "), progress: { done: 0, total: 1 },
    touches: { vms: [vm.ref], datastores: space.map(({ datastore }) => datastore), hosts: vm.host === undefined ? [] : [vm.host], clusters: [], needs: space.map(({ datastore, copiedBytes }) => ({ datastore, bytes: copiedBytes })) },
  };
}

function keysOf(params: Readonly<Record<string, unknown>>): readonly number[] | undefined {
  return Array.isArray(params["disks"]) ? params["disks"].filter((key) => typeof key === "number") : undefined;
}

function reasonFor(disk: Disk, unlink: boolean): string {
  const name = `Disk ${disk.key}${disk.label === undefined ? "" : ` (${disk.label})`}`;
  if (unlink) {
    const shared = disk.levels.filter((level) => level.sharedWith.length > 0);
    return `${name} stands on ${count(shared.length, "level")} shared with other VMs`;
  }
  const unneeded = disk.levels.filter((level) => level.role === "unneeded");
  return `${name} has ${count(unneeded.length, "level")} that no snapshot and no other VM needs: ${unneeded.map((level) => level.fileName).join(", ")}`;
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}
