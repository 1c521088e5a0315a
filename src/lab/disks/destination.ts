/** What every operation that places a VM checks about its destination. It chooses nothing. */
import { VimFault } from "../wire/vim-fault.js";
import type { DatastoreState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";

/** The datastore, if it is there, accessible and seen by the host; InvalidDatastore otherwise. */
export function requireDatastore(world: World, id: string, host: HostState | undefined): DatastoreState {
  const datastore = world.find("Datastore", id);
  if (datastore === undefined) throw new VimFault("InvalidDatastore", `The datastore '${id}' is not there.`, { name: id });
  if (datastore.accessible && (host === undefined || host.datastores.has(id))) return datastore;
  const why = datastore.accessible ? `is not visible to the host '${host?.name ?? ""}'` : "is not accessible";
  throw new VimFault("InvalidDatastore", `The datastore '${datastore.name}' ${why}.`, { datastore: datastore.ref, name: datastore.name });
}

/** CannotAccessVmDisk when a level that stays where it is lies on a datastore the host does not see. */
export function requireReachable(world: World, levels: Iterable<{ readonly datastore: string; readonly path: string }>, host: HostState, diskLabel: string): void {
  for (const level of levels) {
    if (host.datastores.has(level.datastore)) continue;
    const backing = world.pathOf(level);
    const fault = new VimFault("FileNotFound", `File ${backing} was not found.`, { file: backing });
    throw new VimFault("CannotAccessVmDisk", `Unable to access the virtual disk '${diskLabel}' (${backing}) from the host '${host.name}'.`, {
      device: diskLabel, backing, connected: true, fault: fault.toLocalized(),
    });
  }
}
