/**
 * Holds a PropertyFilterSpec against the schema, as CreateFilter and the Retrieve methods do before they look at any object (vim-facts 3.2, 10.5).
 * Whether the starting objects are there is not asked here.
 */
import { isReference } from "../wire/array-names.js";
import { flagIn, objectsIn, refOf, textIn, textOf, textsIn } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema } from "../wire/vim-schema.js";
import type { VimObject } from "../wire/vim-value.js";
import type { FilterSpec, PropSet, StartObject, Traversal } from "./filter-spec.js";
import { resolvePath } from "./resolve-path.js";

/** Throws InvalidType for a type nobody knows, InvalidArgument for one that is no managed type and for a selection nobody named, InvalidProperty for a path. */
export function checkSpec(spec: VimObject): FilterSpec {
  const starts = objectsIn(spec, "objectSet").map(readStart);
  const propSets = objectsIn(spec, "propSet").map(readPropSet);
  if (starts.length === 0) throw invalidArgument("objectSet");
  if (propSets.length === 0) throw invalidArgument("propSet");
  return { propSets, starts, reportMissing: flagIn(spec, "reportMissingObjectsInResults") };
}

export function invalidArgument(name: string): VimFault {
  return new VimFault("InvalidArgument", `A specified parameter was not correct: ${name}`, { invalidProperty: name });
}

function readPropSet(propSet: VimObject): PropSet {
  const type = managedType(textOf(propSet, "type"));
  const paths = [...new Set(textsIn(propSet, "pathSet"))];
  for (const path of paths) if (resolvePath(type, path) === undefined) throw invalidProperty(path);
  return { type, all: flagIn(propSet, "all"), paths };
}

/** The names of TraversalSpecs hold within one ObjectSpec; which of them come first does not matter. */
function readStart(objectSpec: VimObject): StartObject {
  const named = new Map<string, Traversal>();
  const references: { readonly name: string; readonly put: (traversal: Traversal) => void }[] = [];

  function readHops(owner: VimObject): Traversal[] {
    const hops: Traversal[] = [];
    for (const selection of objectsIn(owner, "selectSet")) {
      if (selection.$type === "TraversalSpec") hops.push(readTraversal(selection));
      else references.push({ name: textIn(selection, "name") ?? "", put: (traversal) => { hops.push(traversal); } });
    }
    return hops;
  }

  function readTraversal(spec: VimObject): Traversal {
    const type = managedType(textOf(spec, "type"));
    const path = textOf(spec, "path");
    const field = resolvePath(type, path);
    if (field === undefined) throw invalidProperty(path);
    if (!isReference(field.type)) throw invalidArgument("path");
    const traversal: Traversal = { type, path, skip: flagIn(spec, "skip"), next: readHops(spec) };
    const name = textIn(spec, "name");
    if (name !== undefined && name !== "") named.set(name, traversal);
    return traversal;
  }

  const hops = readHops(objectSpec);
  for (const { name, put } of references) {
    const traversal = named.get(name);
    if (traversal === undefined) throw invalidArgument("selectSet");
    put(traversal);
  }
  return { ref: refOf(objectSpec, "obj"), skip: flagIn(objectSpec, "skip"), hops };
}

function managedType(name: string): string {
  const kind = name === "ManagedObject" ? "managed" : vimSchema().type(name)?.kind;
  if (kind === undefined) throw new VimFault("InvalidType", `The type '${name}' is not known.`, { argument: name });
  if (kind !== "managed") throw invalidArgument("type");
  return name;
}

function invalidProperty(name: string): VimFault {
  return new VimFault("InvalidProperty", `The property '${name}' is not valid.`, { name });
}
