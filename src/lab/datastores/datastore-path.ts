/** Datastore paths such as "[ds0] vm0/vm0.vmdk", whose first part is a datastore's present name (vim-facts 1.4). It never asks whether the file is there. */
import { datacenterOf } from "../inventory/children-of.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";

export interface ParsedPath {
  readonly datastoreName: string;
  /** Without slashes at its ends; "" for the datastore itself. */
  readonly path: string;
}

export interface DatastorePlace {
  readonly datastore: DatastoreState;
  /** Below the datastore's root, without slashes at its ends; "" is the root. */
  readonly path: string;
}

/** Throws InvalidDatastorePath when the text is not of the form. */
export function parseDatastorePath(text: string): ParsedPath {
  const [, datastoreName, path] = /^\s*\[([^\]]+)\]\s*(.*?)\s*$/.exec(text) ?? [];
  if (datastoreName === undefined || path === undefined) throw invalidPath(text);
  return { datastoreName, path: path.split("/").filter((part) => part !== "").join("/") };
}

/** `formatDatastorePath("ds0", "")` → "[ds0]", as vCenter writes a folder path of the root. */
export function formatDatastorePath(datastoreName: string, path: string): string {
  return path === "" ? `[${datastoreName}]` : `[${datastoreName}] ${path}`;
}

/**
 * The datastore and path a text names; `within` says where to look: in a datacenter, or among datastores (moids). Throws InvalidDatastorePath for another form and
 * InvalidDatastore when no datastore there has that name.
 */
export function resolveDatastorePath(world: World, text: string, within?: Ref | ReadonlySet<string>): DatastorePlace {
  const { datastoreName, path } = parseDatastorePath(text);
  const datastore = datastoreNamed(world, datastoreName, within);
  if (datastore === undefined) throw new VimFault("InvalidDatastore", `Invalid datastore path '${text}'.`, { name: datastoreName });
  return { datastore, path };
}

function datastoreNamed(world: World, name: string, within: Ref | ReadonlySet<string> | undefined): DatastoreState | undefined {
  for (const datastore of world.all("Datastore")) {
    if (datastore.name !== name) continue;
    if (within === undefined || ("has" in within ? within.has(datastore.ref.value) : datacenterOf(world, datastore.ref)?.ref.value === within.value)) return datastore;
  }
  return undefined;
}

/** "a/b/c.vmdk" → "a/b"; "" for what lies in the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** "a/b/c.vmdk" → "c.vmdk". */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function invalidPath(text: string): VimFault {
  return new VimFault("InvalidDatastorePath", `Invalid datastore path '${text}'.`, { datastorePath: text });
}
