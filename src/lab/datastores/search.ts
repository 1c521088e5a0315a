/** Searches of a datastore browser, in one directory or in all below it too. They only look. */
import { flagIn, objectIn, objectsIn, textsIn } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import { vim, type VimObject } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { formatDatastorePath, type DatastorePlace } from "./datastore-path.js";
import { fileInfoOf } from "./file-info.js";
import { listDirectories, type Entry } from "./list-directory.js";
import { nameMatcher } from "./match-name.js";

/**
 * HostDatastoreBrowserSearchResults of the directory, and with `below` of each directory under it in which something was found. Throws FileNotFound when it is not there.
 * `spec` is a HostDatastoreBrowserSearchSpec.
 */
export function searchDatastore(world: World, place: DatastorePlace, spec: VimObject | undefined, below: boolean): readonly VimObject[] {
  const { datastore, path } = place;
  const directories = listDirectories(world, datastore.ref.value, path, below);
  if (directories === undefined) {
    const file = formatDatastorePath(datastore.name, path);
    throw new VimFault("FileNotFound", `File ${file} was not found`, { file });
  }
  const results: VimObject[] = [];
  for (const [directory, entries] of directories) {
    const isBase = directory === path;
    const file = filesIn(world, entries, spec);
    if (isBase || file.length > 0) results.push(vim("HostDatastoreBrowserSearchResults", { datastore: datastore.ref, folderPath: folderPath(datastore.name, directory), file }));
  }
  return results;
}

function filesIn(world: World, entries: readonly Entry[], spec: VimObject | undefined): readonly VimObject[] {
  const matches = nameMatcher(textsIn(spec ?? {}, "matchPattern"), flagIn(spec ?? {}, "searchCaseInsensitive"));
  const foldersFirst = flagIn(spec ?? {}, "sortFoldersFirst");
  const sorted = foldersFirst ? [...entries].sort((a, b) => Number(b.kind === "folder") - Number(a.kind === "folder")) : entries;
  return sorted.filter((entry) => matches(entry.name)).flatMap((entry) => fileInfoOf(world, entry, objectsIn(spec ?? {}, "query"), objectIn(spec ?? {}, "details")) ?? []);
}

/** "[ds0]" for the root, "[ds0] vm0/" below it. */
function folderPath(datastoreName: string, directory: string): string {
  return directory === "" ? formatDatastorePath(datastoreName, "") : `${formatDatastorePath(datastoreName, directory)}/`;
}
