/** The properties of a network. */
import { ref, vim } from "../wire/vim-value.js";
import type { NetworkState } from "../world/entities.js";
import { escapeName } from "../inventory/entity-name.js";
import { managedEntityProperties } from "./managed-entity.js";
import type { Properties } from "./property-table.js";
import { vmIndexOf } from "./vm-index.js";

export const networkProperties: Properties<NetworkState> = {
  ...managedEntityProperties<NetworkState>(),
  summary: (_world, network) => vim("NetworkSummary", { network: network.ref, name: escapeName(network.name), accessible: true, ipPoolName: "" }),
  host: (_world, network) => [...network.hosts].map((id) => ref("HostSystem", id)),
  vm: (world, network) => vmIndexOf(world).vmsUsing(network.ref.value),
};
