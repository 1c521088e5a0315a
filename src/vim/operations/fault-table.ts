/**
 * What vCenter's faults mean for an operation, in plain words, with what a person can do (vim-facts 1.7, 7). "{field}" is that field of the
 * fault. It is data: a fault that is not here is told by its own name and text.
 */
export interface FaultRow {
  readonly fault: string;
  readonly again: "later" | "replan" | "never";
  readonly message: string;
  readonly cure: string;
}

const lookAtTask = "Nothing to do: it is tried again when that task has ended.";
const askAgain = "Nothing to do: the object is read again and the action planned anew.";
const freeSpace = "Free space on the datastore, or choose another.";
const seeLocks = "See which host or backup has the file open, and let it go.";

export const faultTable: readonly FaultRow[] = [
  { fault: "TaskInProgress", again: "later", message: "another task ({task}) is working on the same object", cure: lookAtTask },
  { fault: "VAppTaskInProgress", again: "later", message: "another task ({task}) is working on the same vApp", cure: lookAtTask },
  { fault: "ConcurrentAccess", again: "replan", message: "somebody changed the object meanwhile", cure: askAgain },
  { fault: "ManagedObjectNotFound", again: "replan", message: "the object {obj} is not there any more", cure: askAgain },
  { fault: "NotFound", again: "replan", message: "something that it names is not there any more", cure: askAgain },
  { fault: "InvalidPowerState", again: "replan", message: "the VM is {existingState}, and it would have to be {requestedState}", cure: "Bring the VM into that state first." },
  { fault: "InvalidState", again: "replan", message: "the object is in a state that does not allow it", cure: "See whether the VM and its host are connected, and ask again." },
  { fault: "HostNotConnected", again: "later", message: "the host is not connected", cure: "Reconnect the host, or wait until it is back." },
  { fault: "HostNotReachable", again: "later", message: "the host cannot be reached", cure: "See whether the host is up and its network works." },
  { fault: "HostCommunication", again: "later", message: "vCenter cannot talk to the host", cure: "See whether the host is up and its network works." },
  { fault: "Timedout", again: "later", message: "it took longer than vCenter waits", cure: "See how busy the host and its datastores are." },
  { fault: "InsufficientResourcesFault", again: "later", message: "the hosts have not the resources for it just now", cure: "Free memory or processors in the cluster, or choose another host." },
  { fault: "ResourceInUse", again: "later", message: "{name} is in use", cure: "See who uses it, and try again." },
  { fault: "RequestCanceled", again: "never", message: "somebody cancelled it", cure: "Ask again if it is still wanted." },
  { fault: "NoPermission", again: "never", message: "this account lacks the privilege {privilegeId} on {object}", cure: "Give the account a role with that privilege there; docs/actions.md has the list." },
  { fault: "NoDiskSpace", again: "never", message: "there is not enough space on the datastore {datastore}", cure: freeSpace },
  { fault: "FileLocked", again: "never", message: "the file {file} is locked by somebody else", cure: seeLocks },
  { fault: "CannotDeleteFile", again: "never", message: "the file {file} cannot be deleted", cure: seeLocks },
  { fault: "FileNotFound", again: "never", message: "the file {file} is not on its datastore", cure: "Restore the file; a VM that stands on it cannot start without it." },
  { fault: "FileAlreadyExists", again: "never", message: "there is a file {file} already", cure: "Move that file away, or choose another name." },
  { fault: "FileFault", again: "never", message: "the file {file} cannot be worked with", cure: "See whether the datastore is accessible and the file is whole." },
  { fault: "CannotAccessVmDisk", again: "never", message: "a disk of the VM cannot be accessed", cure: "See whether the host sees every datastore that the VM's disks lie on." },
  { fault: "CannotAccessFile", again: "never", message: "the file {file} cannot be accessed", cure: "See whether the host sees the datastore." },
  { fault: "InvalidDatastore", again: "never", message: "the datastore {name} cannot be used for it", cure: "See whether it is accessible, and mounted on the VM's host." },
  { fault: "InvalidDatastorePath", again: "never", message: "the path {datastorePath} makes no sense to vCenter", cure: "See whether the datastore was renamed." },
  { fault: "InvalidName", again: "never", message: "the name {name} is not allowed", cure: "Choose another name." },
  { fault: "DuplicateName", again: "never", message: "the name {name} is taken", cure: "Choose another name, or see whether it was made before." },
  { fault: "NotSupported", again: "never", message: "vCenter does not support it for this object", cure: "See whether it is a template, and whether this version of vCenter can do it; docs/actions.md has the table." },
  { fault: "MethodNotFound", again: "never", message: "this vCenter has no such operation", cure: "See in docs/actions.md which version has it." },
  { fault: "InvalidArgument", again: "never", message: "vCenter takes {invalidProperty} for wrong", cure: "Please report it with the action, if what it says is right." },
  { fault: "InvalidRequest", again: "never", message: "vCenter could not read the request", cure: "Please report it with the action and the version of vCenter." },
  { fault: "InvalidDeviceSpec", again: "never", message: "vCenter takes {property} of a device for wrong", cure: "See whether the disk and what lies below it are still there." },
  { fault: "TooManySnapshotLevels", again: "never", message: "the disk has as many levels as it may", cure: "Remove snapshots or promote the VM first." },
  { fault: "SnapshotLocked", again: "later", message: "the snapshot is being worked on", cure: "Nothing to do: it is tried again." },
  { fault: "SnapshotDisabled", again: "never", message: "snapshots are switched off for this VM", cure: "Switch them on in the VM's configuration." },
  { fault: "SnapshotNoChange", again: "never", message: "nothing has changed since the last snapshot", cure: "Nothing to do." },
  { fault: "SnapshotIncompatibleDeviceInVm", again: "never", message: "a device of the VM allows no snapshot", cure: "See whether a disk is shared by several writers, independent or a raw mapping." },
  { fault: "MultiWriterNotSupported", again: "never", message: "a disk is shared by several writers", cure: "Such a disk can be neither cloned nor snapshotted." },
  { fault: "SnapshotFault", again: "never", message: "the snapshot operation failed", cure: "See the VM's events for the reason." },
  { fault: "DeltaDiskFormatNotSupported", again: "never", message: "the datastore cannot hold a delta of this format", cure: "Choose a datastore of the same kind." },
  { fault: "DiskMoveTypeNotSupported", again: "never", message: "the host cannot move disks this way", cure: "See whether the host knows delta disks (capability deltaDiskBackingsSupported)." },
  { fault: "CannotMoveVmWithDeltaDisk", again: "never", message: "the VM has a delta disk and cannot be moved this way", cure: "Promote it first, or move the whole group." },
  { fault: "MigrationFault", again: "never", message: "the move failed", cure: "See the VM's events for the reason." },
  { fault: "VmConfigFault", again: "never", message: "the VM's configuration does not allow it", cure: "See the VM's events for the reason." },
  { fault: "SystemError", again: "never", message: "vCenter had an error of its own ({reason})", cure: "See vCenter's log by the operation id, and retry." },
];

/** Nearest supertype with a row, for faults that have none of their own (vim-facts 1.7). */
export const faultSupertypes: Readonly<Record<string, string>> = {
  MultipleSnapshotsNotSupported: "SnapshotFault", SnapshotMoveNotSupported: "MigrationFault", SnapshotCloneNotSupported: "MigrationFault", SnapshotCopyNotSupported: "MigrationFault",
  SnapshotMoveFromNonHomeNotSupported: "MigrationFault", SnapshotMoveToNonHomeNotSupported: "MigrationFault", SnapshotRevertIssue: "MigrationFault", CannotMoveVmWithNativeDeltaDisk: "CannotMoveVmWithDeltaDisk",
  InvalidDiskFormat: "VmConfigFault", InvalidSnapshotFormat: "VmConfigFault", GenericVmConfigFault: "VmConfigFault", InvalidType: "InvalidRequest", RestrictedVersion: "NotSupported",
  InsufficientCpuResourcesFault: "InsufficientResourcesFault", InsufficientMemoryResourcesFault: "InsufficientResourcesFault", CannotAccessLocalSource: "CannotAccessVmDisk",
};
