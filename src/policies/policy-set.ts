/** All policies in force, loaded whole or not at all. Immutable; a reload makes a new one. */
import { alwaysTold, chooseEvents, type EventChoice } from "../inventory/told-events.js";
import { contentHash } from "../shared/digest.js";
import { subjectKinds, type SubjectKind } from "./decision.js";
import type { Policy } from "./policy.js";
import { wakesOf, type Wakes } from "./wakes.js";

export interface PolicySet {
  /** Sorted by name. */
  readonly policies: readonly Policy[];
  readonly byName: ReadonlyMap<string, Policy>;
  /** Those that are not off, by what they look at. */
  readonly byKind: Readonly<Record<SubjectKind, readonly Policy[]>>;
  /** What wakes them beyond a subject's own changes. */
  readonly wakes: Wakes;
  /** Events of vCenter to be told as facts: those that matter always, and what policies name. */
  readonly events: EventChoice;
  /** Over the texts they were made from: equal sets have equal hashes. */
  readonly hash: string;
}

export function policySet(policies: readonly Policy[], texts: readonly string[]): PolicySet {
  const sorted = [...policies].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const live = sorted.filter((policy) => policy.mode !== "off");
  return {
    policies: sorted,
    byName: new Map(sorted.map((policy) => [policy.name, policy])),
    byKind: Object.fromEntries(subjectKinds.map((kind) => [kind, live.filter((policy) => policy.each === kind)])) as unknown as PolicySet["byKind"],
    wakes: wakesOf(live),
    events: chooseEvents([...alwaysTold, ...live.flatMap((policy) => policy.events?.names ?? [])]),
    hash: contentHash([...texts].sort()),
  };
}
