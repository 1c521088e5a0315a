/** The events that this vCenter says it knows: the classes of vim-facts 5.4 by category, and the ids of EventEx and ExtendedEvent of 5.5. */

export type EventCategory = "info" | "warning" | "error" | "user";

export const eventClasses: Readonly<Record<EventCategory, readonly string[]>> = {
  info: [
    "VmBeingClonedEvent", "VmBeingClonedNoFolderEvent", "VmClonedEvent", "VmBeingDeployedEvent", "VmDeployedEvent", "VmBeingCreatedEvent", "VmCreatedEvent", "VmRegisteredEvent",
    "VmDiscoveredEvent", "VmRemovedEvent", "VmConnectedEvent", "VmRenamedEvent", "VmAutoRenameEvent", "VmUuidAssignedEvent", "VmInstanceUuidAssignedEvent", "VmReloadFromPathEvent",
    "VmReconfiguredEvent", "VmResourcePoolMovedEvent", "VmMessageEvent", "VmBeingRelocatedEvent", "VmBeingMigratedEvent", "VmBeingHotMigratedEvent", "VmRelocatedEvent",
    "VmMigratedEvent", "DrsVmMigratedEvent", "VmEmigratingEvent", "VmStartingEvent", "VmPoweredOnEvent", "DrsVmPoweredOnEvent", "VmRestartedOnAlternateHostEvent",
    "VmStoppingEvent", "VmPoweredOffEvent", "VmSuspendingEvent", "VmSuspendedEvent", "VmResettingEvent", "VmResumingEvent", "VmPowerOffOnIsolationEvent",
    "VmShutdownOnIsolationEvent", "VmDasBeingResetEvent", "VmDasUpdateOkEvent", "FailoverLevelRestored", "HostAddedEvent", "HostRemovedEvent", "HostConnectedEvent",
    "HostDisconnectedEvent", "HostShutdownEvent", "EnteringMaintenanceModeEvent", "EnteredMaintenanceModeEvent", "ExitMaintenanceModeEvent", "CanceledHostOperationEvent",
    "HostDasEnabledEvent", "HostDasDisabledEvent", "HostDasOkEvent", "EnteringStandbyModeEvent", "EnteredStandbyModeEvent", "DrsEnteringStandbyModeEvent",
    "DrsEnteredStandbyModeEvent", "ClusterCreatedEvent", "ClusterDestroyedEvent", "ClusterReconfiguredEvent", "ClusterStatusChangedEvent", "DasEnabledEvent", "DasDisabledEvent",
    "DasAdmissionControlEnabledEvent", "DasAdmissionControlDisabledEvent", "HostMonitoringStateChangedEvent", "DrsEnabledEvent", "DrsDisabledEvent", "DrsRuleComplianceEvent",
    "DrsSoftRuleViolationEvent", "DatastoreDestroyedEvent", "DatastoreRenamedEvent", "DatastoreRenamedOnHostEvent", "DatastoreDiscoveredEvent", "DatastoreRemovedOnHostEvent",
    "DatastoreCapacityIncreasedEvent", "VMFSDatastoreCreatedEvent", "VMFSDatastoreExpandedEvent", "VMFSDatastoreExtendedEvent", "NASDatastoreCreatedEvent",
    "DatastoreFileDeletedEvent", "DatastoreFileCopiedEvent", "DatastoreFileMovedEvent", "TaskEvent", "UserLoginSessionEvent", "UserLogoutSessionEvent", "SessionTerminatedEvent",
    "AlarmStatusChangedEvent", "DatacenterCreatedEvent", "DatacenterRenamedEvent",
  ],
  warning: [
    "VmOrphanedEvent", "VmDisconnectedEvent", "VmConfigMissingEvent", "VmUuidChangedEvent", "VmInstanceUuidChangedEvent", "VmInstanceUuidConflictEvent", "VmMessageWarningEvent",
    "MigrationWarningEvent", "NoMaintenanceModeDrsRecommendationForVM", "NotEnoughResourcesToStartVmEvent", "VmMaxRestartCountReached", "InsufficientFailoverResourcesEvent",
    "ClusterOvercommittedEvent", "DasHostIsolatedEvent", "DasClusterIsolatedEvent", "DrsRuleViolationEvent",
  ],
  error: [
    "VmCloneFailedEvent", "VmDeployFailedEvent", "VmDiskFailedEvent", "VmMessageErrorEvent", "VmRelocateFailedEvent", "VmFailedMigrateEvent", "MigrationErrorEvent",
    "MigrationHostErrorEvent", "MigrationResourceErrorEvent", "VmFailedToPowerOnEvent", "VmFailedToPowerOffEvent", "VmFailedToSuspendEvent", "VmFailedToResetEvent", "VmFailoverFailed",
    "VmDasResetFailedEvent", "VmDasUpdateErrorEvent", "HostAddFailedEvent", "HostConnectionLostEvent", "HostReconnectionFailedEvent", "HostSyncFailedEvent", "HostDasErrorEvent",
    "DasHostFailedEvent", "DrsInvocationFailedEvent", "BadUsernameSessionEvent", "TaskTimeoutEvent",
  ],
  user: ["GeneralUserEvent"],
};

type IdsByClass = Readonly<Record<"EventEx" | "ExtendedEvent", readonly string[]>>;

export const eventIds: Readonly<Record<Exclude<EventCategory, "user">, IdsByClass>> = {
  info: {
    EventEx: ["com.vmware.vc.vm.VmStateRevertedToSnapshot", "com.vmware.vc.HA.ClusterFailoverActionInitiatedEvent", "com.vmware.vc.HA.ClusterFailoverInProgressEvent",
      "com.vmware.vc.HA.HostStateChangedEvent", "com.vmware.vc.sdrs.StorageDrsStorageMigrationEvent", "com.vmware.vc.datastore.UpdatedVmFilesEvent"],
    ExtendedEvent: ["com.vmware.vc.VmDiskConsolidationNoLongerNeeded", "com.vmware.vc.VmDiskConsolidatedEvent", "com.vmware.vc.vm.VmDisksPromotingEvent",
      "com.vmware.vc.vm.VmDisksPromotedEvent", "com.vmware.vc.vm.VmConvertedToTemplateEvent", "com.vmware.vc.vm.TemplateConvertedToVmEvent", "com.vmware.vc.ha.VmRestartedByHAEvent",
      "com.vmware.vc.HA.ClusterFailoverActionCompletedEvent", "com.vmware.vc.HA.VmProtectedEvent", "com.vmware.vc.HA.VmUnprotectedEvent"],
  },
  warning: {
    EventEx: ["com.vmware.vc.HA.InsufficientFailoverLevelEvent", "com.vmware.vc.HA.FailoverResourcesViolationEvent", "esx.problem.vmfs.lock.busy.filename"],
    ExtendedEvent: ["com.vmware.vc.VmDiskConsolidationNeeded", "com.vmware.vc.HA.DasHostIsolatedEvent", "com.vmware.vc.HA.HostPartitionedFromMasterEvent",
      "com.vmware.vc.HA.VmNotProtectedEvent", "com.vmware.vc.HA.VMIsHADisabledRestartEvent"],
  },
  error: {
    EventEx: ["com.vmware.vc.vm.VmStateFailedToRevertToSnapshot", "com.vmware.vc.EventIdOverflow", "esx.problem.storage.apd.start"],
    ExtendedEvent: ["com.vmware.vc.VmDiskFailedToConsolidateEvent", "com.vmware.vc.vm.VmPromoteDisksFailedEvent", "com.vmware.vc.HA.DasHostFailedEvent",
      "com.vmware.vc.HA.FailedRestartAfterIsolationEvent"],
  },
};
