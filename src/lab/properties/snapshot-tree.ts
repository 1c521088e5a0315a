/** `snapshot` of a virtual machine: the tree with the present names, unset without snapshots. */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { SnapshotState, VmState } from "../world/vm-state.js";
import { dateTime } from "./lab-time.js";
import { part, type Part } from "./property-table.js";

function treeOf(vm: VmState, snapshot: SnapshotState): VimObject {
  return vim("VirtualMachineSnapshotTree", {
    snapshot: snapshot.ref,
    vm: vm.ref,
    name: snapshot.name,
    description: snapshot.description,
    id: snapshot.id,
    createTime: dateTime(snapshot.createdAt),
    state: snapshot.powerState,
    quiesced: snapshot.quiesced,
    childSnapshotList: snapshot.children.map((child) => treeOf(vm, child)),
    replaySupported: false,
  });
}

export const snapshotInfoPart: Part<VmState> = part("VirtualMachineSnapshotInfo", {
  currentSnapshot: (_world, vm) => vm.currentSnapshot?.ref,
  rootSnapshotList: (_world, vm) => vm.snapshots.map((snapshot) => treeOf(vm, snapshot)),
}, (_world, vm) => vm.snapshots.length > 0);
