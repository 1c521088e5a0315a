/**
 * One object of an update set or of a retrieve result to the values of our properties (vim-facts 3.1, 3.5).
 * It never asks vCenter anything: what must be read again is named in the answer.
 */
import type { InventoryUpdate, Ref } from "../../inventory/updates.js";
import { VimError } from "../errors.js";
import { watchedTypes, type WatchedPath, type WatchedType } from "../property-paths.js";
import { child, childrenOf, descend, textOf, type XmlNode } from "../xml/xml-node.js";
import { relate } from "./path-relation.js";

export interface DecodedObject {
  /** As vCenter names it, e.g. "ClusterComputeResource"; unknown types are told too. */
  readonly objectType: string;
  readonly ref: Ref;
  readonly kind: "enter" | "modify" | "leave";
  readonly set: Readonly<Record<string, unknown>>;
  readonly unreadable: readonly string[];
  /** Listed paths of which only a part was announced: read them again. */
  readonly reread: readonly string[];
}

/** Decodes an ObjectUpdate (`objectSet`) or, as an `enter`, an ObjectContent (`objects`). Throws VIM_SESSION_LOST. */
export function decodeObject(record: XmlNode): DecodedObject {
  const obj = child(record, "obj");
  const objectType = obj?.refType ?? "";
  const ref = obj?.text ?? "";
  const kind = kindOf(textOf(record, "kind"));
  const watched = watchedTypes.get(objectType);
  if (kind === "leave" || watched === undefined) return { objectType, ref, kind, set: {}, unreadable: [], reread: [] };

  const decoding = new Decoding(kind, watched);
  for (const part of record.children) {
    if (part.name === "changeSet" || part.name === "propSet") decoding.change(part);
    else if (part.name === "missingSet") decoding.missing(part);
  }
  return { objectType, ref, kind, set: decoding.set, unreadable: [...decoding.unreadable], reread: [...decoding.reread] };
}

/** As the inventory takes it; undefined for types it does not know, such as history collectors. */
export function toInventoryUpdate(object: Pick<DecodedObject, "objectType" | "ref" | "kind" | "set" | "unreadable">): InventoryUpdate | undefined {
  const watched = watchedTypes.get(object.objectType);
  if (watched === undefined) return undefined;
  // Field names and value types come from the path list, which is typed against the inventory's own properties.
  return { type: watched.updateType, ref: object.ref, kind: object.kind, set: object.set, unreadable: object.unreadable } as unknown as InventoryUpdate;
}

class Decoding {
  readonly set: Record<string, unknown>;
  readonly unreadable = new Set<string>();
  readonly reread = new Set<string>();
  readonly #kind: "enter" | "modify";
  readonly #paths: readonly WatchedPath[];

  constructor(kind: "enter" | "modify", watched: WatchedType) {
    this.set = { ...watched.constant };
    this.#kind = kind;
    this.#paths = watched.readable;
  }

  /** A PropertyChange {name, op, val?} or a DynamicProperty {name, val}. */
  change(part: XmlNode): void {
    const name = textOf(part, "name") ?? "";
    const relation = relate(name, this.#paths);
    if (relation.kind === "none") return;
    if (relation.kind === "inside") {
      this.reread.add(relation.path.path);
      return;
    }
    const op = textOf(part, "op");
    const value = op === "remove" || op === "indirectRemove" ? undefined : child(part, "val");
    if (relation.kind === "same") this.#assign(relation.path, value);
    else for (const path of relation.paths) this.#assign(path, inside(value, path, name));
  }

  /** A MissingProperty {path, fault}. What the server does not know is unset; what it refuses is unreadable. */
  missing(part: XmlNode): void {
    const fault = faultTypeOf(part);
    if (fault === "NotAuthenticated") throw sessionLost();
    const relation = relate(textOf(part, "path") ?? "", this.#paths);
    const paths = relation.kind === "encloses" ? relation.paths : relation.kind === "none" ? [] : [relation.path];
    for (const path of paths) {
      if (fault === "InvalidProperty") this.#assign(path, undefined);
      else for (const field of path.fields) this.unreadable.add(field);
    }
  }

  #assign(path: WatchedPath, value: XmlNode | undefined): void {
    this.reread.delete(path.path);
    if (value === undefined) {
      if (this.#kind === "modify") for (const field of path.fields) this.set[field] = null;
      return;
    }
    const decoded = path.decode(value);
    for (const field of path.fields) {
      const member = decoded?.[field];
      if (decoded === undefined) this.unreadable.add(field);
      else if (member !== null || this.#kind === "modify") this.set[field] = member;
    }
  }
}

/** A path's value from inside the value of the object that encloses it. */
function inside(value: XmlNode | undefined, path: WatchedPath, enclosing: string): XmlNode | undefined {
  const names = path.path.slice(enclosing.length + 1).split(".");
  const last = names.pop() ?? "";
  const found = childrenOf(descend(value, names), last);
  if (found[0] === undefined || !path.isArray) return found[0];
  return { name: last, type: undefined, refType: undefined, text: "", children: found };
}

/** xsi:type of the fault in {fault: LocalizedMethodFault}, e.g. "NoPermission". */
export function faultTypeOf(part: XmlNode): string | undefined {
  return descend(part, ["fault", "fault"])?.type;
}

/** vim-facts 1.8: on a dead session reads "succeed" with NotAuthenticated in every missingSet. */
export function sessionLost(cause?: unknown): VimError {
  return new VimError("VIM_SESSION_LOST", "Cannot go on with this session as vCenter must know it: it says NotAuthenticated", {
    retryable: true, cause, hint: "Nothing to do: tetherd logs in again and reads the full state. If it comes back often, see whether somebody ends the sessions of this account",
  });
}

function kindOf(text: string | undefined): DecodedObject["kind"] {
  return text === "modify" || text === "leave" ? text : "enter";
}
