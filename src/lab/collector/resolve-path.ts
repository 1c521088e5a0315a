/**
 * Which field a property path names, by the schema alone: `config.hardware.device[2000].backing` of a VirtualMachine is a VirtualDeviceBackingInfo.
 * It never looks at values, so below a declared base type a field of any subtype will do.
 */
import { parsePath, type PathStep } from "../properties/property-path.js";
import { vimSchema, type FieldType } from "../wire/vim-schema.js";

const known = new Map<string, FieldType | undefined>();
/** Element paths carry keys, so there is no end of different ones. */
const knownAtMost = 20_000;

/** The field at the end of `path`, an element of an array as a single one; undefined when objects of `type` have no such property. */
export function resolvePath(type: string, path: string): FieldType | undefined {
  const key = `${type} ${path}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= knownAtMost) known.clear();
  const steps = parsePath(path);
  const found = steps === undefined ? undefined : follow(type, steps);
  known.set(key, found);
  return found;
}

function follow(type: string, steps: readonly PathStep[]): FieldType | undefined {
  let fields = ownField(type, steps[0]);
  for (const step of steps.slice(1)) {
    fields = step.kind === "element"
      ? fields.filter((field) => field.array && hasKey(field.type, step.key)).map((field) => ({ ...field, array: false }))
      : fields.filter((field) => !field.array).flatMap((field) => fieldsBelow(field.type, step.name));
  }
  return fields[0];
}

function ownField(type: string, step: PathStep | undefined): FieldType[] {
  const field = step?.kind === "field" && vimSchema().type(type)?.kind === "managed" ? vimSchema().fieldsOf(type).get(step.name) : undefined;
  return field === undefined ? [] : [field];
}

/** The fields of that name in a data type and its subtypes, at most one per type that differs. */
function fieldsBelow(type: string, name: string): FieldType[] {
  if (vimSchema().type(type)?.kind !== "data") return [];
  const found = new Map<string, FieldType>();
  for (const each of withSubtypes(type)) {
    const field = vimSchema().fieldsOf(each).get(name);
    if (field !== undefined) found.set(`${field.type} ${field.array}`, field);
  }
  return [...found.values()];
}

/** Only arrays of objects with a `key` can be indexed (vim-facts 3.3): a bare integer key or a quoted one; a reference's id for DAS and DRS overrides. */
function hasKey(type: string, key: string): boolean {
  return fieldsBelow(type, "key").some((field) => field.type !== "int" || /^-?\d+$/.test(key));
}

const subtypes = new Map<string, readonly string[]>();

function withSubtypes(base: string): readonly string[] {
  let found = subtypes.get(base);
  if (found === undefined) {
    found = [...vimSchema().types()].filter(({ name }) => vimSchema().isA(name, base)).map(({ name }) => name);
    subtypes.set(base, found);
  }
  return found;
}
