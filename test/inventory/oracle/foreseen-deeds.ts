/** Deeds whose outcome tetherd foretells, drawn from a seed: what to ask beforehand, what to rehearse, and the order that does it. */
import { foreseeDelete } from "../../../src/inventory/foresight/delete-vm.js";
import type { Foresight } from "../../../src/inventory/foresight/foresight.js";
import { foreseePromote } from "../../../src/inventory/foresight/promote-vm.js";
import { foreseeRelocate } from "../../../src/inventory/foresight/relocate-vm.js";
import { foreseeRemoveSnapshots } from "../../../src/inventory/foresight/remove-snapshots.js";
import { foreseeUnregister } from "../../../src/inventory/foresight/unregister-vm.js";
import type { InventoryView } from "../../../src/inventory/model.js";
import type { Hypothesis } from "../../../src/inventory/what-if/hypothesis.js";
import type { Order } from "../../../src/lab/control/operate.js";
import type { LabRandom } from "../../../src/lab/world/lab-random.js";
import type { World } from "../../../src/lab/world/world.js";
import { pick } from "./random-deeds.js";

export interface ForeseenDeed {
  readonly what: string;
  readonly vm: string;
  readonly order: Order;
  readonly foresee: (view: InventoryView) => Foresight;
  readonly hypothesis: Hypothesis;
}

const kinds = ["delete", "unregister", "promote", "unlink", "relocate", "remove snapshot"] as const;

/** Undefined where there is nothing to do it to. */
export function drawDeed(world: World, random: LabRandom): ForeseenDeed | undefined {
  const what = pick(random, kinds) ?? "delete";
  const on = pick(random, world.all("VirtualMachine"));
  if (on === undefined) return undefined;
  const vm = on.ref.value;
  switch (what) {
    case "delete": return world.count("VirtualMachine") < 6 ? undefined : { what, vm, order: { on: vm, method: "Destroy_Task" }, foresee: (view) => foreseeDelete(view, vm), hypothesis: { kind: "delete", vm } };
    case "unregister": return world.count("VirtualMachine") < 6 ? undefined : { what, vm, order: { on: vm, method: "UnregisterVM" }, foresee: (view) => foreseeUnregister(view, vm), hypothesis: { kind: "unregister", vm } };
    case "promote": case "unlink": {
      const unlink = what === "unlink";
      return { what, vm, order: { on: vm, method: "PromoteDisks_Task", args: { unlink } }, foresee: (view) => foreseePromote(view, vm, { unlink }), hypothesis: { kind: "promote", vm, unlink } };
    }
    case "relocate": {
      const datastore = pick(random, world.all("Datastore"))?.ref.value ?? "";
      return { what, vm, order: { on: vm, method: "RelocateVM_Task", args: { spec: { datastore, diskMoveType: "moveChildMostDiskBacking" } } }, foresee: (view) => foreseeRelocate(view, vm, datastore), hypothesis: { kind: "relocate", vm, datastore } };
    }
    case "remove snapshot": {
      const snapshot = pick(random, world.snapshots.keys());
      const owner = snapshot === undefined ? undefined : [...world.all("VirtualMachine")].find((each) => [...world.snapshotsOf(each)].some(({ ref }) => ref.value === snapshot))?.ref.value;
      if (snapshot === undefined || owner === undefined) return undefined;
      return { what, vm: owner, order: { on: snapshot, method: "RemoveSnapshot_Task", args: { removeChildren: false } }, foresee: (view) => foreseeRemoveSnapshots(view, owner, [snapshot]), hypothesis: { kind: "remove-snapshot", vm: owner, snapshot } };
    }
  }
}
