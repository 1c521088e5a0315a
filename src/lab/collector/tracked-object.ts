/**
 * What a filter remembers of one object: since when it is selected, what was sent last of each path, and after which calculation each path changed.
 * Numbers only, for there are many objects: values are read when they are sent.
 */
import type { Ref } from "../wire/vim-value.js";
import type { NarrowChange, Shape } from "./value-shape.js";

/** Calculations are numbered; a client that holds what calculation n gave stands at n. */
export type Stamp = number;

/** From `entered` on, and before `left`. */
export interface Stay {
  readonly entered: Stamp;
  readonly left: Stamp;
}

/** The last change of a path, and the calculation of the change before it. */
export interface NarrowTrack {
  readonly previous: Stamp;
  readonly changes: readonly NarrowChange[];
}

export interface PartialTrack {
  readonly shapes: Shape[];
  /** By index of the watched path. */
  readonly narrow: Map<number, NarrowTrack>;
}

export interface TrackedObject {
  readonly ref: Ref;
  readonly entered: Stamp;
  /** Earlier times for which it was selected; hardly any object has some. */
  readonly earlier: readonly Stay[];
  /** By index of the watched path; undefined until the object was sent for the first time, for until then nothing can be new. */
  prints: number[] | undefined;
  /** By index of the watched path; undefined while none changed since it entered. */
  stamps: Stamp[] | undefined;
  /** Only where the filter tells partial updates. */
  partial: PartialTrack | undefined;
}

/** An object that is not selected any more. */
export interface DepartedObject {
  readonly ref: Ref;
  readonly stays: readonly Stay[];
}

export function enter(ref: Ref, stamp: Stamp, before: DepartedObject | undefined): TrackedObject {
  return { ref, entered: stamp, earlier: before?.stays ?? [], prints: undefined, stamps: undefined, partial: undefined };
}

export function depart(object: TrackedObject, stamp: Stamp): DepartedObject {
  return { ref: object.ref, stays: [...object.earlier, { entered: object.entered, left: stamp }] };
}

/** Whether a client at `stamp` knows the object. */
export function wasThere(stays: readonly Stay[], stamp: Stamp): boolean {
  return stays.some(({ entered, left }) => entered <= stamp && stamp < left);
}

/** After which calculation the path changed last; its entering counts. */
export function changedAt(object: TrackedObject, index: number): Stamp {
  return object.stamps?.[index] ?? object.entered;
}

export function markChanged(object: TrackedObject, index: number, stamp: Stamp): void {
  const stamps = object.stamps ??= new Array<Stamp>(object.prints?.length ?? 0).fill(object.entered);
  stamps[index] = stamp;
}

/** Whether anything of it is new to a client at `stamp` that knows it. */
export function isNewSince(object: TrackedObject, stamp: Stamp): boolean {
  return object.entered > stamp || (object.stamps?.some((each) => each > stamp) ?? false);
}
