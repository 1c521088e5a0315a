/** What can be done to a datastore as a whole without a task. */
import { refuseRemoval, removeEntity } from "../../inventory/remove-entity.js";
import { renameEntity } from "../../inventory/rename-entity.js";
import { requireOf } from "../../inventory/require-entity.js";
import { datacenterOf } from "../../inventory/children-of.js";
import { postEvent } from "../../operations/post-event.js";
import { textOf } from "../../wire/read-args.js";
import { vim, type VimValue } from "../../wire/vim-value.js";
import type { DatastoreState } from "../../world/entities.js";
import type { Call, MethodTable } from "../method.js";

export const datastoreMethods: MethodTable = {
  "Datastore.RefreshDatastore": refresh,
  "Datastore.RefreshDatastoreStorageInfo": refresh,

  "Datastore.RenameDatastore": (call) => {
    const datastore = datastoreOf(call);
    const oldName = datastore.name;
    renameEntity(call.world, datastore, textOf(call.args, "newName"));
    if (datastore.name !== oldName) tell(call, "DatastoreRenamedEvent", datastore, { oldName, newName: datastore.name }, `Renamed datastore from ${oldName} to ${datastore.name}`);
    return undefined;
  },

  "Datastore.DestroyDatastore": (call) => {
    const datastore = datastoreOf(call);
    refuseRemoval(call.world, datastore);
    tell(call, "DatastoreDestroyedEvent", datastore, {}, `Removed unconfigured datastore ${datastore.name}`);
    removeEntity(call.world, datastore);
    return undefined;
  },
};

/** Free space is always up to date here; it is only told once more. */
function refresh(call: Call) {
  call.world.changes.touch(datastoreOf(call).ref, "summary", "info");
  return undefined;
}

function datastoreOf(call: Call): DatastoreState {
  return requireOf(call.world, "Datastore", call.self);
}

function tell(call: Call, type: string, datastore: DatastoreState, fields: Record<string, VimValue>, message: string): void {
  const argument = vim("DatastoreEventArgument", { name: datastore.name, datastore: datastore.ref });
  postEvent(call.world, type, { ds: datastore, datacenter: datacenterOf(call.world, datastore.ref) }, { datastore: argument, ...fields }, { userName: call.userName, message });
}
