/**
 * Which subjects a fact wakes: the object itself and, for a VM, the group it stands in; for an event every object it names. Policies
 * with `on:` sleep until then.
 */
import type { EventDetail, Fact } from "../inventory/facts.js";
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Subject, SubjectKind } from "../policies/decision.js";

const kindOfPrefix: Readonly<Record<string, SubjectKind | undefined>> = { vm: "vm", group: "group", base: "group", cluster: "cluster", host: "host", datastore: "datastore", ingest: "vcenter" };

export function subjectsOfFact(fact: Fact, inventory: InventoryView): readonly Subject[] {
  if (fact.event !== undefined) return subjectsOfEvent(fact.event, inventory);
  const kind = kindOfPrefix[fact.kind.slice(0, fact.kind.indexOf("."))];
  if (kind === undefined) return [];
  return kind === "vm" ? vmAndGroup(fact.subject, inventory) : [{ kind, id: fact.subject }];
}

function subjectsOfEvent({ vm, host, computeResource, datastore }: EventDetail, inventory: InventoryView): readonly Subject[] {
  const others = ([["host", host], ["cluster", computeResource], ["datastore", datastore]] as const).flatMap(([kind, id]) => (id === undefined ? [] : [{ kind, id }]));
  return [...(vm === undefined ? [] : vmAndGroup(vm, inventory)), ...others];
}

function vmAndGroup(vm: Ref, inventory: InventoryView): readonly Subject[] {
  const group = inventory.groupOf(vm);
  return [{ kind: "vm", id: vm }, ...(group === undefined ? [] : [{ kind: "group", id: group.id } as const])];
}
