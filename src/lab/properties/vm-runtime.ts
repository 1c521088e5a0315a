/** `runtime` of a virtual machine: where it runs, in which state, and whether HA protects it. Nothing about its load is modelled. */
import { vim, type Ref } from "../wire/vim-value.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { dateTimeIfSet } from "./lab-time.js";
import { part, type Part } from "./property-table.js";
import { answers } from "../power/question.js";

function hostRef(world: World, vm: VmState): Ref | undefined {
  return world.find("HostSystem", vm.host)?.ref;
}

/** Set in a cluster with HA alone, as the API reference says. */
function dasProtection(world: World, vm: VmState) {
  const cluster = world.find("ClusterComputeResource", world.find("HostSystem", vm.host)?.parent?.value);
  return cluster?.das.enabled === true ? vim("VirtualMachineRuntimeInfoDasProtectionState", { dasProtected: vm.dasProtected }) : undefined;
}

/** The choices that every question of the lab leaves: "0" and "1". */
function questionInfo(_world: World, { question }: VmState) {
  if (question === undefined) return undefined;
  const choiceInfo = answers.map((label, key) => vim("ElementDescription", { label, summary: label, key: String(key) }));
  return vim("VirtualMachineQuestionInfo", { ...question, choice: vim("ChoiceOption", { choiceInfo, defaultIndex: 0 }) });
}

export const runtimePart: Part<VmState> = part("VirtualMachineRuntimeInfo", {
  host: hostRef,
  connectionState: (_world, vm) => vm.connectionState,
  powerState: (_world, vm) => vm.powerState,
  vmFailoverInProgress: () => false,
  faultToleranceState: () => "notConfigured",
  dasVmProtection: dasProtection,
  toolsInstallerMounted: () => false,
  bootTime: (_world, vm) => dateTimeIfSet(vm.bootTime),
  question: questionInfo,
  maxCpuUsage: (world, vm) => {
    const mhz = world.find("HostSystem", vm.host)?.cpuMhz;
    return mhz === undefined ? undefined : mhz * vm.config.numCpu;
  },
  maxMemoryUsage: (_world, vm) => vm.config.memoryMiB,
  numMksConnections: () => 0,
  recordReplayState: () => "inactive",
  onlineStandby: () => false,
  consolidationNeeded: (_world, vm) => vm.consolidationNeeded,
  paused: () => false,
  snapshotInBackground: () => false,
  quiescedForkParent: () => false,
  instantCloneFrozen: () => false,
});
