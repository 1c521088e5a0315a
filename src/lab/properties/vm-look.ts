/** What the properties under `config` are read from. It only names the places. */
import type { OtherDevices, VmConfig, VmDisk, VmState } from "../world/vm-state.js";

/** One state of a VM: its present one, or what a snapshot froze. */
export interface VmLook {
  readonly vm: VmState;
  readonly config: VmConfig;
  readonly disks: readonly VmDisk[];
  readonly devices: OtherDevices;
  readonly changeVersion: number;
  readonly modifiedAt: number;
}
