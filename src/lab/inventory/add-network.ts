/** A standard network (port group), and the hosts that have it. It checks neither names nor rights. */
import { ref } from "../wire/vim-value.js";
import type { DatacenterState, FolderState, HostState, NetworkState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { datacenterOf } from "./children-of.js";
import { escapeName } from "./entity-name.js";

/** Into the network folder of a datacenter, or into a folder below that. */
export function addNetwork(world: World, into: DatacenterState | FolderState, network: { readonly name: string; readonly hosts?: readonly HostState[] }): NetworkState {
  const folder = into.type === "Folder" ? into : world.the("Folder", into.networkFolder.value);
  const self = ref("Network", world.nextId("network"));
  const added: NetworkState = { type: "Network", ref: self, name: escapeName(network.name), parent: folder.ref, hosts: new Set() };
  world.add(added);
  folder.children.add(self.value);
  world.changes.touch(folder.ref, "childEntity");
  const datacenter = datacenterOf(world, folder.ref);
  if (datacenter !== undefined) world.changes.touch(datacenter.ref, "network");
  for (const host of network.hosts ?? []) attachNetwork(world, added, host);
  return added;
}

export function attachNetwork(world: World, network: NetworkState, host: HostState): void {
  network.hosts.add(host.ref.value);
  host.networks.add(network.ref.value);
  world.changes.touch(network.ref, "host");
  world.changes.touch(host.ref, "network");
  if (host.parent !== undefined) world.changes.touch(host.parent, "network");
}

export function detachNetwork(world: World, network: NetworkState, host: HostState): void {
  network.hosts.delete(host.ref.value);
  host.networks.delete(network.ref.value);
  world.changes.touch(network.ref, "host");
  world.changes.touch(host.ref, "network");
  if (host.parent !== undefined) world.changes.touch(host.parent, "network");
}
