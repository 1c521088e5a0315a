/** What a group of hosts sees together: its hosts, their datastores and networks, each once. */
import { ref, type Ref } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";
import type { World } from "../world/world.js";

export function hostsIn(world: World, ids: Iterable<string>): readonly HostState[] {
  return [...ids].map((id) => world.find("HostSystem", id)).filter((host) => host !== undefined);
}

export function datastoresOfHosts(world: World, hosts: Iterable<string>): readonly Ref[] {
  return refsOfAll("Datastore", hostsIn(world, hosts).map((host) => host.datastores));
}

export function networksOfHosts(world: World, hosts: Iterable<string>): readonly Ref[] {
  return refsOfAll("Network", hostsIn(world, hosts).map((host) => host.networks));
}

function refsOfAll(type: string, sets: readonly ReadonlySet<string>[]): readonly Ref[] {
  return [...new Set(sets.flatMap((set) => [...set]))].map((id) => ref(type, id));
}
