/** The disks of a virtual machine of an estate. It only reads; whether a datastore exists is checked with everything else. */
import { isScalar } from "yaml";
import type { DiskPlan } from "./estate.js";
import { Section, type Reader } from "./section.js";
import { parseSize } from "./size.js";

const keys = ["size", "used", "thick", "mode", "multiWriter", "rdm", "datastore"] as const;
const modes = ["persistent", "nonpersistent", "undoable", "independent_persistent", "independent_nonpersistent", "append"] as const;

export const GiB = 1024 ** 3;
export const defaultDisk: DiskPlan = { sizeBytes: 10 * GiB, usedBytes: 2 * GiB, thin: true, mode: "persistent", multiWriter: false, rdm: undefined, datastore: undefined };

/** "40 GiB" alone, or a mapping. Unless told, a fifth of the size is used; a thick disk uses all of it. */
export const readDisk: Reader<DiskPlan> = (node, reading) => {
  if (isScalar(node)) {
    const sizeBytes = parseSize(String(node.value));
    if (sizeBytes !== undefined) return { ...defaultDisk, at: reading.placeOf(node), sizeBytes, usedBytes: Math.round(sizeBytes / 5) };
    reading.report(node, `a disk is ${JSON.stringify(node.value)}; allowed: a size such as "10 GiB", or a mapping with ${keys.join(", ")}`);
    return undefined;
  }
  const disk = new Section(node, reading, "a disk", keys);
  const sizeBytes = disk.size("size", defaultDisk.sizeBytes);
  const thin = !disk.flag("thick", false);
  const usedBytes = disk.size("used", thin ? Math.round(sizeBytes / 5) : sizeBytes);
  if (usedBytes > sizeBytes) disk.report("used", "used is more than the disk's size; allowed: up to its size");
  if (!thin && usedBytes !== sizeBytes) disk.report("used", "a thick disk uses all of its size; allowed: leave out used");
  const rdm = disk.choice("rdm", ["none", "virtual", "physical"], "none");
  return {
    ...disk.placed, sizeBytes, usedBytes, thin, mode: disk.choice("mode", modes, "persistent"), multiWriter: disk.flag("multiWriter", false),
    rdm: rdm === "none" ? undefined : `${rdm}Mode`, datastore: disk.has("datastore") ? disk.text("datastore", "?") : undefined,
  };
};
