/** Reads what specs select, once: the ObjectContents of RetrieveProperties and RetrievePropertiesEx (vim-facts 3.3, 3.7). It follows no change. */
import { asAny } from "../wire/as-any.js";
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";
import type { FilterSpec } from "./filter-spec.js";
import { notFound, type Reader } from "./reader.js";
import { selectObjects } from "./select-objects.js";
import { WatchedTypes, type WatchedPath } from "./watched-paths.js";

/** An object to be read, with the paths of the spec that selected it. */
export interface SelectedObject {
  readonly ref: Ref;
  readonly paths: readonly WatchedPath[];
}

/** Throws ManagedObjectNotFound for a starting object that is not there, unless the spec says to leave such out. */
export function selectForRetrieve(reader: Reader, specs: readonly FilterSpec[]): readonly SelectedObject[] {
  return specs.flatMap((spec) => {
    const watched = new WatchedTypes(spec);
    const { reported, missing } = selectObjects(reader, spec, (type) => watched.of(type) !== undefined);
    if (missing[0] !== undefined && !spec.reportMissing) throw notFound(missing[0]);
    return [...reported.values()].map(({ ref }) => ({ ref, paths: watched.of(ref.type)?.all ?? [] }));
  });
}

/** An ObjectContent: set properties, and in missingSet those the caller may not read. */
export function objectContent(reader: Reader, { ref, paths }: SelectedObject): VimObject {
  const propSet: VimObject[] = [];
  const missingSet: VimObject[] = [];
  for (const { name, field, privilege } of paths) {
    if (!reader.mayRead(privilege)) {
      missingSet.push(reader.refusal(ref, name, privilege));
      continue;
    }
    const { value } = reader.at(ref, name);
    if (value !== undefined) propSet.push(vim("DynamicProperty", { name, val: asAny(field, value) }));
  }
  return vim("ObjectContent", { obj: ref, propSet: propSet.length > 0 ? propSet : undefined, missingSet: missingSet.length > 0 ? missingSet : undefined });
}
