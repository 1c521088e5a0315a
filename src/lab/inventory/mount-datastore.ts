/** Which hosts see which datastore. Both sides are kept right, and everybody who shows it is touched. */
import type { DatastoreState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";

export function mountDatastore(world: World, datastore: DatastoreState, host: HostState): void {
  datastore.hosts.add(host.ref.value);
  host.datastores.add(datastore.ref.value);
  touch(world, datastore, host);
}

export function unmountDatastore(world: World, datastore: DatastoreState, host: HostState): void {
  datastore.hosts.delete(host.ref.value);
  host.datastores.delete(datastore.ref.value);
  touch(world, datastore, host);
}

function touch(world: World, datastore: DatastoreState, host: HostState): void {
  world.changes.touch(datastore.ref, "host", "summary.multipleHostAccess");
  world.changes.touch(host.ref, "datastore");
  if (host.parent !== undefined) world.changes.touch(host.parent, "datastore");
}
