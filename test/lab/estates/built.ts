/** A world built from an estate on a stepped clock, and short looks at it. */
import { buildEstate } from "../../../src/lab/estates/build-estate.js";
import type { Estate } from "../../../src/lab/estates/estate.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { truthOfVm } from "../../../src/lab/control/truth.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings } from "../../../src/lab/world/settings.js";
import { World } from "../../../src/lab/world/world.js";

export function built(estate: Estate): World {
  const world = new World({ ...defaultWorldSettings, ...estate.settings }, createLabClock(0));
  buildEstate(world, estate);
  return world;
}

/** A world with these VMs on the default estate's places. */
export function builtVms(...vms: readonly Record<string, unknown>[]): World {
  return built(estateOf({ datacenters: [{ vms }] }));
}

/** Paths of a VM's first disk, the level written to first. */
export function chainOf(world: World, vm: string): readonly string[] {
  return truthOfVm(world, vm).disks[0]?.chain.map((level) => level.file) ?? [];
}

/** Users of the base of a VM's first disk. */
export function sharersOfBase(world: World, vm: string): readonly string[] {
  return truthOfVm(world, vm).disks[0]?.chain.at(-1)?.users ?? [];
}
