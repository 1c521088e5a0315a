/**
 * `promote`: folds levels of a VM's disk chains away. Without `unlink` only levels that nobody else needs go; with it the VM gets
 * its own copy of the shared ones (vim-facts 7.2, VirtualMachine.PromoteDisks_Task).
 */
import { foreseePromote } from "../inventory/foresight/promote-vm.js";
import type { Disk } from "../inventory/model.js";
import type { Action } from "./action.js";
import { forecastOf } from "./forecast.js";

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
