/**
 * How the name of an announced change relates to the paths we listed (vim-facts 3.5): the same, enclosing them, or somewhere inside.
 * It only compares names.
 */
import type { WatchedPath } from "../property-paths.js";

export type PathRelation =
  | { readonly kind: "same"; readonly path: WatchedPath }
  /** The value holds these paths inside it. */
  | { readonly kind: "encloses"; readonly paths: readonly WatchedPath[] }
  /** A part of this path's value changed; the path must be read again. */
  | { readonly kind: "inside"; readonly path: WatchedPath }
  | { readonly kind: "none" };

const none: PathRelation = { kind: "none" };
const known = new WeakMap<readonly WatchedPath[], Map<string, PathRelation>>();
/** Names of array elements are endless; the memory for names is not. */
const mostKnown = 256;

export function relate(name: string, paths: readonly WatchedPath[]): PathRelation {
  let relations = known.get(paths);
  if (relations === undefined) known.set(paths, (relations = new Map<string, PathRelation>()));
  let relation = relations.get(name);
  if (relation === undefined) {
    relation = compare(name, paths);
    if (relations.size < mostKnown) relations.set(name, relation);
  }
  return relation;
}

function compare(name: string, paths: readonly WatchedPath[]): PathRelation {
  const same = paths.find(({ path }) => path === name);
  if (same !== undefined) return { kind: "same", path: same };
  const outer = paths.find(({ path }) => name.startsWith(`${path}.`) || name.startsWith(`${path}[`));
  if (outer !== undefined) return { kind: "inside", path: outer };
  const inner = paths.filter(({ path }) => path.startsWith(`${name}.`));
  return inner.length > 0 ? { kind: "encloses", paths: inner } : none;
}
