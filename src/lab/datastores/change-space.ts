/** A datastore grows or shrinks, or what the lab does not model takes more or less of it. It moves no file and checks nothing. */
import { postEvent } from "../operations/post-event.js";
import { vim } from "../wire/vim-value.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";

export interface Space {
  readonly capacityBytes: number;
  /** Bytes in use by what the lab does not model. */
  readonly otherUsedBytes: number;
}

/** Growing is an event of vCenter's; shrinking and filling up are not. */
export function changeSpace(world: World, datastore: DatastoreState, { capacityBytes, otherUsedBytes }: Space): void {
  const oldCapacity = datastore.capacityBytes;
  datastore.capacityBytes = capacityBytes;
  datastore.otherUsedBytes = otherUsedBytes;
  world.changes.touch(datastore.ref, "summary.capacity", "summary.freeSpace", "info");
  if (capacityBytes === oldCapacity) return;
  for (const id of datastore.hosts) world.changes.touch(world.the("HostSystem", id).ref, "config.fileSystemVolume.mountInfo");
  if (capacityBytes < oldCapacity) return;
  const message = `Datastore ${datastore.name} increased in capacity from ${oldCapacity} bytes to ${capacityBytes} bytes`;
  const argument = vim("DatastoreEventArgument", { name: datastore.name, datastore: datastore.ref });
  postEvent(world, "DatastoreCapacityIncreasedEvent", { ds: datastore }, { datastore: argument, oldCapacity, newCapacity: capacityBytes }, { userName: "", message });
}
