/**
 * `layoutEx` of a VM to the sizes of its disk files (vim-facts 6.1, VirtualMachineFileLayoutEx). A descriptor and its extents become one
 * file, matched by their names (vim-facts 6.7); a descriptor whose extent is not listed has no size we could tell, so it is left out.
 */
import type { FileLayout } from "../../inventory/updates.js";
import { childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";

/** What is read; the reader skips the rest. */
export const layoutFields: ReadonlySet<string> = new Set(["file", "timestamp"]);
export const layoutFileFields: ReadonlySet<string> = new Set(["name", "type", "size", "accessible"]);

/**
 * Data of a disk: flat, VMFSsparse and SEsparse deltas (vim-facts 6.7), and the numbered pieces of a disk split into 2 GB extents. Where
 * data are an object of their own (vSAN, Virtual Volumes, array snapshots), the extent bears the descriptor's name. That of a raw device
 * mapping matches no descriptor: its size is the device's and takes nothing from the datastore.
 */
const extentName = /-(?:flat|delta|sesparse|[fs]\d{3})\.vmdk$/;

/** Undefined without a timestamp: nobody could say how old it is. */
export function fileLayoutOf(layout: XmlNode): FileLayout | undefined {
  const at = Date.parse(textOf(layout, "timestamp") ?? "");
  if (Number.isNaN(at)) return undefined;
  const descriptors = new Map<string, number>();
  const extents = new Map<string, number>();
  for (const file of childrenOf(layout, "file")) {
    const name = textOf(file, "name") ?? "";
    const type = textOf(file, "type");
    const bytes = bytesOf(file);
    if (type === "diskDescriptor" && bytes !== undefined) descriptors.set(name, bytes);
    if (type !== "diskExtent") continue;
    const whole = name.replace(extentName, ".vmdk");
    extents.set(whole, (extents.get(whole) ?? 0) + (bytes ?? Number.NaN));
  }
  const files = [...descriptors].map(([fileName, bytes]) => ({ fileName, bytes: bytes + (extents.get(fileName) ?? Number.NaN) }));
  return { at, files: files.filter(({ bytes }) => !Number.isNaN(bytes)) };
}

/** What vCenter could not look at has no size, whatever it says. */
function bytesOf(file: XmlNode): number | undefined {
  const size = textOf(file, "size") ?? "";
  return /^\d+$/.test(size) && textOf(file, "accessible") !== "false" ? Number(size) : undefined;
}
