/**
 * `layoutEx` and the deprecated `layout`: the files of a virtual machine and which of them each disk consists of, now and in each snapshot.
 * Chains are listed with the leaf last, as field reports have it of vCenter (vim-facts 6.4); keys are numbered afresh each time.
 */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { FileKind, LabFile } from "../world/lab-file.js";
import type { SnapshotState, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { backingObjectId, extentPath, fileName } from "./file-name.js";
import { dateTime } from "./lab-time.js";

const typeOfKind: Readonly<Record<Exclude<FileKind, "disk" | "other">, string>> = {
  config: "config", nvram: "nvram", snapshotList: "snapshotList", snapshotData: "snapshotData", snapshotMemory: "snapshotMemory", swap: "swap", log: "log",
};

const typeOfEnding: Readonly<Record<string, string>> = { vmxf: "extendedConfig", vmss: "suspend", vmem: "suspendMemory" };

/** A level counts in full in its extent and with 0 bytes in its descriptor, so that sums over files are the bytes really used. */
export function layoutExOf(world: World, vm: VmState): VimObject {
  const file: VimObject[] = [];
  const keys = new Map<LabFile, readonly number[]>();
  const add = (source: LabFile, path: string, type: string, isWhole: boolean) => {
    const accessible = world.files.exists(source) && world.find("Datastore", source.datastore)?.accessible === true;
    const size = isWhole && world.files.exists(source) ? source.sizeBytes : 0;
    file.push(vim("VirtualMachineFileLayoutExFileInfo", {
      key: file.length, name: fileName(world, { datastore: source.datastore, path }), type, size, uniqueSize: size > 0 && world.files.isShared(source) ? 0 : size,
      backingObjectId: backingObjectId(world, source), accessible,
    }));
    return file.length - 1;
  };
  const single = (source: LabFile): number => {
    const known = keys.get(source)?.[0];
    if (known !== undefined) return known;
    const type = source.kind === "other" || source.kind === "disk" ? typeOfEnding[source.path.split(".").at(-1) ?? ""] ?? "extendedConfig" : typeOfKind[source.kind];
    const key = add(source, source.path, type, true);
    keys.set(source, [key]);
    return key;
  };
  const level = (source: LabFile): readonly number[] => {
    const known = keys.get(source);
    if (known !== undefined) return known;
    const added = [add(source, source.path, "diskDescriptor", false), add(source, extentPath(source), "diskExtent", true)];
    keys.set(source, added);
    return added;
  };
  const layoutOf = (disk: VmDisk) => vim("VirtualMachineFileLayoutExDiskLayout", {
    key: disk.key, chain: [...world.files.chain(disk.file)].reverse().map((each) => vim("VirtualMachineFileLayoutExDiskUnit", { fileKey: level(each) })),
  });
  vm.files.forEach(single);
  const disk = vm.disks.map(layoutOf);
  const snapshot = [...world.snapshotsOf(vm)].map((each) => vim("VirtualMachineFileLayoutExSnapshotLayout", {
    key: each.ref, dataKey: single(each.dataFile), memoryKey: each.memoryFile === undefined ? -1 : single(each.memoryFile), disk: each.frozen.disks.map(layoutOf),
  }));
  return vim("VirtualMachineFileLayoutEx", { file, disk, snapshot, timestamp: dateTime(world.clock.now()) });
}

/** VirtualMachineFileLayout; of each disk the descriptors, leaf first (vim-facts 6.4). */
export function layoutOf(world: World, vm: VmState): VimObject {
  const ofKind = (kind: FileKind) => vm.files.filter((each) => each.kind === kind);
  const swap = ofKind("swap")[0];
  return vim("VirtualMachineFileLayout", {
    configFile: [...ofKind("config"), ...ofKind("nvram"), ...ofKind("snapshotList")].map((each) => each.path.slice(vm.home.directory.length + 1)),
    logFile: ofKind("log").map((each) => each.path.slice(vm.home.directory.length + 1)),
    disk: vm.disks.map((disk) => vim("VirtualMachineFileLayoutDiskLayout", { key: disk.key, diskFile: world.files.chain(disk.file).map((each) => fileName(world, each)) })),
    snapshot: [...world.snapshotsOf(vm)].map((each) => vim("VirtualMachineFileLayoutSnapshotLayout", { key: each.ref, snapshotFile: snapshotFiles(world, each) })),
    swapFile: swap === undefined ? undefined : fileName(world, swap),
  });
}

function snapshotFiles(world: World, snapshot: SnapshotState): readonly string[] {
  return [snapshot.dataFile, snapshot.memoryFile, ...snapshot.frozen.disks.map((disk) => disk.file)].filter((each) => each !== undefined).map((each) => fileName(world, each));
}
