/**
 * `where:`, the quick choice of objects by globs before any condition runs. It is three-valued: while a name is unknown, so is the answer.
 */
import type { Vm } from "../inventory/model.js";
import { globMatches } from "./conditions/glob.js";
import type { Subject, SubjectKind } from "./decision.js";
import { clustersOf, membersOf } from "./vocabulary/group.js";
import { clusterName, computeOf, hostOf, namesOf, pathOf } from "./vocabulary/place.js";
import type { Sight } from "./vocabulary/sight.js";

export type Dimension = "name" | "folder" | "host" | "cluster" | "datastore";

/** All parts must hold. A group has the folders, hosts and so on of all its members: one that matches is enough, for or against. */
export interface Where {
  readonly only: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly not: Readonly<Partial<Record<Dimension, readonly string[]>>>;
}

export const everywhere: Where = { only: {}, not: {} };

/** What each kind of object can be chosen by. */
export const dimensionsOf: Readonly<Record<SubjectKind, readonly Dimension[]>> = {
  vm: ["name", "folder", "host", "cluster", "datastore"],
  group: ["name", "folder", "host", "cluster", "datastore"],
  cluster: ["name", "cluster"],
  host: ["name", "host", "cluster"],
  datastore: ["name", "datastore"],
  vcenter: ["name"],
};

/** Undefined: a name that decides is unknown; it is added to `missing`. */
export function whereHolds(where: Where, sight: Sight, subject: Subject, missing: Set<string>): boolean | undefined {
  if (where === everywhere) return true;
  const only = partHolds(where.only, true, sight, subject, missing);
  if (only === false) return false;
  const not = partHolds(where.not, false, sight, subject, missing);
  return not === false ? false : only === undefined ? undefined : not;
}

/** It runs for every policy and object, so it makes nothing. */
function partHolds(part: Where["only"], wanted: boolean, sight: Sight, subject: Subject, missing: Set<string>): boolean | undefined {
  let unknown = false;
  for (const dimension in part) {
    const patterns = part[dimension as Dimension];
    if (patterns === undefined) continue;
    const values = valuesOf(sight, subject, dimension as Dimension);
    if (values === undefined) {
      missing.add(`${subject.kind}.${dimension}`);
      unknown = true;
    } else if (values.some((value) => patterns.some((pattern) => matches(pattern, value, dimension as Dimension))) !== wanted) return false;
  }
  return unknown ? undefined : true;
}

/** One line of `where:` for one subject, for people: what it has, and whether that is wanted. */
export interface WherePart {
  /** As in the policy, e.g. "notFolder". */
  readonly key: string;
  readonly patterns: readonly string[];
  /** Undefined while unknown. */
  readonly values: readonly string[] | undefined;
  readonly holds: boolean | undefined;
}

export function whereParts(where: Where, sight: Sight, subject: Subject): readonly WherePart[] {
  return ([[where.only, true], [where.not, false]] as const).flatMap(([parts, wanted]) => (Object.entries(parts) as [Dimension, readonly string[]][]).map(([dimension, patterns]): WherePart => {
    const values = valuesOf(sight, subject, dimension);
    const key = wanted ? dimension : `not${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`;
    return { key, patterns, values, holds: values === undefined ? undefined : values.some((value) => patterns.some((pattern) => matches(pattern, value, dimension))) === wanted };
  }));
}

function matches(pattern: string, value: string, dimension: Dimension): boolean {
  return globMatches(pattern, value) || (dimension === "folder" && globMatches(pattern, `${value}/`));
}

function valuesOf(sight: Sight, { kind, id }: Subject, dimension: Dimension): readonly string[] | undefined {
  const { inventory } = sight;
  switch (kind) {
    case "vm": {
      const vm = inventory.vms.get(id);
      return vm === undefined ? undefined : vmValues(sight, vm, dimension);
    }
    case "group": {
      const group = inventory.groups.get(id);
      if (group === undefined) return undefined;
      if (dimension === "name") return [group.name];
      if (dimension === "cluster") return namesOf(clustersOf(group, sight)?.map((compute) => compute.ref), inventory.computes);
      const lists = membersOf(group, sight)?.map((vm) => vmValues(sight, vm, dimension));
      return lists === undefined || lists.includes(undefined) ? undefined : [...new Set(lists.flatMap((list) => list ?? []))];
    }
    case "cluster": return single(inventory.computes.get(id)?.name);
    case "host": {
      const host = inventory.hosts.get(id);
      return dimension === "cluster" ? withoutEmpty(clusterName(computeOf(inventory, host))) : single(host?.name);
    }
    case "datastore": return single(inventory.datastores.get(id)?.name);
    case "vcenter": return single(sight.vcenter?.name);
  }
}

function vmValues({ inventory }: Sight, vm: Vm, dimension: Dimension): readonly string[] | undefined {
  switch (dimension) {
    case "name": return single(vm.name);
    case "folder": return single(pathOf(inventory, vm.parent));
    case "host": return single(hostOf(inventory, vm)?.name);
    case "cluster": return withoutEmpty(clusterName(computeOf(inventory, hostOf(inventory, vm))));
    case "datastore": return namesOf(vm.datastores, inventory.datastores);
  }
}

function single(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

/** A standalone host has no cluster: nothing to match, and known to be nothing. */
function withoutEmpty(value: string | undefined): readonly string[] | undefined {
  return value === "" ? [] : single(value);
}
