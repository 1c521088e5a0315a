/** FileManager: files and directories are deleted, moved, copied and made, whatever VMs think of it (vim-facts 7.6, 10.2). */
import { bytesToCopy, copyFiles } from "../../datastores/copy-files.js";
import { formatDatastorePath, resolveDatastorePath, type DatastorePlace } from "../../datastores/datastore-path.js";
import { deleteFiles } from "../../datastores/delete-files.js";
import { makeDirectory } from "../../datastores/directories.js";
import { findTarget } from "../../datastores/find-target.js";
import { bytesToMove, moveFiles } from "../../datastores/move-files.js";
import { tellFile } from "../../datastores/tell-file.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, refIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Call, MethodTable } from "../method.js";

export const fileManagerMethods: MethodTable = {
  "FileManager.DeleteDatastoreFile_Task": (call) => {
    const place = placeIn(call, "name", "datacenter");
    return startTask(call, quickOperation(place.datastore.ref, (task) => {
      const target = findTarget(call.world, place);
      if (target.path === "") throw new VimFault("CannotDeleteFile", "The root of a datastore cannot be deleted.", { file: formatDatastorePath(place.datastore.name, "") });
      deleteFiles(call.world, target, "CannotDeleteFile");
      tellFile(call.world, "DatastoreFileDeletedEvent", place, undefined, { chainId: task.eventChainId, userName: call.userName });
      return undefined;
    }, { locks: [] }));
  },

  "FileManager.MoveDatastoreFile_Task": (call) => {
    const { from, to } = twoPlaces(call);
    return startTask(call, quickOperation(from.datastore.ref, (task) => {
      moveFiles(call.world, findTarget(call.world, from), to, flagIn(call.args, "force"));
      tellFile(call.world, "DatastoreFileMovedEvent", to, from, { chainId: task.eventChainId, userName: call.userName });
      return undefined;
    }, { locks: [], bytes: () => bytesToMove(findTarget(call.world, from), to) }));
  },

  "FileManager.CopyDatastoreFile_Task": (call) => {
    const { from, to } = twoPlaces(call);
    return startTask(call, quickOperation(to.datastore.ref, (task) => {
      copyFiles(call.world, findTarget(call.world, from), to, flagIn(call.args, "force"));
      tellFile(call.world, "DatastoreFileCopiedEvent", to, from, { chainId: task.eventChainId, userName: call.userName });
      return undefined;
    }, { locks: [], cancelable: true, bytes: () => bytesToCopy(findTarget(call.world, from)) }));
  },

  "FileManager.MakeDirectory": (call) => {
    makeDirectory(call.world, placeIn(call, "name", "datacenter"), flagIn(call.args, "createParentDirectories"));
    return undefined;
  },
};

function twoPlaces(call: Call): { readonly from: DatastorePlace; readonly to: DatastorePlace } {
  const from = placeIn(call, "sourceName", "sourceDatacenter");
  return { from, to: placeIn(call, "destinationName", refIn(call.args, "destinationDatacenter") === undefined ? "sourceDatacenter" : "destinationDatacenter") };
}

/** The place that an argument names, in the datacenter that another one names. Throws InaccessibleDatastore when the datastore is out of reach. */
export function placeIn(call: Call, path: string, datacenter: string): DatastorePlace {
  const place = resolveDatastorePath(call.world, textOf(call.args, path), refIn(call.args, datacenter));
  const { datastore } = place;
  if (!datastore.accessible) throw new VimFault("InaccessibleDatastore", `Datastore '${datastore.name}' is not accessible.`, { datastore: datastore.ref, name: datastore.name });
  return place;
}
