/**
 * Properties that show the same fact twice, such as `runtime` and `summary.runtime`: whoever says that one was touched has said it of the other.
 * It knows places within one object only; what changes at another object must be said there.
 */

/** By type: what is touched at the first path is touched at the second too. */
const mirrors: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  VirtualMachine: [
    ["name", "config.name"],
    ["name", "summary.config.name"],
    ["runtime", "summary.runtime"],
    ["guest", "summary.guest"],
    ["storage", "summary.storage"],
    ["overallStatus", "summary.overallStatus"],
    ["guestHeartbeatStatus", "summary.quickStats"],
    ["snapshot", "rootSnapshot"],
    ["config.template", "summary.config.template"],
    ["config.uuid", "summary.config.uuid"],
    ["config.instanceUuid", "summary.config.instanceUuid"],
    ["config.guestId", "summary.config.guestId"],
    ["config.guestFullName", "summary.config.guestFullName"],
    ["config.annotation", "summary.config.annotation"],
    ["config.managedBy", "summary.config.managedBy"],
    ["config.version", "summary.config.hwVersion"],
    ["config.files", "summary.config.vmPathName"],
    ["datastore", "config.datastoreUrl"],
    ["config.hardware.device", "summary.config.numVirtualDisks"],
    ["config.hardware.device", "summary.config.numEthernetCards"],
    ["config.hardware.numCPU", "summary.config.numCpu"],
    ["config.hardware.numCPU", "config.cpuAllocation"],
    ["config.hardware.numCPU", "resourceConfig"],
    ["config.hardware.memoryMB", "summary.config.memorySizeMB"],
    ["config.hardware.memoryMB", "config.memoryAllocation"],
    ["config.hardware.memoryMB", "resourceConfig"],
    // A VM that cannot be read has no configuration.
    ["runtime.connectionState", "config"],
    ["runtime.connectionState", "resourceConfig"],
    ["runtime.connectionState", "layout"],
    ["runtime.connectionState", "overallStatus"],
    ["runtime.consolidationNeeded", "overallStatus"],
    ["runtime.host", "environmentBrowser"],
    ["runtime.host", "runtime.dasVmProtection"],
    ["runtime.host", "summary.runtime.dasVmProtection"],
    ["resourcePool", "environmentBrowser"],
  ],
  VirtualMachineSnapshot: [["config.hardware.device", "config.datastoreUrl"]],
  HostSystem: [
    ["name", "summary.config.name"],
    ["runtime", "summary.runtime"],
    ["runtime.connectionState", "overallStatus"],
    ["datastore", "config.fileSystemVolume"],
  ],
  ClusterComputeResource: [
    ["host", "summary"],
    ["host", "summaryEx"],
    ["summary", "summaryEx"],
    ["configurationEx.dasConfig", "configuration.dasConfig"],
    ["configurationEx.dasConfig", "summary"],
    ["configurationEx.dasConfig", "summaryEx"],
    ["configurationEx.dasVmConfig", "configuration.dasVmConfig"],
    ["configurationEx.drsConfig", "configuration.drsConfig"],
    ["configurationEx.drsVmConfig", "configuration.drsVmConfig"],
    ["configurationEx.rule", "configuration.rule"],
  ],
  ComputeResource: [["host", "summary"]],
  Datastore: [
    ["name", "summary.name"],
    ["name", "info"],
    ["summary.freeSpace", "info.freeSpace"],
    ["host", "summary.multipleHostAccess"],
    ["vm", "summary.uncommitted"],
    ["summary.accessible", "host"],
    ["summary.accessible", "overallStatus"],
  ],
  ResourcePool: [["name", "summary.name"]],
  Network: [["name", "summary.name"]],
};

const known = new Map<string, readonly string[]>();

/** The paths and their mirrors, each once. */
export function withMirrors(type: string, paths: readonly string[]): readonly string[] {
  const rules = mirrors[type];
  if (rules === undefined) return paths;
  const all = new Set(paths);
  for (const path of paths) {
    const key = `${type} ${path}`;
    let mirrored = known.get(key);
    if (mirrored === undefined) known.set(key, mirrored = mirrorsOf(rules, path));
    for (const each of mirrored) all.add(each);
  }
  return all.size === paths.length ? paths : [...all];
}

/** Below a place that is shown whole elsewhere the same field is meant; elsewhere all of the mirror. */
function mirrorsOf(rules: readonly (readonly [string, string])[], path: string): readonly string[] {
  return rules.flatMap(([from, to]) => {
    const isBelow = path.startsWith(`${from}.`) || path.startsWith(`${from}[`);
    if (isBelow && to.endsWith(`.${from}`)) return [`${to}${path.slice(from.length)}`];
    return isBelow || path === from || from.startsWith(`${path}.`) ? [to] : [];
  });
}
