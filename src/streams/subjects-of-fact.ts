/** Which subjects a fact wakes: the object itself and, for a VM, the group it stands in. Policies with `on:` sleep until then. */
import type { Fact } from "../inventory/facts.js";
import type { InventoryView } from "../inventory/model.js";
import type { Subject, SubjectKind } from "../policies/decision.js";

const kindOfPrefix: Readonly<Record<string, SubjectKind | undefined>> = { vm: "vm", group: "group", base: "group", cluster: "cluster", host: "host", datastore: "datastore" };

export function subjectsOfFact(fact: Fact, inventory: InventoryView): readonly Subject[] {
  const kind = kindOfPrefix[fact.kind.slice(0, fact.kind.indexOf("."))];
  if (kind === undefined) return [];
  const group = kind === "vm" ? inventory.groupOf(fact.subject) : undefined;
  return [{ kind, id: fact.subject }, ...(group === undefined ? [] : [{ kind: "group", id: group.id } as const])];
}
