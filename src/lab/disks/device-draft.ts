/** A VM's devices and disks as a list of device changes leaves them, worked out before anything is done. It makes no file and changes no VM. */
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { OtherDevices, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import type { LevelPlace, NewBase } from "./disk-levels.js";
import type { TakenPaths } from "./file-names.js";
import { addNeed, type SpaceNeeds } from "./require-space.js";

/** Where a new disk's file comes from. */
export type DiskSource =
  | { readonly kind: "existing"; readonly file: LabFile }
  | { readonly kind: "base"; readonly place: LevelPlace; readonly base: NewBase }
  | { readonly kind: "child"; readonly place: LevelPlace; readonly parent: LabFile };

export interface DraftDisk extends Omit<VmDisk, "file" | "mode" | "sharing"> {
  readonly mode: VmDisk["mode"];
  readonly sharing: VmDisk["sharing"];
  /** The VM's own disk that this is, unless it is new. */
  readonly disk: VmDisk | undefined;
  /** Of a new disk. */
  readonly source: DiskSource | undefined;
  /** Of a disk that grows. */
  readonly capacityBytes: number | undefined;
}

/** Who the devices belong to; a VM about to be created has no disks and no reference yet. */
export interface DeviceOwner {
  readonly vm: VmState | undefined;
  readonly name: string;
  readonly home: VmState["home"];
  readonly template: boolean;
  readonly disks: readonly VmDisk[];
  readonly devices: OtherDevices;
  /** The datacenter in which datastore names are looked up. */
  readonly datacenter: { readonly type: string; readonly value: string } | undefined;
}

export class DeviceDraft {
  readonly world: World;
  readonly owner: DeviceOwner;
  readonly devices: OtherDevices;
  disks: DraftDisk[];
  readonly removed: { readonly disk: VmDisk; readonly destroy: boolean }[] = [];
  readonly needs: SpaceNeeds = new Map();
  readonly taken: TakenPaths = new Set();
  /** Keys as the client wrote them (negative ones) → real ones. */
  readonly keys = new Map<number, number>();
  otherChanged = false;

  constructor(world: World, owner: DeviceOwner) {
    this.world = world;
    this.owner = owner;
    this.devices = new Map(owner.devices);
    this.disks = owner.disks.map((disk) => ({ ...disk, disk, source: undefined, capacityBytes: undefined }));
  }

  get takenKeys(): ReadonlySet<number> {
    return new Set([...this.devices.keys(), ...this.disks.map(({ key }) => key)]);
  }

  need(datastore: string, bytes: number): void {
    addNeed(this.needs, datastore, bytes);
  }
}

/** InvalidDeviceSpec or a subtype of it for the change at `deviceIndex`; `property` as in "virtualDeviceSpec.device.key". */
export function invalidDevice(deviceIndex: number, property: string, type = "InvalidDeviceSpec", fields: Record<string, string | number> = {}): VimFault {
  return new VimFault(type, `Invalid configuration for device '${deviceIndex}'.`, { property, deviceIndex, ...fields });
}
