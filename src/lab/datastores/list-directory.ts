/** What a directory shows to a browser: every level of a disk as its descriptor and its extent, all other files, and the directories in it (vim-facts 6.7, 7.6). */
import { extentPath } from "../properties/file-name.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { directoryOf, fileNameOf } from "./datastore-path.js";

export type Entry =
  | { readonly kind: "folder"; readonly name: string }
  /** `whole`: the data lies in the descriptor's own file, as on vSAN. */
  | { readonly kind: "descriptor"; readonly name: string; readonly file: LabFile; readonly whole: boolean }
  | { readonly kind: "extent" | "file"; readonly name: string; readonly file: LabFile };

/** A text descriptor's size in bytes. */
export const descriptorBytes = 512;

/**
 * The directory `base` ("" is the root) and with `deep` every one below it, parents first, each with its entries by name; undefined when `base` is not there.
 * Looks through all files of the datastore.
 */
export function listDirectories(world: World, datastore: string, base: string, deep: boolean): ReadonlyMap<string, readonly Entry[]> | undefined {
  const found = new Map<string, Entry[]>([["", []]]);
  const entriesOf = (directory: string): Entry[] => {
    const known = found.get(directory);
    if (known !== undefined) return known;
    entriesOf(directoryOf(directory)).push({ kind: "folder", name: fileNameOf(directory) });
    const entries: Entry[] = [];
    found.set(directory, entries);
    return entries;
  };
  for (const directory of world.madeDirectories.get(datastore) ?? []) entriesOf(directory);
  for (const file of world.files.filesOn(datastore)) entriesOf(directoryOf(file.path)).push(...entriesFor(file));
  if (!found.has(base)) return undefined;
  const below = [...found].filter(([directory]) => directory === base || (deep && (base === "" || directory.startsWith(`${base}/`))));
  return new Map(below.sort(([a], [b]) => compare(a, b)).map(([directory, entries]) => [directory, entries.sort((a, b) => compare(a.name, b.name))]));
}

function entriesFor(file: LabFile): readonly Entry[] {
  const name = fileNameOf(file.path);
  if (file.kind !== "disk") return [{ kind: "file", name, file }];
  const extent = fileNameOf(extentPath(file));
  if (extent === name) return [{ kind: "descriptor", name, file, whole: true }];
  return [{ kind: "descriptor", name, file, whole: false }, { kind: "extent", name: extent, file }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
