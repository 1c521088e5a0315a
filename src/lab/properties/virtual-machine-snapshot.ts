/** The properties of a snapshot object; its `config` shows the disks it pins, and so the branches off the current line (vim-facts 6.4). */
import type { SnapshotState, VmState } from "../world/vm-state.js";
import { partThrough, type Properties } from "./property-table.js";
import { configPart } from "./vm-config.js";

interface SnapshotOfVm {
  readonly vm: VmState;
  readonly snapshot: SnapshotState;
}

export const virtualMachineSnapshotProperties: Properties<SnapshotOfVm> = {
  config: partThrough({ ...configPart, isSet: () => true }, (_world, { vm, snapshot }: SnapshotOfVm) => ({
    vm, ...snapshot.frozen, changeVersion: snapshot.id, modifiedAt: snapshot.createdAt,
  })),
  childSnapshot: (_world, { snapshot }) => snapshot.children.map((child) => child.ref),
  vm: (_world, { vm }) => vm.ref,
  value: () => [],
  availableField: () => [],
};
