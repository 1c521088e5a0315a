/**
 * Names of virtual disk files: taking "[datastore] dir/file.vmdk" apart and building the identity used everywhere (vim-facts 6.3).
 * It never decides which datastore a bracketed name means; that is `datastore-names.ts`.
 */
import type { Ref } from "./updates.js";

/** Identity of a virtual disk file: datastore reference and normalised path, "datastore-11:dir/file.vmdk" (vim-facts 6.3). */
export type FileKey = string;

export interface DatastorePath {
  /** The display name between the brackets, "" where there are none. */
  readonly datastoreName: string;
  /** Without leading, doubled or trailing slashes; "" for a bare "[datastore]". */
  readonly path: string;
}

/** Takes a datastore path apart. A name may itself hold a bracket, so only "] " or the very end closes it. */
export function parseDatastorePath(text: string): DatastorePath {
  const end = !text.startsWith("[") ? -1 : text.includes("] ") ? text.indexOf("] ") : text.endsWith("]") ? text.length - 1 : text.indexOf("]");
  const datastoreName = end < 0 ? "" : text.slice(1, end);
  let path = (end < 0 ? text : text.slice(end + 1)).trimStart();
  if (path.includes("//") || path.includes("./") || path.startsWith("/") || path.endsWith("/")) {
    path = path.split("/").filter((part) => part !== "" && part !== ".").join("/");
  }
  return { datastoreName, path };
}

/** "datastore-11:dir/file.vmdk". */
export function fileKey(datastore: Ref, path: string): FileKey {
  return `${datastore}:${path}`;
}

/** The key of a file whose datastore nobody could name by reference, "[name] dir/file.vmdk": doubtful, but the same for all who say it. */
export function doubtfulKey(datastoreName: string, path: string): FileKey {
  return `[${datastoreName}] ${path}`;
}

export function isDoubtful(key: FileKey): boolean {
  return key.startsWith("[");
}

/** The datastore of a file, unless the key is doubtful. */
export function datastoreOf(key: FileKey): Ref | undefined {
  return isDoubtful(key) ? undefined : key.slice(0, key.indexOf(":"));
}

/** Each datastore of the files once; doubtful files have none. */
export function datastoresOf(keys: readonly FileKey[]): ReadonlySet<Ref> {
  const found = new Set<Ref>();
  for (const key of keys) {
    const datastore = datastoreOf(key);
    if (datastore !== undefined) found.add(datastore);
  }
  return found;
}

/** The identity of the directory a file is in: the key up to its last slash, or "datastore-11:" for a file at the top. */
export function directoryOf(key: FileKey): string {
  const slash = key.lastIndexOf("/");
  if (slash >= 0) return key.slice(0, slash);
  return isDoubtful(key) ? key.slice(0, key.indexOf("]") + 2) : key.slice(0, key.indexOf(":") + 1);
}

/** The last part of the directory, e.g. "golden"; for a file at the top its own name without the ending. */
export function folderName(key: FileKey): string {
  const path = isDoubtful(key) ? key.slice(key.indexOf("]") + 2) : key.slice(key.indexOf(":") + 1);
  const parts = path.split("/");
  return parts.at(-2) ?? path.replace(/\.vmdk$/i, "");
}
