/** Datastore browsers: one of each datastore, each host and each compute resource, known by the id of what it belongs to. Searching is a method's business. */
import { ref, vim, type Ref } from "../wire/vim-value.js";
import type { ClusterState, ComputeState, DatastoreState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { datastoresOfHosts } from "./host-members.js";
import type { Properties } from "./property-table.js";

const prefix = "datastoreBrowser-";

type BrowserOwner = DatastoreState | HostState | ClusterState | ComputeState;

export function datastoreBrowserRef(owner: Ref): Ref {
  return ref("HostDatastoreBrowser", `${prefix}${owner.value}`);
}

/** What the browser belongs to; undefined when it is not there any more. */
export function findDatastoreBrowser(world: World, id: string): BrowserOwner | undefined {
  const owner = id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
  return world.find("Datastore", owner) ?? world.find("HostSystem", owner) ?? world.find("ClusterComputeResource", owner) ?? world.find("ComputeResource", owner);
}

function datastoresOf(world: World, owner: BrowserOwner): readonly Ref[] {
  if (owner.type === "Datastore") return [owner.ref];
  return datastoresOfHosts(world, owner.type === "HostSystem" ? [owner.ref.value] : owner.hosts);
}

export const datastoreBrowserProperties: Properties<BrowserOwner> = {
  datastore: datastoresOf,
  supportedType: () => ["VmConfigFileQuery", "TemplateConfigFileQuery", "VmDiskFileQuery", "FolderFileQuery", "VmSnapshotFileQuery", "VmNvramFileQuery", "VmLogFileQuery"]
    .map((type) => vim(type)),
};
