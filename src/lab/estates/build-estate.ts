/**
 * Makes the world that an estate describes, with the same transitions that operations use: places first, then each entry's VMs with their steps from top
 * to bottom, then the later steps, then what refers to VMs. No time passes and no task, event or change is told.
 */
import { createRootFolder } from "../inventory/add-folder.js";
import type { World } from "../world/world.js";
import { buildPlaces } from "./build-places.js";
import { buildVms, type BuiltVms } from "./build-vms.js";
import { doStep } from "./do-step.js";
import type { DatacenterPlan, Estate } from "./estate.js";
import { finishPlaces } from "./finish-places.js";
import { Mistakes } from "./reading.js";
import { whatWentWrong } from "./what-went-wrong.js";

/** Throws LAB_ESTATE_INVALID with every mistake that shows only now, such as a datastore that is too small; the world is of no use then. */
export function buildEstate(world: World, estate: Estate): void {
  const mistakes = new Mistakes(estate.source);
  world.changes.silently(() => {
    createRootFolder(world);
    for (const datacenter of estate.datacenters) buildDatacenter(world, datacenter, mistakes);
  });
  mistakes.throwIfAny();
}

function buildDatacenter(world: World, plan: DatacenterPlan, mistakes: Mistakes): void {
  const places = buildPlaces(world, plan);
  const vms: BuiltVms = new Map();
  for (const entry of plan.vms) buildVms(world, entry, places, vms, mistakes);
  for (const entry of plan.vms) {
    for (const step of entry.later) {
      for (const name of entry.names) {
        const vm = vms.get(name);
        if (vm === undefined) continue;
        const wrong = whatWentWrong(() => { doStep(world, vm, step, places); });
        if (wrong === undefined) continue;
        mistakes.report(step.at ?? entry.at, `${name}: ${wrong}`);
        break;
      }
    }
  }
  finishPlaces(world, plan, places, vms);
}
