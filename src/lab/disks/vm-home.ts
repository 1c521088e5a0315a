/** The files a VM keeps beside its disks, made with it and named after it. Disks and snapshots are other files' business. */
import type { FileKind, LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";

const homeFiles: readonly { readonly kind: FileKind; readonly ending: string; readonly sizeBytes: number }[] = [
  { kind: "config", ending: ".vmx", sizeBytes: 3_072 },
  { kind: "nvram", ending: ".nvram", sizeBytes: 8_684 },
  { kind: "snapshotList", ending: ".vmsd", sizeBytes: 512 },
];

/** Bytes that a VM needs beside its disks. */
export const homeFilesBytes = homeFiles.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Makes the .vmx (first), .nvram and .vmsd of a new VM. */
export function addHomeFiles(world: World, home: { readonly datastore: string; readonly directory: string }, name: string): LabFile[] {
  return homeFiles.map(({ kind, ending, sizeBytes }) =>
    world.files.add({ datastore: home.datastore, path: `${home.directory}/${name}${ending}`, kind, sizeBytes, modifiedAt: world.clock.now() }));
}
