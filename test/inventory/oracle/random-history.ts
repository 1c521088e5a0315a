/** A random history of a lab with somebody who watches: deeds, looks in between, and quiet points at which all who know the truth must agree. */
import { expect } from "vitest";
import type { InventoryUpdate } from "../../../src/inventory/updates.js";
import { startLab, type Lab } from "../../../src/lab/start-lab.js";
import { LabRandom } from "../../../src/lab/world/lab-random.js";
import type { NuisanceKind } from "../../../src/lab/world/nuisances.js";
import { findingsOf } from "./findings-of-inventory.js";
import type { Findings } from "./findings.js";
import { Follower, readFully } from "./follower.js";
import { LabHand } from "./lab-hand.js";
import { oracle } from "./oracle.js";
import { pictureOfLab } from "./picture-of-lab.js";
import { pictureOfRead } from "./picture-of-read.js";
import { doSomething, pick } from "./random-deeds.js";
import { tangleEstate } from "./tangle-estate.js";

export interface HistoryPlan {
  readonly seed: number;
  readonly deeds: number;
  /** Deeds between two quiet points. */
  readonly every: number;
  readonly taskMs?: number;
  /** Each strikes one occasion in `oneIn`. */
  readonly nuisances?: { readonly kinds: readonly NuisanceKind[]; readonly oneIn: number };
}

export interface HistoryOutcome {
  readonly follower: Follower;
  readonly hand: LabHand;
  readonly struck: ReadonlyMap<string, number>;
  /** Roles of levels, verdicts, and "risk" where it was above zero, as often as a quiet point saw them. */
  readonly seen: ReadonlyMap<string, number>;
  /** The whole state as a new client read it at the last quiet point. */
  readonly lastRead: readonly (readonly InventoryUpdate[])[];
}

export async function runHistory(plan: HistoryPlan): Promise<HistoryOutcome> {
  const lab = await startLab({ estate: tangleEstate(plan.taskMs), clock: { factor: 0 }, seed: plan.seed });
  const random = new LabRandom(plan.seed);
  const hand = new LabHand(lab);
  const follower = new Follower(lab);
  const struck = new Map<string, number>();
  const seen = new Map<string, number>();
  let lastRead: HistoryOutcome["lastRead"] = [];
  let names = 0;
  const look = async (): Promise<void> => { for (let turns = random.below(3); turns > 0; turns--) await follower.turn(); };
  try {
    await follower.catchUp();
    for (let deed = 0; deed < plan.deeds; deed++) {
      if (deed % plan.every === 0) planNuisances(lab, plan);
      await doSomething({ hand, world: lab.world, random, next: () => ++names, during: random.below(3) === 0 ? look : undefined });
      await look();
      if ((deed + 1) % plan.every !== 0) continue;
      for (const { kind, struck: times } of lab.world.nuisances.all()) struck.set(kind, (struck.get(kind) ?? 0) + times);
      lastRead = await agreeAtLast(plan, hand, follower);
      await agreeInTheDark(plan, hand, follower, random);
      for (const word of wordsIn(findingsOf(follower.inventory))) seen.set(word, (seen.get(word) ?? 0) + 1);
    }
    return { follower, hand, struck, seen, lastRead };
  } finally {
    await follower.close();
    await lab.stop();
  }
}

function planNuisances({ world }: Lab, { nuisances }: HistoryPlan): void {
  for (const kind of nuisances?.kinds ?? []) world.nuisances.plan({ kind, times: 0, probability: 1 / (nuisances?.oneIn ?? 1) });
}

/** While a datastore is away the model knows what was last seen: the same files, groups and users, and roles that are unknown. */
async function agreeInTheDark({ seed }: HistoryPlan, { lab: { world, control }, log }: LabHand, follower: Follower, random: LabRandom): Promise<void> {
  const datastore = pick(random, world.all("Datastore"));
  if (datastore === undefined) return;
  control.setAccessible(datastore.ref.value, false);
  await follower.catchUp();
  expect(findingsOf(follower.inventory), `seed ${seed} after ${log.length} deeds, ${datastore.name} being away`).toEqual(oracle(pictureOfLab(world)));
  control.setAccessible(datastore.ref.value, true);
  await follower.catchUp();
}

function wordsIn({ vms, groups }: Findings): readonly string[] {
  const roles = Object.values(vms).flatMap(({ disks }) => disks.flatMap(({ levels }) => levels.map(({ role }) => role)));
  return [...roles, ...groups.flatMap(({ limit, risk }) => [limit.verdict, ...((risk?.slotHeld ?? 0) > 0 ? ["risk"] : [])])];
}

/** The nuisances end, what is under way settles, and what nobody announces is read again. Then nobody may differ. */
async function agreeAtLast({ seed }: HistoryPlan, hand: LabHand, follower: Follower): Promise<HistoryOutcome["lastRead"]> {
  const { lab } = hand;
  const hidden = lab.world.nuisances.all().some(({ kind, struck }) => kind === "leave-without-destroy" && struck > 0);
  lab.world.nuisances.clear();
  // What is out of sight stays so for the session that lost it.
  if (hidden) lab.control.expireSessions();
  hand.settle();
  await follower.catchUp();
  const where = `seed ${seed} after ${hand.log.length} deeds, the last being\n  ${hand.log.slice(-25).join("\n  ")}\nlost watches: ${follower.lost.join(", ")}\n`;
  expect(lab.world.defects, where).toEqual([]);
  const told = findingsOf(follower.inventory);
  expect(told, `${where}incremental inventory and the lab's truth`).toEqual(oracle(pictureOfLab(lab.world)));
  const anew = await readFully(lab);
  expect(told, `${where}incremental inventory and a fresh one`).toEqual(findingsOf(anew.inventory));
  expect(told, `${where}incremental inventory and the oracle over a full read`).toEqual(oracle(pictureOfRead(anew.sets.flat())));
  return anew.sets;
}
