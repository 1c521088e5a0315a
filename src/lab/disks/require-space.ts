/** Refuses what a datastore cannot take, before anything is written. It reserves nothing: operations take effect in one step. */
import { VimFault } from "../wire/vim-fault.js";
import type { World } from "../world/world.js";

/** Bytes an operation will write, by datastore (moid). */
export type SpaceNeeds = Map<string, number>;

export function addNeed(needs: SpaceNeeds, datastore: string, bytes: number): void {
  needs.set(datastore, (needs.get(datastore) ?? 0) + bytes);
}

/** NoDiskSpace naming the first datastore that has fewer bytes free than it would take. */
export function requireSpace(world: World, needs: SpaceNeeds, file = ""): void {
  for (const [datastore, bytes] of needs) {
    const state = world.the("Datastore", datastore);
    if (bytes > world.freeBytes(state)) throw noDiskSpace(state.name, file);
  }
}

function noDiskSpace(datastoreName: string, file: string): VimFault {
  return new VimFault("NoDiskSpace", `Insufficient disk space on datastore '${datastoreName}'.`, { file: file === "" ? `[${datastoreName}]` : file, datastore: datastoreName });
}
