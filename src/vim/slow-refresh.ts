/**
 * Reads again, slowly, what servers change without announcing it (vim-facts 3.6, 3.8), and tells only what differs from what was last
 * told. Virtual machines take turns, so that its cost does not grow with the inventory.
 */
import type { Ref } from "../inventory/updates.js";
import type { DecodedObject } from "./decode/managed-object.js";
import { slowlyReadPaths, watchedTypes } from "./property-paths.js";
import { ownText } from "../shared/own-text.js";

/** Virtual machines per round. */
export const vmsPerRound = 500;

/** How a round reads: everything in the view of a type, or named objects. */
export interface RefreshReader {
  all(type: string, paths: readonly string[]): Promise<readonly DecodedObject[]>;
  some(type: string, refs: readonly Ref[], paths: readonly string[]): Promise<readonly DecodedObject[]>;
}

const unreadable = "!";
/** A field that was never told. */
const unset = "null";

export class SlowRefresh {
  /** Last told values of the fields that are read again, each as JSON on a line of its own, by object. Most VMs are alike in them, and their text is one. */
  readonly #known = new Map<Ref, string>();
  readonly #vms = new Set<Ref>();
  #lastVm: Ref | undefined;

  /** Takes an object as it was told to the inventory. */
  note(object: DecodedObject): void {
    if (object.kind === "leave") {
      this.#known.delete(object.ref);
      this.#vms.delete(object.ref);
      return;
    }
    const fields = fieldsOf(object.objectType);
    if (fields.length === 0) return;
    if (object.objectType === "VirtualMachine") this.#vms.add(object.ref);
    const known = object.kind === "enter" ? undefined : this.#known.get(object.ref)?.split("\n");
    const now = fields.map((field, index) => {
      if (object.unreadable.includes(field)) return unreadable;
      return field in object.set ? asText(object.set[field]) : known?.[index] ?? unset;
    });
    this.#known.set(object.ref, ownText(now.join("\n")));
  }

  /** One round: modifications that nobody announced. */
  async read(reader: RefreshReader): Promise<readonly DecodedObject[]> {
    const changed: DecodedObject[] = [];
    for (const [type, paths] of slowlyReadPaths) {
      const objects = type === "VirtualMachine" ? await reader.some(type, this.#nextVms(), paths) : await reader.all(type, paths);
      for (const object of objects) {
        const difference = this.#difference(object);
        if (difference === undefined) continue;
        this.note(difference);
        changed.push(difference);
      }
    }
    return changed;
  }

  /** Objects the feed has not told of are left to it. */
  #difference(object: DecodedObject): DecodedObject | undefined {
    const known = this.#known.get(object.ref)?.split("\n");
    if (known === undefined) return undefined;
    const set: Record<string, unknown> = {};
    const refused: string[] = [];
    for (const [index, field] of fieldsOf(object.objectType).entries()) {
      const before = known[index] ?? unset;
      if (object.unreadable.includes(field)) {
        if (before !== unreadable) refused.push(field);
      } else if (asText(object.set[field]) !== before) set[field] = object.set[field] ?? null;
    }
    if (Object.keys(set).length === 0 && refused.length === 0) return undefined;
    return { objectType: object.objectType, ref: object.ref, kind: "modify", set, unreadable: refused, reread: [] };
  }

  #nextVms(): readonly Ref[] {
    const refs = [...this.#vms];
    const start = this.#lastVm === undefined ? 0 : refs.indexOf(this.#lastVm) + 1;
    const turn = [...refs.slice(start), ...refs.slice(0, start)].slice(0, vmsPerRound);
    this.#lastVm = turn[turn.length - 1];
    return turn;
  }
}

const fieldsByType = new Map<string, readonly string[]>();

function fieldsOf(objectType: string): readonly string[] {
  let fields = fieldsByType.get(objectType);
  if (fields === undefined) {
    const paths = slowlyReadPaths.get(objectType === "ClusterComputeResource" ? "ComputeResource" : objectType) ?? [];
    fields = (watchedTypes.get(objectType)?.paths ?? []).filter(({ path }) => paths.includes(path)).flatMap((watched) => watched.fields);
    fieldsByType.set(objectType, fields);
  }
  return fields;
}

function asText(value: unknown): string {
  return JSON.stringify(value ?? null);
}
