/**
 * What the reader keeps of update sets and retrieve results: the properties we listed, of devices only disks, of disks and big
 * configurations only the fields somebody decodes. Everything else is run over while it arrives.
 */
import { watchedTypes } from "../property-paths.js";
import type { ReadPlan } from "../xml/answer-reader.js";
import { child, textOf, type XmlNode } from "../xml/xml-node.js";
import { keptOfClusterConfig } from "./compute-config.js";
import { backingFields, diskFields } from "./disks.js";
import { layoutFields, layoutFileFields } from "./file-layout.js";
import { decodeObject, type DecodedObject } from "./managed-object.js";
import { relate } from "./path-relation.js";
import { snapshotNodeFields } from "./snapshot-tree.js";

const objectRecords: ReadonlySet<string> = new Set(["objectSet", "objects"]);
/** Fields kept of an element, by its xsi:type or else its name. */
const keptOf: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ["VirtualDisk", diskFields],
  ["backing", backingFields],
  ["parent", backingFields],
  ...keptOfClusterConfig,
  ["rootSnapshotList", snapshotNodeFields],
  ["childSnapshotList", snapshotNodeFields],
  ["VmfsDatastoreInfo", new Set(["vmfs"])],
  ["vmfs", new Set(["majorVersion"])],
  ["VirtualMachineFileLayoutEx", layoutFields],
  ["file", layoutFileFields],
  ["VirtualMachineQuestionInfo", new Set(["text"])],
]);

/** Objects are handed over one by one, decoded. `property` is the element of one property: of an update, or of a retrieved object. */
export function objectPlan(property: "changeSet" | "propSet", take: (object: DecodedObject) => void): ReadPlan {
  return {
    records: objectRecords,
    repeated: { name: property, value: "val", context: (object) => child(object, "obj")?.refType ?? "" },
    kept: (node) => keptOf.get(node.type ?? node.name) ?? (node.type === undefined ? undefined : keptOf.get(node.name)),
    needs,
    take: (record) => take(decodeObject(record)),
  };
}

function needs(node: XmlNode, parents: readonly XmlNode[]): boolean {
  switch (node.name) {
    case "val":
      return needsValue(parents);
    case "VirtualDevice":
      return node.type === "VirtualDisk";
    case "device":
      return node.type === "VirtualDisk" || parents[parents.length - 1]?.name !== "hardware";
    default:
      return true;
  }
}

/** A value whose name has not come yet is kept: fields may arrive in any order. */
function needsValue(parents: readonly XmlNode[]): boolean {
  const name = textOf(parents[parents.length - 1], "name");
  const objectType = child(parents[parents.length - 2], "obj")?.refType;
  if (name === undefined || objectType === undefined) return true;
  const watched = watchedTypes.get(objectType);
  if (watched === undefined) return false;
  const { kind } = relate(name, watched.readable);
  return kind === "same" || kind === "encloses";
}
