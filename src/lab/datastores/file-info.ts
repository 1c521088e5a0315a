/** A directory's entry as the FileInfo that a search answers with: which queries it answers to, and as much of it as was asked for (vim-facts 7.6). */
import { extentPath } from "../properties/file-name.js";
import { flagIn, objectIn, textsIn } from "../wire/read-args.js";
import { vim, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { FileKind } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { descriptorBytes, type Entry } from "./list-directory.js";

/** The query type of each kind of file; its FileInfo is named alike. Others answer to the bare FileQuery only. */
const queries: Readonly<Partial<Record<FileKind, string>>> = {
  config: "VmConfigFileQuery", nvram: "VmNvramFileQuery", snapshotList: "VmSnapshotFileQuery", snapshotData: "VmSnapshotFileQuery", snapshotMemory: "VmSnapshotFileQuery", log: "VmLogFileQuery",
};
const byEnding: Readonly<Record<string, string>> = { vmtx: "TemplateConfigFileQuery", iso: "IsoImageFileQuery", flp: "FloppyImageFileQuery" };

/** Undefined when none of the queries wants it. With none at all everything is wanted, and typed only when `details.fileType` says so. */
export function fileInfoOf(world: World, entry: Entry, wanted: readonly VimObject[], details: VimObject | undefined): VimObject | undefined {
  const own = queryTypeOf(entry);
  const query = wanted.find((each) => each.$type === own && (own !== "VmDiskFileQuery" || fits(entry, objectIn(each, "filter"))));
  if (wanted.length > 0 && query === undefined && !wanted.some((each) => each.$type === "FileQuery")) return undefined;
  const type = query !== undefined || (details !== undefined && flagIn(details, "fileType")) ? own.replace(/Query$/, "Info") : "FileInfo";
  const asked = (name: string) => details !== undefined && flagIn(details, name);
  return vim(type, {
    path: entry.name,
    fileSize: asked("fileSize") && entry.kind !== "folder" ? sizeOf(entry, query !== undefined) : undefined,
    modification: asked("modification") ? new Date(entry.kind === "folder" ? world.clock.now() : entry.file.modifiedAt).toISOString() : undefined,
    owner: asked("fileOwner") ? "root" : undefined,
    ...(type === "VmDiskFileInfo" && entry.kind === "descriptor" ? diskDetails(world, entry, query && objectIn(query, "details")) : {}),
    ...(type === "VmConfigFileInfo" && query !== undefined && flagIn(objectIn(query, "details") ?? {}, "configVersion") ? { configVersion: 19 } : {}),
  });
}

function queryTypeOf(entry: Entry): string {
  if (entry.kind === "folder") return "FolderFileQuery";
  if (entry.kind === "descriptor") return "VmDiskFileQuery";
  if (entry.kind === "extent") return "FileQuery";
  return byEnding[entry.name.slice(entry.name.lastIndexOf(".") + 1)] ?? queries[entry.file.kind] ?? "FileQuery";
}

/** With a VmDiskFileQuery the descriptor stands for the whole disk level. */
function sizeOf(entry: Exclude<Entry, { kind: "folder" }>, wholeLevel: boolean): number {
  return entry.kind === "descriptor" && !entry.whole && !wholeLevel ? descriptorBytes : entry.file.sizeBytes;
}

/** VmDiskFileQueryFilter: disk type and thinness; controllers and hardware versions are not written in a descriptor here, so they filter nothing. */
function fits(entry: Entry, filter: VimObject | undefined): boolean {
  if (filter === undefined || entry.kind !== "descriptor") return true;
  const types = textsIn(filter, "diskType");
  if (types.length > 0 && !types.includes(diskTypeOf(entry))) return false;
  return filter["thin"] === undefined || filter["thin"] === entry.file.disk?.thin;
}

function diskDetails(world: World, entry: Extract<Entry, { kind: "descriptor" }>, asked: VimObject | undefined): Record<string, VimValue> {
  const wants = (name: string) => asked !== undefined && flagIn(asked, name);
  return {
    diskType: wants("diskType") ? diskTypeOf(entry) : undefined,
    capacityKb: wants("capacityKb") ? Math.floor((entry.file.disk?.capacityBytes ?? 0) / 1024) : undefined,
    hardwareVersion: wants("hardwareVersion") ? 19 : undefined,
    controllerType: wants("controllerType") ? "ParaVirtualSCSIController" : undefined,
    diskExtents: wants("diskExtents") ? [world.pathOf({ datastore: entry.file.datastore, path: extentPath(entry.file) })] : undefined,
    thin: wants("thin") ? entry.file.disk?.thin : undefined,
  };
}

/** Deltas are of the type that their VMs' devices have. */
function diskTypeOf(entry: Extract<Entry, { kind: "descriptor" }>): string {
  return entry.file.disk?.format === "rdm" ? "VirtualDiskRawDiskMappingVer1BackingInfo" : "VirtualDiskFlatVer2BackingInfo";
}
