/** A small estate, policies from text, and shortcuts for judging. */
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate, PlaceUpdate } from "../../src/inventory/updates.js";
import { createLanguage, isExpression } from "../../src/policies/conditions/language.js";
import type { Outcome, Yields } from "../../src/policies/conditions/expression.js";
import type { Subject, WatchedVCenter, World } from "../../src/policies/decision.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import type { Policy } from "../../src/policies/policy.js";
import type { PolicySet } from "../../src/policies/policy-set.js";
import { formatProblem } from "../../src/policies/problem.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { chain, cluster, datastore, disk, host, vm } from "../inventory/estate.js";

export function place(ref: string, name: string, parent: string | undefined, kind: "Folder" | "Datacenter" = "Folder"): PlaceUpdate {
  return { type: "Place", ref, kind: "enter", set: { kind, name, ...(parent === undefined ? {} : { parent }) }, unreadable: [] };
}

export const places = [
  place("group-d1", "Datacenters", undefined), place("datacenter-2", "DC0", "group-d1", "Datacenter"),
  place("group-v3", "vm", "datacenter-2"), place("group-v4", "legacy", "group-v3"), place("group-v5", "prod", "group-v3"),
];

/** `count` VMs linked to one base, one per host, on ten hosts of an HA cluster. */
export function linkedEstate(count = 9): readonly InventoryUpdate[] {
  const hosts = Array.from({ length: 10 }, (_, index) => `host-${index + 1}`);
  return [
    ...places, datastore("datastore-1"), cluster("domain-c1", hosts, { name: "prod-a", drsEnabled: false }),
    ...hosts.map((ref) => host(ref, { name: `esx${ref.slice(5)}`, inMaintenanceMode: false })),
    ...Array.from({ length: count }, (_, index) => vm(`vm-${index + 1}`, {
      name: index === 0 ? "base" : `clone-${index}`, parent: "group-v5", host: `host-${index + 1}`, template: false, consolidationNeeded: false, instanceUuid: `uuid-${index + 1}`, datastores: ["datastore-1"],
      vmPathName: index === 0 ? "[ds1] base/base.vmx" : `[ds1] c${index}/c${index}.vmx`,
      disks: [disk(2000, index === 0 ? chain("base/base-1.vmdk", "base/base.vmdk") : chain(`c${index}/c.vmdk`, "base/base.vmdk"))],
    })),
  ];
}

export function inventoryOf(updates: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  return inventory;
}

/** In sight, whole, and nothing lost. */
export const watched: WatchedVCenter = { id: "uuid-1", name: "vc1", outOfSightSince: undefined, history: { lostAt: undefined }, tasksReadable: true, everRead: true };

export function worldOf(updates: readonly InventoryUpdate[], extra: Partial<World> = {}): World {
  return { inventory: inventoryOf(updates), hostLimit: 8, busyVms: new Set(), vcenter: watched, ...extra };
}

/** Problems as printed, without the path. */
export function problemsOf(text: string): readonly string[] {
  return loadPolicies([{ path: "p.yaml", text }], actionCatalogue).problems.map((problem) => formatProblem(problem).replace("p.yaml:", ""));
}

export function loaded(...texts: readonly string[]): PolicySet {
  const { policies, problems } = loadPolicies(texts.map((text, index) => ({ path: `p${index}.yaml`, text })), actionCatalogue);
  if (policies === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  return policies;
}

export function onePolicy(text: string): Policy {
  const policy = loaded(text).policies[0];
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

const language = createLanguage();

/** Evaluates a condition on a subject. */
export function evaluated(world: World, subject: Subject, source: string, yields: Yields = "bool"): Outcome {
  const compiled = language.compile(source, subject.kind, yields);
  if (!isExpression(compiled)) throw new Error(`${source}: ${compiled.map((mistake) => `${mistake.offset}: ${mistake.message}`).join("; ")}`);
  return compiled.evaluate(sightOf(world), subject);
}

/** The value, or "unknown: …". */
export function answer(world: World, subject: Subject, source: string): unknown {
  const outcome = evaluated(world, subject, source);
  return outcome.kind === "known" ? outcome.value : `unknown: ${outcome.missing.join(", ")}`;
}
