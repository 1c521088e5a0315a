/**
 * Reading decoded arguments. The decoder has already refused what the schema does not allow, so a mandatory argument that is not there
 * is a defect of the lab and ends in a TypeError, never in a fault.
 */
import { isRef, isVimObject, type Ref, type VimObject, type VimValue } from "./vim-value.js";

/** The arguments of one call or the fields of one data object, by name. */
export type Args = Readonly<Record<string, VimValue>>;

export function textOf(args: Args, name: string): string {
  return expect(textIn(args, name), name);
}

export function textIn(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
}

export function numberOf(args: Args, name: string): number {
  return expect(numberIn(args, name), name);
}

export function numberIn(args: Args, name: string): number | undefined {
  const value = args[name];
  return typeof value === "number" ? value : undefined;
}

/** A boolean, `fallback` when unset. */
export function flagIn(args: Args, name: string, fallback = false): boolean {
  const value = args[name];
  return typeof value === "boolean" ? value : fallback;
}

export function refOf(args: Args, name: string): Ref {
  return expect(refIn(args, name), name);
}

export function refIn(args: Args, name: string): Ref | undefined {
  const value = args[name];
  return isRef(value) ? value : undefined;
}

export function objectOf(args: Args, name: string): VimObject {
  return expect(objectIn(args, name), name);
}

export function objectIn(args: Args, name: string): VimObject | undefined {
  const value = args[name];
  return isVimObject(value) ? value : undefined;
}

/** An array of data objects; empty when unset, for the wire cannot tell the two apart. */
export function objectsIn(args: Args, name: string): readonly VimObject[] {
  return arrayIn(args, name).filter(isVimObject);
}

export function refsIn(args: Args, name: string): readonly Ref[] {
  return arrayIn(args, name).filter(isRef);
}

export function textsIn(args: Args, name: string): readonly string[] {
  return arrayIn(args, name).filter((value) => typeof value === "string");
}

export function arrayIn(args: Args, name: string): readonly VimValue[] {
  const value = args[name];
  return Array.isArray(value) ? (value as readonly VimValue[]) : [];
}

function expect<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new TypeError(`the argument ${name} was let through although it is missing or of another type`);
  return value;
}
