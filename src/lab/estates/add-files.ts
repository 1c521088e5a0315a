/** Files of an estate that belong to no VM: what a browser of the datastore finds and no inventory explains. It checks no space. */
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import type { FilePlan } from "./estate.js";

export function addFiles(world: World, datastore: DatastoreState | undefined, files: readonly FilePlan[]): void {
  if (datastore === undefined) return;
  for (const { path, sizeBytes, diskBytes } of files) {
    const rest = { datastore: datastore.ref.value, path, sizeBytes, modifiedAt: world.clock.now() };
    if (diskBytes === undefined) world.files.add({ ...rest, kind: "other" });
    else world.files.add({ ...rest, kind: "disk", disk: { format: "flat", capacityBytes: diskBytes, thin: sizeBytes < diskBytes, eagerlyScrub: false, uuid: world.random.uuid(), contentId: world.random.hex(32) } });
  }
}
