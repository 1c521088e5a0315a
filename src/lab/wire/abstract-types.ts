/**
 * Data types that vCenter never makes an object of: where one is declared, a request must say which subtype it sends (vim-facts 1.4, 10.5).
 * The schema has no such mark, so this list is explicit. It leaves out base types that are used themselves, such as SelectionSpec, Description, FileQuery or OptionType.
 */
const abstractTypes: ReadonlySet<string> = new Set([
  // Roots.
  "DynamicData", "ArrayUpdateSpec", "InheritablePolicy",
  // Devices and what is behind them.
  "VirtualDevice", "VirtualController", "VirtualSCSIController", "VirtualSATAController", "VirtualEthernetCard", "VirtualVmxnet", "VirtualSoundCard",
  "VirtualDeviceBackingInfo", "VirtualDeviceFileBackingInfo", "VirtualDeviceDeviceBackingInfo", "VirtualDeviceRemoteDeviceBackingInfo",
  "VirtualDeviceURIBackingInfo", "VirtualDevicePipeBackingInfo", "VirtualDeviceBusSlotInfo", "VirtualMachineDeviceRuntimeInfoDeviceRuntimeState",
  "VirtualDeviceOption", "VirtualControllerOption", "VirtualDeviceBackingOption",
  // Virtual machines.
  "VirtualMachineBootOptionsBootableDevice", "VirtualMachineProfileSpec", "VirtualMachineGuestQuiesceSpec", "VirtualMachineBaseIndependentFilterSpec", "VmConfigInfo",
  "ImportSpec", "ServiceLocatorCredential", "FaultToleranceConfigInfo", "CryptoSpec",
  // Guests.
  "CustomizationIdentitySettings", "CustomizationIpGenerator", "CustomizationIpV6Generator", "CustomizationName", "CustomizationOptions",
  "GuestAuthentication", "GuestFileAttributes", "GuestRegValueDataSpec", "GuestAuthSubject",
  // Clusters.
  "ClusterGroupInfo", "ClusterRuleInfo", "ClusterAction", "ClusterSlotPolicy", "ClusterDasAdmissionControlInfo", "ClusterDasAdmissionControlPolicy",
  "ClusterDasData", "ClusterDasHostInfo", "ClusterDasAdvancedRuntimeInfo", "ClusterComputeResourceValidationResultBase", "ComputeResourceConfigSpec",
  // Hosts and networks.
  "HostFileSystemVolume", "HostVirtualSwitchBridge", "HostTargetTransport", "HostHostBusAdapter", "HostAuthenticationStoreInfo", "HostAccountSpec",
  "HostSystemSwapConfigurationSystemSwapOption", "DatastoreInfo", "HostConnectInfoNetworkInfo", "NegatableExpression", "DvsNetworkRuleAction", "DvsNetworkRuleQualifier",
  "DVPortSetting", "DVSHealthCheckConfig", "DistributedVirtualSwitchHostMemberBacking",
  // Events, tasks and faults.
  "Event", "EventArgument", "EntityEventArgument", "VmEvent", "HostEvent", "ClusterEvent", "DatacenterEvent", "DatastoreEvent", "DvsEvent", "AlarmEvent", "AuthorizationEvent",
  "SessionEvent", "ResourcePoolEvent", "ScheduledTaskEvent", "LicenseEvent", "ProfileEvent", "CustomFieldEvent", "CustomFieldDefEvent", "HostDasEvent", "DVPortgroupEvent",
  "DatastoreFileEvent", "PermissionEvent", "RoleEvent", "TaskReason", "MethodFault", "VimFault", "RuntimeFault", "CustomFieldValue",
  "SessionManagerServiceRequestSpec",
]);

export function isAbstract(type: string): boolean {
  return abstractTypes.has(type);
}
