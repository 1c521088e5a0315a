/** A nuisance as an order gives it, checked; objects may be given by name. Planning it is the book's business. */
import type { World } from "../world/world.js";
import { nuisanceKinds, type Nuisance, type PlannedNuisance } from "../world/nuisances.js";
import { durationOf } from "./amounts.js";
import { findRef } from "./find-named.js";
import { refuse, refuseUnknown } from "./refuse.js";

/** What an order may say: as Nuisance, with `delay` as a text instead of `delayMs` where that is easier. */
export type NuisanceOrder = Readonly<Record<string, unknown>>;

const kindsOfKeys: Readonly<Record<string, string>> = {
  kind: "string", method: "string", object: "string", afterCalls: "number", times: "number", probability: "number", delayMs: "number", delay: "string", fault: "string", faultFields: "object", amount: "number",
};

export function planNuisance(world: World, order: NuisanceOrder): PlannedNuisance {
  for (const [key, value] of Object.entries(order)) {
    const wanted = kindsOfKeys[key];
    if (wanted === undefined) throw refuseUnknown("key of a nuisance", key, Object.keys(kindsOfKeys));
    if (typeof value !== wanted) throw refuse(`${key} is ${JSON.stringify(value)}; allowed: a ${wanted}`);
  }
  const { kind, delay, object, ...rest } = order;
  const known = nuisanceKinds.find((each) => each === kind);
  if (known === undefined) throw refuseUnknown("nuisance", String(kind), nuisanceKinds);
  const probability = order["probability"];
  if (typeof probability === "number" && (probability < 0 || probability > 1)) throw refuse(`probability is ${probability}; allowed: 0 to 1`);
  return world.nuisances.plan({
    ...(rest as Omit<Nuisance, "kind">), kind: known,
    ...(delay === undefined ? {} : { delayMs: durationOf(delay, "delay") }),
    ...(typeof object === "string" ? { object: idOf(world, object) } : {}),
  });
}

/** Names become ids; what nobody knows is taken as an id, for tasks and collectors come later. */
function idOf(world: World, object: string): string {
  if (object.includes("@")) return findRef(world, "VirtualMachineSnapshot", object).value;
  for (const type of ["VirtualMachine", "HostSystem", "Datastore", "ClusterComputeResource"] as const) {
    for (const entity of world.all(type)) if (entity.name === object) return entity.ref.value;
  }
  return object;
}
