// The shape of an answer: which elements there are below which, of which type, in which order; not their values, and not how many.
import type { MethodType, VimSchema } from "../../../src/lab/wire/vim-schema.js";
import type { Element } from "./raw-soap.js";

/** Where in an answer, e.g. "returnval/objects/propSet{config.hardware.device}/val:ArrayOfVirtualDevice/VirtualDevice:VirtualDisk/backing". */
export type Path = string;

export interface Shape {
  readonly paths: ReadonlySet<Path>;
  /** Elements whose children are not in the order of the schema. */
  readonly disorder: readonly string[];
}

/** `method` says what the answer's elements are declared as; an xsi:type that only repeats the declared type is not part of the shape. */
export function shapeOf(answer: Element, method: MethodType | undefined, schema: VimSchema): Shape {
  const paths = new Set<Path>();
  const disorder: string[] = [];
  for (const child of answer.children) visit(child, "", method?.returns);
  return { paths, disorder };

  function visit(element: Element, above: Path, declared: string | undefined): void {
    const type = element.type ?? declared;
    const path = `${above === "" ? "" : `${above}/`}${label(element, declared)}`;
    paths.add(path);
    const fields = type === undefined ? undefined : schema.fieldsOf(type);
    const item = type?.startsWith("ArrayOf") === true ? type.slice("ArrayOf".length) : undefined;
    for (const child of element.children) visit(child, path, fields?.get(child.name)?.type ?? item);
    const order = [...(fields?.keys() ?? [])];
    const seen = element.children.map(({ name }) => order.indexOf(name));
    if (seen.some((at, index) => at !== -1 && at < Math.max(-1, ...seen.slice(0, index)))) disorder.push(`${path} (${element.children.map(({ name }) => name).join(", ")})`);
  }
}

/** Properties carry their name, for elements below one property have nothing to do with those below another. */
function label(element: Element, declared: string | undefined): string {
  const type = element.type === undefined || element.type === declared ? "" : `:${element.type}`;
  const named = ["propSet", "changeSet", "missingSet"].includes(element.name) ? element.children.find(({ name }) => name === "name" || name === "path") : undefined;
  return `${element.name}${type}${named === undefined ? "" : `{${named.text}}`}`;
}

/** The topmost paths that one shape has and the other has not. */
export function missingFrom(other: Shape, shape: Shape): readonly Path[] {
  const missing = [...shape.paths].filter((path) => !other.paths.has(path));
  const all = new Set(missing);
  return missing.filter((path) => !all.has(path.slice(0, Math.max(0, path.lastIndexOf("/")))));
}
