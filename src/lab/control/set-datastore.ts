/** Datastores from outside: somebody else fills them, or they grow. It moves no file. */
import { changeSpace } from "../datastores/change-space.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { refuse } from "./refuse.js";

export interface NewSpace {
  readonly sizeBytes?: number;
  readonly otherUsedBytes?: number;
  /** Others use whatever leaves just this free. */
  readonly freeBytes?: number;
}

export function setSpace(world: World, datastore: DatastoreState, { sizeBytes, otherUsedBytes, freeBytes }: NewSpace): void {
  const files = world.files.usedBytes(datastore.ref.value);
  const size = sizeBytes ?? datastore.capacityBytes;
  const other = freeBytes === undefined ? (otherUsedBytes ?? datastore.otherUsedBytes) : size - files - freeBytes;
  if (other < 0) throw refuse(`${datastore.name} cannot have ${freeBytes ?? 0} bytes free: it has ${size} bytes and its files take ${files}`);
  changeSpace(world, datastore, { capacityBytes: size, otherUsedBytes: other });
}
