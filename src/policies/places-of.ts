/** Where a subject stands, as far as many of its kind in one place are told as one: its clone group, then its cluster. A datastore or vCenter stands nowhere. */
import type { InventoryView } from "../inventory/model.js";
import type { Subject } from "./decision.js";

export function placesOf(inventory: InventoryView, { kind, id }: Subject): readonly Subject[] {
  const clusterOf = (host: string | undefined): readonly Subject[] => {
    const parent = host === undefined ? undefined : inventory.hosts.get(host)?.parent;
    const compute = parent === undefined ? undefined : inventory.computes.get(parent);
    return compute === undefined || compute.isCluster === false ? [] : [{ kind: "cluster", id: compute.ref }];
  };
  switch (kind) {
    case "vm": {
      const group = inventory.groupOf(id);
      return [...(group === undefined ? [] : [{ kind: "group", id: group.id } as const]), ...clusterOf(inventory.vms.get(id)?.host)];
    }
    case "host": return clusterOf(id);
    case "group": {
      const hosts = [...(inventory.groups.get(id)?.members ?? [])].map((member) => inventory.vms.get(member)?.host);
      const clusters = new Map(hosts.flatMap(clusterOf).map((place) => [place.id, place]));
      return [...clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    }
    case "cluster": case "datastore": case "vcenter": return [];
  }
}
