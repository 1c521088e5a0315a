/** The datastores of a datacenter. It only reads. */
import type { DatastorePlan, FilePlan } from "./estate.js";
import { Section, type Reader } from "./section.js";

const keys = ["name", "type", "vmfs", "size", "otherUsed", "accessible", "hosts", "files"] as const;
const fileKeys = ["path", "size", "disk"] as const;
const types = ["VMFS", "NFS", "NFS41", "vsan", "VVOL", "OTHER"] as const;
const TiB = 1024 ** 4;

export function datastoreNamed(name: string): DatastorePlan {
  return { name, type: "VMFS", vmfs: 6, sizeBytes: TiB, otherUsedBytes: 0, accessible: true, hosts: "all", files: [] };
}

/** A name may be a pattern: then there are several of the same kind. */
export const readDatastores: Reader<readonly DatastorePlan[]> = (node, reading) => {
  const section = new Section(node, reading, "a datastore", keys);
  if (!section.has("name")) section.report("name", "a datastore has no name; allowed: name: with a text or a pattern such as ds{0..1}");
  const type = section.choice("type", types, "VMFS");
  const vmfs = Number(section.choice("vmfs", ["3", "5", "6"], "6"));
  if (type !== "VMFS" && section.has("vmfs")) section.report("vmfs", `vmfs is given for a datastore of type ${type}; allowed: only with type VMFS`);
  const rest = {
    ...section.placed, type, vmfs: type === "VMFS" ? vmfs : undefined, sizeBytes: section.size("size", TiB), otherUsedBytes: section.size("otherUsed", 0), accessible: section.flag("accessible", true),
    hosts: section.has("hosts") ? section.names("hosts") : "all" as const, files: section.list("files", readFile),
  };
  return section.names("name").map((name) => ({ ...rest, name }));
};

const readFile: Reader<FilePlan> = (node, reading) => {
  const file = new Section(node, reading, "a file", fileKeys);
  if (!file.has("path")) file.report("path", "a file has no path; allowed: path: with a path below the datastore's root, such as old/old.vmdk");
  const diskBytes = file.has("disk") ? file.size("disk", 0) : undefined;
  return { ...file.placed, path: file.text("path", "?"), sizeBytes: file.size("size", diskBytes ?? 0), diskBytes };
};
