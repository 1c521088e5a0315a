/** Operations on VMs drawn by fast-check, and how one is done on a world. What the drawn numbers point at depends on what is there, so every operation always means something. */
import fc from "fast-check";
import { addDelta } from "../../../../src/lab/disks/add-delta.js";
import { consolidateDisks } from "../../../../src/lab/disks/consolidate-disks.js";
import { destroyVm } from "../../../../src/lab/disks/destroy-vm.js";
import { diskMoveTypes } from "../../../../src/lab/disks/disk-move-type.js";
import { growDisk } from "../../../../src/lab/disks/grow-disk.js";
import { markAsTemplate, markAsVirtualMachine } from "../../../../src/lab/disks/mark-template.js";
import { promoteDisks } from "../../../../src/lab/disks/promote-disks.js";
import { reconfigureVm } from "../../../../src/lab/disks/reconfigure-vm.js";
import { relocateVm } from "../../../../src/lab/disks/relocate-vm.js";
import { removeAllSnapshots, removeSnapshot } from "../../../../src/lab/disks/remove-snapshot.js";
import { renameVm } from "../../../../src/lab/disks/rename-vm.js";
import { revertToSnapshot } from "../../../../src/lab/disks/revert-to-snapshot.js";
import { takeSnapshot } from "../../../../src/lab/disks/take-snapshot.js";
import { setPower } from "../../../../src/lab/power/set-power.js";
import { vim } from "../../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../../src/lab/world/vm-state.js";
import { GiB, MiB, thinDisk, type DisksWorld } from "./disks-world.js";

const kinds = [
  "create", "snapshot", "clone", "clone", "linked", "linked", "addDelta", "grow", "removeSnapshot", "removeSnapshot", "removeAll", "revert", "promote", "consolidate", "relocate", "relocate",
  "destroy", "detach", "destroyDisk", "newDisk", "newChild", "rename", "power", "template",
] as const;

export interface RandomOperation {
  readonly kind: (typeof kinds)[number];
  readonly vm: number;
  readonly pick: number;
  readonly type: (typeof diskMoveTypes)[number];
  readonly datastore: number;
  readonly flag: boolean;
  readonly host: boolean;
}

export const randomOperation: fc.Arbitrary<RandomOperation> = fc.record({
  kind: fc.constantFrom(...kinds), vm: fc.nat(999), pick: fc.nat(999), type: fc.constantFrom(...diskMoveTypes), datastore: fc.nat(3), flag: fc.boolean(), host: fc.boolean(),
});

/** Throws the VimFault of a refused operation. `number` makes names unique. */
export function doOperation(disks: DisksWorld, operation: RandomOperation, number: number): void {
  const { world, ds0, ds1, old } = disks;
  const { kind, pick, type, flag } = operation;
  const all = [...world.all("VirtualMachine")];
  const vms = ["linked", "removeSnapshot", "revert"].includes(kind) ? all.filter(({ snapshots }) => snapshots.length > 0) : all;
  const vm = vms[operation.vm % Math.max(1, vms.length)];
  if (kind === "create" || vm === undefined) {
    disks.vm(`vm${number}`, { disks: Array.from({ length: 1 + (pick % 2) }, (_, index) => thinDisk({ thin: flag, mode: index === 1 && operation.host ? "independent_persistent" : "persistent" })) });
    return;
  }
  const via = operation.host ? "host" : "vcenter";
  const snapshots = [...world.snapshotsOf(vm)];
  const snapshot = snapshots[pick % Math.max(1, snapshots.length)];
  const disk = vm.disks[pick % Math.max(1, vm.disks.length)];
  const datastore = [undefined, ds0, ds1, old][operation.datastore]?.ref.value;
  const moves = { diskMoveType: type, ...(datastore === undefined ? {} : { datastore }) };
  switch (kind) {
    case "snapshot": takeSnapshot(world, vm, { name: `s${number}`, description: "", memory: flag, quiesce: false }); return;
    case "clone": disks.clone(vm, `clone${number}`, { ...moves, ...(flag && snapshot !== undefined ? { snapshot } : {}), template: pick % 9 === 0 }); return;
    case "linked": if (snapshot !== undefined) disks.clone(vm, `linked${number}`, { ...moves, snapshot, diskMoveType: "createNewChildDiskBacking" }); return;
    case "addDelta": if (disk !== undefined && disk.mode === "persistent") addDelta(world, vm, disk.key); return;
    case "grow": if (disk !== undefined) growDisk(world, vm, disk.key, pick * MiB); return;
    case "removeSnapshot": if (snapshot !== undefined) removeSnapshot(world, vm, snapshot, { removeChildren: flag, consolidate: pick % 4 !== 0, via }); return;
    case "removeAll": removeAllSnapshots(world, vm, { consolidate: flag, via }); return;
    case "revert": if (snapshot !== undefined) revertToSnapshot(world, vm, snapshot, flag); return;
    case "promote": promoteDisks(world, vm, { unlink: flag, diskKeys: operation.host && disk !== undefined ? [disk.key] : [] }); return;
    case "consolidate": consolidateDisks(world, vm, { via }); return;
    case "relocate": {
      const locators = operation.host && disk !== undefined && datastore !== undefined ? [{ diskId: disk.key, datastore, ...(flag ? { diskMoveType: type } : {}) }] : [];
      relocateVm(world, vm, { ...moves, ...(flag ? { host: disks.hosts[pick % 3]?.ref ?? disks.hosts[0].ref } : {}), locators });
      return;
    }
    case "destroy": destroyVm(world, vm, via); return;
    case "detach": if (disk !== undefined) change(disks, vm, "remove", undefined, vim("VirtualDisk", { key: disk.key, capacityInKB: 0 })); return;
    case "destroyDisk": if (disk !== undefined && vm.disks.length > 1) change(disks, vm, "remove", "destroy", vim("VirtualDisk", { key: disk.key, capacityInKB: 0 })); return;
    case "newDisk": change(disks, vm, "add", "create", newDisk(GiB / 1024, { fileName: "", thinProvisioned: flag })); return;
    case "newChild": if (disk?.mode === "persistent") swapForChild(disks, vm, disk); return;
    case "rename": renameVm(world, vm, `renamed${pick % 5}`); return;
    case "power":
      if (!vm.template && world.freeBytes(world.the("Datastore", vm.home.datastore)) > vm.config.memoryMiB * MiB) setPower(world, vm, flag ? "poweredOn" : "poweredOff");
      return;
    case "template":
      if (vm.template) markAsVirtualMachine(world, vm, disks.cluster.resourcePool.value, undefined);
      else markAsTemplate(world, vm);
      return;
  }
}

function newDisk(capacityInKB: number, backing: Record<string, string | boolean | ReturnType<typeof vim>>) {
  return vim("VirtualDisk", { key: -1, capacityInKB, controllerKey: 1000, unitNumber: -1, backing: vim("VirtualDiskFlatVer2BackingInfo", { diskMode: "persistent", ...backing }) });
}

function change({ world }: DisksWorld, vm: VmState, operation: string, fileOperation: string | undefined, device: ReturnType<typeof vim>): void {
  reconfigureVm(world, vm, { deviceChange: [vim("VirtualDeviceConfigSpec", { operation, fileOperation, device })] });
}

/** The vendor's example: the disk is removed and a child of it is added, in one list. */
function swapForChild({ world }: DisksWorld, vm: VmState, disk: VmState["disks"][number]): void {
  const parent = vim("VirtualDiskFlatVer2BackingInfo", { fileName: world.pathOf(disk.file), diskMode: "persistent" });
  const child = newDisk(1, { fileName: `[${world.the("Datastore", disk.file.datastore).name}]`, parent });
  reconfigureVm(world, vm, {
    deviceChange: [
      vim("VirtualDeviceConfigSpec", { operation: "remove", device: vim("VirtualDisk", { key: disk.key, capacityInKB: 0 }) }),
      vim("VirtualDeviceConfigSpec", { operation: "add", fileOperation: "create", device: child }),
    ],
  });
}
