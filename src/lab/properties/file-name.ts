/** How files are named in answers: with the datastore's present display name, and a disk level as its two files, descriptor and extent (vim-facts 6.7). */
import type { Ref } from "../wire/vim-value.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";

type Place = Pick<LabFile, "datastore" | "path">;

/** "[ds0] vm0/vm0.vmdk"; of a datastore that has left the inventory the name is not known, "[]". */
export function fileName(world: World, file: Place): string {
  return `[${world.find("Datastore", file.datastore)?.name ?? ""}] ${file.path}`;
}

/** Unset when the datastore has left the inventory. */
export function datastoreRef(world: World, file: Place): Ref | undefined {
  return world.find("Datastore", file.datastore)?.ref;
}

/** "[ds0] vm0/" */
export function directoryName(world: World, home: { readonly datastore: string; readonly directory: string }): string {
  return fileName(world, { datastore: home.datastore, path: `${home.directory}/` });
}

const extentEnding = { flat: "-flat", vmfsSparse: "-delta", seSparse: "-sesparse", rdm: "-rdm" } as const;

/** Path of the file that holds the data of a disk level, "vm0/vm0-flat.vmdk"; on vSAN, vVol and for array snapshots it is the descriptor's own. */
export function extentPath(file: LabFile): string {
  const level = file.disk;
  if (level === undefined || level.format === "vsanSparse" || level.format === "native") return file.path;
  const ending = level.format === "rdm" && level.compatibilityMode === "physicalMode" ? "-rdmp" : extentEnding[level.format];
  return file.path.replace(/(\.vmdk)?$/, `${ending}.vmdk`);
}

/** The storage object behind a file on vSAN or vVol; empty elsewhere. Two files never have the same. */
export function backingObjectId(world: World, file: LabFile): string {
  const kind = world.find("Datastore", file.datastore)?.kind;
  if (kind !== "vsan" && kind !== "VVOL") return "";
  const id = `${(file.disk?.uuid ?? world.instanceUuid).slice(0, 24)}${file.id.toString(16).padStart(12, "0")}`;
  return kind === "vsan" ? id : `rfc4122.${id}`;
}
