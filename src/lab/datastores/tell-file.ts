/** The events of files that went through vCenter (vim-facts 5.4). They name paths as the client gave them, and change nothing. */
import { datacenterOf } from "../inventory/children-of.js";
import { postEvent, type EventOrigin } from "../operations/post-event.js";
import { vim } from "../wire/vim-value.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { formatDatastorePath, type DatastorePlace } from "./datastore-path.js";

const nouns = { DatastoreFileDeletedEvent: "Deletion", DatastoreFileMovedEvent: "Move", DatastoreFileCopiedEvent: "Copy" } as const;

/** `source` is where a moved or copied file came from. */
export function tellFile(world: World, type: keyof typeof nouns, target: DatastorePlace, source: DatastorePlace | undefined, origin: EventOrigin): void {
  const { datastore } = target;
  const targetFile = formatDatastorePath(datastore.name, target.path);
  const from = source === undefined ? {} : { sourceDatastore: argument(source.datastore), sourceFile: formatDatastorePath(source.datastore.name, source.path) };
  const about = { ds: datastore, datacenter: datacenterOf(world, datastore.ref) };
  const what = source === undefined ? targetFile : `${formatDatastorePath(source.datastore.name, source.path)} to ${targetFile}`;
  const message = `${nouns[type]} of file or directory ${what} was initiated and completed with status 'Success'`;
  postEvent(world, type, about, { datastore: argument(datastore), targetFile, succeeded: true, ...from }, { ...origin, message });
}

function argument(datastore: DatastoreState) {
  return vim("DatastoreEventArgument", { name: datastore.name, datastore: datastore.ref });
}
