/** Whether HA restarts one VM, and which mandatory rules bind it (vim-facts 7.7): the same rules by which the risk is worked out, seen from the VM. */
import type { Compute, Vm } from "./model.js";

/**
 * False for a template, outside HA, and for a VM whose restart priority is disabled. `cluster` is the compute resource of its host,
 * undefined while that is not known. Undefined: a setting is not known.
 */
export function isRestarted(vm: Vm, cluster: Compute | undefined): boolean | undefined {
  if (vm.template === true || cluster?.isCluster === false || cluster?.haEnabled === false) return false;
  if (vm.template === undefined || cluster?.haEnabled === undefined || cluster.haRestart === undefined) return undefined;
  return cluster.haRestart.byDefault !== cluster.haRestart.except.includes(vm.ref);
}

/** Names of the mandatory VM-host rules that the VM is under. */
export function mustRulesOn(vm: Vm, cluster: Compute | undefined): readonly string[] | undefined {
  if (cluster?.isCluster === false) return [];
  return cluster?.mustRules?.filter(({ vms }) => vms.includes(vm.ref)).map(({ name }) => name);
}
