/**
 * Which of vCenter's events are told as facts: a short list of those that matter to linked VMs and leave no state behind, and what
 * policies name. Everything else is only read for causes, so that facts are not flooded.
 */
import type { VCenterEvent } from "./activity.js";

/** Names as vCenter's catalogue spells them (vim-facts 5.4, 5.5). */
export const alwaysTold: readonly string[] = [
  // HA could not restart a VM, or gave it up.
  "VmFailoverFailed", "VmMaxRestartCountReached", "NotEnoughResourcesToStartVmEvent", "com.vmware.vc.HA.FailedRestartAfterIsolationEvent",
  "com.vmware.vc.vcp.VmRestartFailedEvent", "com.vmware.vc.HA.VmNotProtectedEvent", "com.vmware.vc.HA.VmUnprotectedOnDiskSpaceFull",
  "VmFailedToPowerOnEvent",
  // HA has less than it needs.
  "InsufficientFailoverResourcesEvent", "com.vmware.vc.HA.InsufficientFailoverLevelEvent", "com.vmware.vc.HA.FailoverResourcesViolationEvent",
  "com.vmware.vc.HA.DasHostFailedEvent", "DasHostFailedEvent", "DasHostIsolatedEvent", "com.vmware.vc.HA.DasHostIsolatedEvent", "DasClusterIsolatedEvent",
  // Two hosts ran one VM.
  "com.vmware.vc.HA.RemediatedDupVMs", "com.vmware.vc.HA.LockOwnerUnKnownForDupVms",
  // Chains that could not be made, promoted, merged or read.
  "com.vmware.vc.VmDiskFailedToConsolidateEvent", "com.vmware.vc.vm.VmPromoteDisksFailedEvent", "com.vmware.vc.vm.VmStateFailedToRevertToSnapshot",
  "com.vmware.vim.vm.SnapshotNotAllowed", "com.vmware.vim.vm.DisksNotLoaded", "VmCloneFailedEvent", "VmDeployFailedEvent", "VmRelocateFailedEvent",
  "VmDiskFailedEvent", "DatastoreFileDeletedEvent", "com.vmware.vc.datastore.UpdateVmFilesFailedEvent",
  // Locks on a base that many share, and storage that goes away.
  "esx.problem.vmfs.lock.busy.filename", "esx.problem.vmfs.lock.busy.filedesc", "esx.problem.vmfs.heartbeat.timedout",
  "esx.problem.vmfs.error.volume.is.locked", "esx.problem.storage.apd.start", "esx.problem.storage.apd.timeout",
  "com.vmware.vc.HA.VmcpStorageFailureDetectedForVm", "com.vmware.vc.vcp.VmDatastoreFailedEvent",
];

/** The name an event goes by: its eventTypeId where it has one, else its class. */
export function eventName({ eventTypeId, class: className }: Pick<VCenterEvent, "eventTypeId" | "class">): string {
  return eventTypeId ?? className;
}

/** A choice of events by name; one that ends in "*" stands for all that begin so. */
export interface EventChoice {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
}

/**
 * Case does not count, for vCenter's own is inconsistent (vim-facts 5.5). Answers are remembered: there are few names and many events.
 */
export function chooseEvents(names: readonly string[]): EventChoice {
  const lower = names.map((name) => name.toLowerCase());
  const exact = new Set(lower.filter((name) => !name.endsWith("*")));
  const beginnings = [...new Set(lower.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)))];
  const answers = new Map<string, boolean>();
  const has = (name: string): boolean => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const wanted = name.toLowerCase();
    const answer = exact.has(wanted) || beginnings.some((beginning) => wanted.startsWith(beginning));
    if (answers.size < mostAnswers) answers.set(name, answer);
    return answer;
  };
  return { names, has };
}

/** vCenter 8 knows 2,200 names; partners add theirs. */
const mostAnswers = 10_000;
