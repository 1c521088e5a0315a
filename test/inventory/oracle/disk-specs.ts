/** Reconfigure specifications of single disks, as clients send them (vim-facts 7.3). */
import type { LabRandom } from "../../../src/lab/world/lab-random.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import type { World } from "../../../src/lab/world/world.js";

type Spec = Readonly<Record<string, unknown>>;

const flat = "VirtualDiskFlatVer2BackingInfo";

/** The "delta on source" recipe: the disk goes and comes back as an empty delta over its own file. */
export function addDelta(world: World, random: LabRandom, vm: VmState): Spec {
  const disk = vm.disks[random.below(vm.disks.length)];
  if (disk === undefined) return spec();
  const { controllerKey, unitNumber, key } = disk;
  const backing = { $type: flat, fileName: "", diskMode: "persistent", parent: { $type: flat, fileName: world.pathOf(disk.file), diskMode: "persistent" } };
  return spec(
    { operation: "remove", device: { $type: "VirtualDisk", key, capacityInKB: 0 } },
    { operation: "add", fileOperation: "create", device: { $type: "VirtualDisk", key: -1, controllerKey, unitNumber, capacityInKB: 0, backing } },
  );
}

/** Ordinary, independent or multi-writer. */
export function addDisk(random: LabRandom): Spec {
  const kind = random.below(4);
  const backing = { $type: flat, fileName: "", diskMode: kind === 0 ? "independent_persistent" : "persistent", thinProvisioned: true, ...(kind === 1 ? { sharing: "sharingMultiWriter" } : {}) };
  return spec({ operation: "add", fileOperation: "create", device: { $type: "VirtualDisk", key: -1, controllerKey: 1000, unitNumber: -1, capacityInKB: 1024 ** 2, backing } });
}

/** Another VM's disk, which both then write to. */
export function attachShared(world: World, random: LabRandom): Spec | undefined {
  const shared = [...world.all("VirtualMachine")].flatMap(({ disks }) => disks.filter(({ sharing }) => sharing === "sharingMultiWriter"));
  const disk = shared[random.below(shared.length)];
  if (disk === undefined) return undefined;
  const backing = { $type: flat, fileName: world.pathOf(disk.file), diskMode: "persistent", sharing: "sharingMultiWriter" };
  return spec({ operation: "add", device: { $type: "VirtualDisk", key: -1, controllerKey: 1000, unitNumber: -1, capacityInKB: 0, backing } });
}

/** Detached, or destroyed with its file. */
export function removeDisk(random: LabRandom, vm: VmState): Spec {
  const disk = vm.disks[random.below(vm.disks.length)];
  return spec({ operation: "remove", ...(random.below(2) === 0 ? { fileOperation: "destroy" } : {}), device: { $type: "VirtualDisk", key: disk?.key ?? 0, capacityInKB: 0 } });
}

function spec(...deviceChange: readonly Spec[]): Spec {
  return { spec: { deviceChange } };
}
