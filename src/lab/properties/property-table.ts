/**
 * How the properties of a managed object are listed: by name, each a reader, or a part whose fields can be read one by one without building the whole.
 * Tables only read: a value is computed from the world each time it is asked for.
 */
import type { VimObject, VimValue } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";

/** The value of one property or field; undefined is unset. */
export type Reader<T> = (world: World, object: T, session: Session | undefined) => VimValue;

/** A data object known field by field, such as `config` or `summary.runtime`. */
export interface Part<T> {
  readonly type: string;
  readonly fields: Properties<T>;
  /** False while the whole is unset; default always set. */
  isSet(world: World, object: T): boolean;
}

export type Property<T> = Reader<T> | Part<T>;
export type Properties<T> = Readonly<Record<string, Property<T>>>;

/** A part of wire type `type`. */
export function part<T>(type: string, fields: Properties<T>, isSet: (world: World, object: T) => boolean = () => true): Part<T> {
  return { type, fields, isSet };
}

/** The same part of another object: `look` finds what the part reads. */
export function partThrough<Outer, Inner>(inner: Part<Inner>, look: (world: World, outer: Outer) => Inner): Part<Outer> {
  const fields = Object.entries(inner.fields).map(([name, property]): [string, Property<Outer>] =>
    [name, typeof property === "function" ? (world, outer, session) => property(world, look(world, outer), session) : partThrough(property, look)]);
  return part(inner.type, Object.fromEntries(fields), (world, outer) => inner.isSet(world, look(world, outer)));
}

/** The whole value of a property. */
export function readProperty<T>(property: Property<T>, world: World, object: T, session: Session | undefined): VimValue {
  return typeof property === "function" ? property(world, object, session) : readPart(property, world, object, session);
}

/** The whole data object of a part, without its unset fields; undefined while it is unset. */
export function readPart<T>(whole: Part<T>, world: World, object: T, session: Session | undefined): VimObject | undefined {
  if (!whole.isSet(world, object)) return undefined;
  const value: Record<string, VimValue> & { $type: string } = { $type: whole.type };
  for (const name in whole.fields) {
    const field = whole.fields[name];
    const read = field === undefined ? undefined : readProperty(field, world, object, session);
    if (read !== undefined) value[name] = read;
  }
  return value;
}
