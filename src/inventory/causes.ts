/**
 * Which events and tasks may have caused which fact, and the search for the one that did.
 * It never invents a cause: where nothing fits, there is none.
 */
import type { Activity, Deed } from "./activity-window.js";
import type { Cause, Fact, FactKind } from "./facts.js";
import type { Ref } from "./updates.js";

const clones = ["VmClonedEvent", "VmDeployedEvent", "com.vmware.vc.VmInstantClonedEvent", "com.vmware.vc.vm.DstVmClonedEvent"];
const births = [...clones, "VmCreatedEvent", "VmRegisteredEvent", "VmDiscoveredEvent", "com.vmware.vc.vm.DstVmMigratedEvent"];
const deaths = ["VmRemovedEvent", "VirtualMachine.destroy", "VirtualMachine.unregister", "VirtualMachine.unregisterVM", "com.vmware.vc.vm.SrcVmMigratedEvent"];
const snapshotRemovals = ["vm.Snapshot.remove", "VirtualMachine.removeAllSnapshots", "VirtualMachine.removeSnapshot"];
const snapshotCreations = ["VirtualMachine.createSnapshot", "VirtualMachine.createSnapshotEx"];
const reverts = [
  "vm.Snapshot.revert", "VirtualMachine.revertToCurrentSnapshot", "VirtualMachine.revertSnapshot", "VirtualMachine.revertToSnapshot",
  "com.vmware.vc.vm.VmStateRevertedToSnapshot",
];
const relocations = [
  "VmRelocatedEvent", "VmMigratedEvent", "VirtualMachine.relocate", "VirtualMachine.relocateVm", "VirtualMachine.migrate",
  "com.vmware.vc.sdrs.StorageDrsStorageMigrationEvent", "Drm.ExecuteStorageVmotionLro",
];
const hostMoves = [
  "VmMigratedEvent", "DrsVmMigratedEvent", "VmRelocatedEvent", "VmRestartedOnAlternateHostEvent", "com.vmware.vc.ha.VmRestartedByHAEvent",
  "VirtualMachine.migrate", "VirtualMachine.migrateVm", "VirtualMachine.relocate", "VirtualMachine.relocateVm", "Drm.ExecuteVMotionLRO",
  "Drm.ExecuteVmPowerOnLRO", "Datacenter.powerOnVm", "DrsVmPoweredOnEvent", "VirtualMachine.powerOn",
];
const chainWork = [
  ...snapshotRemovals, ...snapshotCreations, ...reverts, ...relocations, "VirtualMachine.consolidateDisks", "VirtualMachine.promoteDisks",
  "com.vmware.vc.VmDiskConsolidatedEvent", "com.vmware.vc.vm.VmDisksPromotedEvent",
  "VmReconfiguredEvent", "VirtualMachine.reconfigure", "VirtualMachine.reconfigVm",
];
const membershipWork = [...births, ...deaths, ...chainWork];

/**
 * Operations by fact, in vCenter's spelling and in vcsim's own (vim-facts 5.4, 5.5, 5.7). "Being" events are left out: they
 * announce an attempt.
 */
const causesOf: Readonly<Record<FactKind, readonly string[]>> = {
  "vm.appeared": births,
  "vm.removed": deaths,
  "vm.cloned": clones,
  "vm.snapshot-created": snapshotCreations,
  "vm.snapshot-removed": snapshotRemovals,
  "vm.snapshot-reverted": reverts,
  "vm.chain-changed": chainWork,
  "vm.relocated": relocations,
  "vm.moved-host": hostMoves,
  "vm.power-changed": [
    "VmPoweredOnEvent", "DrsVmPoweredOnEvent", "VmRestartedOnAlternateHostEvent", "VmPoweredOffEvent", "VmSuspendedEvent",
    "VmPowerOffOnIsolationEvent", "VmShutdownOnIsolationEvent", "VmGuestShutdownEvent", "com.vmware.vc.ha.VmRestartedByHAEvent",
    "VirtualMachine.powerOn", "VirtualMachine.powerOff", "VirtualMachine.suspend", "VirtualMachine.shutdownGuest",
    "Datacenter.powerOnVm", "Drm.ExecuteVmPowerOnLRO", ...reverts,
  ],
  "vm.consolidation-needed": ["com.vmware.vc.VmDiskConsolidationNeeded", "com.vmware.vc.VmDiskFailedToConsolidateEvent", ...snapshotRemovals],
  "vm.inaccessible": ["VmOrphanedEvent", "VmDisconnectedEvent", "VmConfigMissingEvent", "com.vmware.vc.vcp.VmDatastoreFailedEvent"],
  "group.formed": membershipWork,
  "group.members-changed": membershipWork,
  "group.placement-changed": [...hostMoves, ...membershipWork],
  "group.dissolved": membershipWork,
  "base.orphaned": [...deaths, ...relocations],
  "cluster.hosts-changed": ["HostAddedEvent", "HostRemovedEvent", "ClusterComputeResource.addHost", "ClusterComputeResource.moveInto"],
  "cluster.ha-changed": [
    "DasEnabledEvent", "DasDisabledEvent", "ClusterReconfiguredEvent", "ComputeResource.reconfigureEx",
    "ClusterComputeResource.reconfigureEx", "ClusterComputeResource.reconfigure", "ClusterComputeResource.reconfigureCluster",
  ],
  "host.state-changed": [
    "HostConnectedEvent", "HostDisconnectedEvent", "HostConnectionLostEvent", "HostShutdownEvent", "EnteredMaintenanceModeEvent",
    "ExitMaintenanceModeEvent", "EnteredStandbyModeEvent", "DrsEnteredStandbyModeEvent", "DrsExitedStandbyModeEvent",
    "DasHostFailedEvent", "com.vmware.vc.HA.DasHostFailedEvent",
    "HostSystem.enterMaintenanceMode", "HostSystem.exitMaintenanceMode", "HostSystem.disconnect", "HostSystem.reconnect",
    "ClusterComputeResource.enterMaintenanceMode",
  ],
  "datastore.space-changed": [],
  "vcenter.event": [],
  "ingest.gap": [],
};

const operations = new Map<FactKind, ReadonlySet<string>>(
  (Object.entries(causesOf) as [FactKind, readonly string[]][]).map(([kind, names]) => [kind, new Set(names.map(normalised))]),
);

/** Also posted when somebody at the host or in the guest did it: only a task proves that it went through vCenter. */
const echoes = new Set(["VmPoweredOnEvent", "VmPoweredOffEvent", "VmSuspendedEvent"].map(normalised));

/** Everything that stands in the table above. */
const familiar = new Set([...operations.values()].flatMap((names) => [...names]));

/** Whether an event or task can tell the cause of such a fact at all: if not, there is nothing to wait for. */
export function canHaveCause(kind: FactKind): boolean {
  return (operations.get(kind)?.size ?? 0) > 0;
}

/**
 * What vCenter never does to a VM without a task, however it is asked: when the task history shows none, it was done on the host
 * (docs/decisions/0013).
 */
const alwaysTasks: ReadonlySet<FactKind> = new Set(["vm.snapshot-created", "vm.snapshot-removed", "vm.snapshot-reverted", "vm.chain-changed"]);

/**
 * Whether only the host can have done it, provided that everything vCenter did to the VM in the last minutes is in `activity`: no event
 * or task fits the fact, not even one that failed or has explained another change, and no task is of a kind this program does not know.
 */
export function onlyHostLeft({ kind, subject }: Fact, activity: Activity): boolean {
  if (!alwaysTasks.has(kind)) return false;
  return activity.touching(subject).every((deed) => !fits(kind, deed) && (familiar.has(normalised(deed.operation)) || !deed.id.startsWith("task:")));
}

/** vCenter and its bindings differ in case and in a leading "vim." (vim-facts 5.5, 5.7). */
export function normalised(operation: string): string {
  return operation.toLowerCase().replace(/^vim\./, "");
}

/**
 * The newest fitting event or task that touched the fact's object, or one of the `others` (a group's members), and not after
 * `fact.at` where that is known. Tasks that failed caused nothing, and what has explained an earlier change explains no other.
 */
export function findCause(fact: Fact, activity: Activity, others: readonly string[] = []): Cause | undefined {
  const found = newestFitting(fact, activity, others);
  return found === undefined ? undefined : causeFrom(fact.kind, found, activity);
}

/** The fact with its cause and vCenter's time of it, or the fact itself when no cause is found. */
export function withCause(fact: Fact, activity: Activity, others: readonly string[] = []): Fact {
  const found = newestFitting(fact, activity, others);
  return found === undefined ? fact : { ...fact, at: fact.at ?? found.deed.at, cause: causeFrom(fact.kind, found, activity) };
}

/** A deed and the object of the fact by which it was found. */
interface Fitting { readonly deed: Deed; readonly ref: Ref }

function newestFitting(fact: Fact, activity: Activity, others: readonly string[]): Fitting | undefined {
  let newest: Fitting | undefined;
  for (const ref of [fact.subject, ...others]) {
    for (const deed of activity.explaining(ref, fact.observedAt)) {
      if (!fits(fact.kind, deed) || hasFailed(deed, activity)) continue;
      if (fact.at !== undefined && compareTimes(deed.at, fact.at) > 0) continue;
      if (newest === undefined || compareTimes(deed.at, newest.deed.at) >= 0) newest = { deed, ref };
    }
  }
  return newest;
}

/** Event and task of one operation complete each other: they share a chain, or the event carries the task (vim-facts 5.3). */
function causeFrom(kind: FactKind, { deed, ref }: Fitting, activity: Activity): Cause {
  const chained = deed.chainId === 0 ? [] : activity.touching(ref).filter(({ chainId }) => chainId === deed.chainId);
  const isEcho = echoes.has(normalised(deed.operation));
  /** vcsim joins nothing by chains, so the newest fitting task stands beside the event. */
  const beside = isEcho && deed.task === undefined ? activity.touching(ref).filter((other) => other.task !== undefined && fits(kind, other) && !hasFailed(other, activity)).slice(-1) : [];
  const related = [deed, ...chained, ...beside];
  const user = related.find((other) => other.user !== undefined)?.user;
  const task = related.find((other) => other.task !== undefined)?.task;
  const eventKey = related.find((other) => other.eventKey !== undefined)?.eventKey;
  const action = related.map((other) => activity.actionOf(other)).find((id) => id !== undefined);
  return {
    ...(user === undefined ? {} : { user }), ...(task === undefined ? {} : { task }), operation: deed.operation,
    ...(eventKey === undefined ? {} : { eventKey }),
    ...(action === undefined ? {} : { by: "tetherd" as const, action }),
    via: isEcho && task === undefined ? "unknown" : "vcenter",
  };
}

function fits(kind: FactKind, { operation }: Deed): boolean {
  return operations.get(kind)?.has(normalised(operation)) === true;
}

function hasFailed(deed: Deed, activity: Activity): boolean {
  return deed.failed || (deed.task !== undefined && activity.task(deed.task)?.failed === true);
}

/** Of two vCenter times; texts decide where the milliseconds are equal, for vCenter tells microseconds. */
function compareTimes(a: string, b: string): number {
  const difference = Date.parse(a) - Date.parse(b);
  return difference !== 0 && !Number.isNaN(difference) ? difference : a < b ? -1 : a > b ? 1 : 0;
}
