/** The datastore browser's searches (vim-facts 7.6), each a task on the datastore that it looks at. */
import { resolveDatastorePath } from "../../datastores/datastore-path.js";
import { searchDatastore } from "../../datastores/search.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { findDatastoreBrowser } from "../../properties/datastore-browser.js";
import { objectIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { typed, type VimObject, type VimValue } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";

export const browserMethods: MethodTable = {
  "HostDatastoreBrowser.SearchDatastore_Task": (call) => search(call, false, ([only]) => only),
  "HostDatastoreBrowser.SearchDatastoreSubFolders_Task": (call) => search(call, true, (results) => typed("ArrayOfHostDatastoreBrowserSearchResults", results)),
};

/** Throws InvalidDatastorePath, and InvalidDatastore for one that this browser does not see; the task fails with InaccessibleDatastore or FileNotFound. */
function search(call: Call, below: boolean, result: (results: readonly VimObject[]) => VimValue) {
  const { world, args } = call;
  const place = resolveDatastorePath(world, textOf(args, "datastorePath"), seenBy(call));
  const { datastore } = place;
  return startTask(call, quickOperation(datastore.ref, () => {
    if (!datastore.accessible) throw new VimFault("InaccessibleDatastore", `Datastore '${datastore.name}' is not accessible.`, { datastore: datastore.ref, name: datastore.name });
    return result(searchDatastore(world, place, objectIn(args, "searchSpec"), below));
  }, { locks: [] }));
}

/** Managed object ids of the datastores that a browser shows: one, or those of its host or cluster. */
function seenBy({ world, self }: Call): ReadonlySet<string> {
  const owner = findDatastoreBrowser(world, self.value);
  if (owner === undefined) return new Set();
  if (owner.type === "Datastore") return new Set([owner.ref.value]);
  const hosts = owner.type === "HostSystem" ? [owner] : [...owner.hosts].map((id) => world.the("HostSystem", id));
  return new Set(hosts.flatMap((host) => [...host.datastores]));
}
