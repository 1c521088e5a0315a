/** Which properties a filter reports of an object, by the object's type. It depends on spec and schema alone, never on a value. */
import { vimSchema, type FieldType } from "../wire/vim-schema.js";
import type { FilterSpec, PropSet } from "./filter-spec.js";
import { resolvePath } from "./resolve-path.js";
import { isAtOrBelow, isSilent } from "./silent-properties.js";

export interface WatchedPath {
  readonly name: string;
  readonly field: FieldType;
  /** To read it; vCenter checks the top-level property. */
  readonly privilege: string;
  readonly silent: boolean;
}

/** Indexes of watched paths by the touched path; touched paths with keys in them could be without end. */
const affectedAtMost = 5_000;

/** The watched paths of one concrete type. */
export class WatchedPaths {
  readonly #type: string;
  readonly all: readonly WatchedPath[];
  readonly #affected = new Map<string, readonly number[]>();

  constructor(type: string, names: readonly string[]) {
    this.#type = type;
    this.all = names.flatMap((name) => {
      const field = resolvePath(type, name);
      return field === undefined ? [] : [{ name, field, privilege: privilegeOf(type, name), silent: isSilent(type, name) }];
    });
  }

  /** Indexes into `all` of what a change of `touched` may have changed: paths above and below it, unless the change is a silent one. */
  affectedBy(touched: string): readonly number[] {
    let found = this.#affected.get(touched);
    if (found === undefined) {
      found = isSilent(this.#type, touched) ? [] : this.all.flatMap((path, index) =>
        !path.silent && (isAtOrBelow(touched, path.name) || isAtOrBelow(path.name, touched)) ? [index] : []);
      if (this.#affected.size >= affectedAtMost) this.#affected.clear();
      this.#affected.set(touched, found);
    }
    return found;
  }
}

/** Finds the watched paths of each type once. Every PropertySpec of the type or of one it inherits from adds to them, as clients rely on (govmomi asks for ManagedEntity and VirtualMachine at once). */
export class WatchedTypes {
  readonly #spec: FilterSpec;
  readonly #byType = new Map<string, WatchedPaths | undefined>();

  constructor(spec: FilterSpec) {
    this.#spec = spec;
  }

  /** Undefined when no PropertySpec matches: such an object is not reported (vim-facts 3.3). */
  of(type: string): WatchedPaths | undefined {
    if (!this.#byType.has(type)) this.#byType.set(type, this.#find(type));
    return this.#byType.get(type);
  }

  #find(type: string): WatchedPaths | undefined {
    const matching = this.#spec.propSets.filter((propSet) => propSet.type === "ManagedObject" || vimSchema().isA(type, propSet.type));
    if (matching.length > 0) return new WatchedPaths(type, [...new Set(matching.flatMap((propSet) => namesOf(type, propSet)))]);
    return undefined;
  }
}

function namesOf(type: string, propSet: PropSet): readonly string[] {
  return propSet.all ? [...vimSchema().fieldsOf(type).keys()] : propSet.paths;
}

function privilegeOf(type: string, path: string): string {
  const top = /^\w+/.exec(path)?.[0] ?? path;
  return vimSchema().fieldsOf(type).get(top)?.privilege ?? "System.Read";
}
