/**
 * The vSphere API as a table: which types there are, their fields in order, properties and methods of managed objects.
 * It only answers questions; schemas/vim/vim25-8.0.3.txt says where the facts come from.
 */
import { readFileSync } from "node:fs";

export interface FieldType {
  readonly name: string;
  /** Wire type of one element, e.g. "string", "VirtualDevice", "HostSystem". */
  readonly type: string;
  readonly array: boolean;
  readonly optional: boolean;
  /** Newer than 5.5: the API version that brought it, e.g. [6, 7]; undefined otherwise. */
  readonly since: readonly number[] | undefined;
  /** The privilege to read a property, where it is not System.Read. */
  readonly privilege?: string;
}

export interface MethodType {
  /** WSDL name, e.g. "CloneVM_Task". */
  readonly name: string;
  /** VMODL name, e.g. "clone". */
  readonly vmodlName: string;
  readonly params: readonly FieldType[];
  /** Type of the answer; "void" for none. */
  readonly returns: string;
  readonly returnsArray: boolean;
  /** What TaskInfo.result will hold, for methods that return a Task: "void", "VirtualMachine", "StorageRequirement[]". */
  readonly taskResult: string | undefined;
  readonly privilege: string | undefined;
  readonly since: readonly number[] | undefined;
}

export type TypeKind = "data" | "managed" | "enum";

export interface VimType {
  readonly name: string;
  readonly kind: TypeKind;
  readonly base: string | undefined;
  /** Own fields of a data object or own properties of a managed object. */
  readonly fields: readonly FieldType[];
  readonly methods: ReadonlyMap<string, MethodType>;
  readonly values: readonly string[];
}

/** Lookups over the table; unknown names answer undefined. */
export class VimSchema {
  readonly #types: ReadonlyMap<string, VimType>;
  readonly #allFields = new Map<string, ReadonlyMap<string, FieldType>>();
  readonly #methodOwners = new Map<string, string>();

  constructor(types: ReadonlyMap<string, VimType>) {
    this.#types = types;
    for (const type of types.values()) for (const name of type.methods.keys()) this.#methodOwners.set(name, type.name);
  }

  /** Every type of the table. */
  types(): Iterable<VimType> {
    return this.#types.values();
  }

  /** The method of that WSDL name, whose managed type a request need not know: the names are unique over all types. */
  methodNamed(name: string): { readonly owner: string; readonly method: MethodType } | undefined {
    const owner = this.#methodOwners.get(name);
    const method = owner === undefined ? undefined : this.#types.get(owner)?.methods.get(name);
    return owner === undefined || method === undefined ? undefined : { owner, method };
  }

  type(name: string): VimType | undefined {
    return this.#types.get(name);
  }

  /** True when `name` is `base` or inherits from it. */
  isA(name: string, base: string): boolean {
    for (let each: string | undefined = name; each !== undefined; each = this.#types.get(each)?.base) if (each === base) return true;
    return false;
  }

  /** Every field of a data type or property of a managed type, inherited ones first, in wire order; empty for an unknown name. */
  fieldsOf(name: string): ReadonlyMap<string, FieldType> {
    let known = this.#allFields.get(name);
    if (known === undefined) {
      const type = this.#types.get(name);
      const inherited = type?.base === undefined ? [] : this.fieldsOf(type.base).values();
      known = new Map([...inherited, ...(type?.fields ?? [])].map((field) => [field.name, field]));
      this.#allFields.set(name, known);
    }
    return known;
  }

  /** The method of a managed type or of one it inherits from. */
  method(type: string, name: string): MethodType | undefined {
    for (let each: string | undefined = type; each !== undefined; each = this.#types.get(each)?.base) {
      const found = this.#types.get(each)?.methods.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const fieldShape = /^(\w+)(\?)?:([\w]+)(\[\])?(?:@([\d.]+))?$/;
const methodShape = /^(\w+)\((.*)\) -> (\w+)(\[\])?(?:=(\w+(?:\[\])?))? ~(\w+)(?:@([\d.]+))?(?: !([\w.]+))?$/;

/** Reads the table; throws a TypeError with the line number when a line is not of the format. */
export function parseVimSchema(text: string): VimSchema {
  const types = new Map<string, VimType>();
  let open: { fields: FieldType[]; methods: Map<string, MethodType> } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const bad = () => new TypeError(`line ${index + 1} of the vSphere schema cannot be read: ${line}`);
    if (line.startsWith("  .")) {
      const [field, privilege] = line.slice(3).split(" !");
      open?.fields.push({ ...parseField(field ?? "", bad), ...(privilege === undefined ? {} : { privilege }) });
    } else if (line.startsWith("  ")) {
      const method = parseMethod(line.slice(2), bad);
      open?.methods.set(method.name, method);
    } else {
      const [, kind, name, base, rest] = /^(data|managed|enum) (\w+)(?: < (\w+))?(?::| =)?(?: (.*))?$/.exec(line) ?? [];
      if (kind === undefined || name === undefined) throw bad();
      const words = rest === undefined ? [] : rest.split(" ");
      open = { fields: kind === "data" ? words.map((word) => parseField(word, bad)) : [], methods: new Map() };
      types.set(name, { name, kind: kind as TypeKind, base, ...open, values: kind === "enum" ? words : [] });
    }
  }
  return new VimSchema(types);
}

function parseField(text: string, bad: () => Error): FieldType {
  const [, name, optional, type, array, since] = fieldShape.exec(text) ?? [];
  if (name === undefined || type === undefined) throw bad();
  return { name, type, array: array !== undefined, optional: optional !== undefined, since: parseVersion(since) };
}

function parseMethod(text: string, bad: () => Error): MethodType {
  const [, name, params, returns, returnsArray, taskResult, vmodlName, since, privilege] = methodShape.exec(text) ?? [];
  if (name === undefined || returns === undefined || vmodlName === undefined) throw bad();
  const fields = params === undefined || params === "" ? [] : params.split(" ").map((param) => parseField(param, bad));
  return { name, vmodlName, params: fields, returns, returnsArray: returnsArray !== undefined, taskResult, privilege, since: parseVersion(since) };
}

function parseVersion(text: string | undefined): readonly number[] | undefined {
  return text?.split(".").map(Number);
}

let loaded: VimSchema | undefined;

/** The table that ships with tetherd, read once per process. */
export function vimSchema(): VimSchema {
  return (loaded ??= parseVimSchema(readFileSync(new URL("../../../schemas/vim/vim25-8.0.3.txt", import.meta.url), "utf8")));
}
