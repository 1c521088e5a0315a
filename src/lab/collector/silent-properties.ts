/**
 * The properties whose changes vCenter does not announce (vim-facts 3.6). A full state shows them, and so does an update of a data object around them;
 * a change of them alone never makes an update.
 */
import { vimSchema } from "../wire/vim-schema.js";

const silentByType: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: ["layoutEx", "layout", "storage", "summary.storage", "summary.overallStatus", "summary.quickStats", "runtime.device", "runtime.maxCpuUsage", "runtime.maxMemoryUsage"],
  ManagedEntity: ["recentTask", "disabledMethod", "overallStatus", "configStatus", "triggeredAlarmState"],
  TaskManager: ["recentTask"],
  ResourcePool: ["summary", "runtime"],
  ClusterComputeResource: ["drsFault", "drsRecommendation"],
  ComputeResource: ["summary.overallStatus"],
  HostSystem: ["summary.overallStatus", "configManager"],
};

const known = new Map<string, boolean>();

/** True when a change of `path` alone, on an object of `type`, is not announced: it is on the list or lies below something on it. */
export function isSilent(type: string, path: string): boolean {
  const key = `${type} ${path}`;
  let silent = known.get(key);
  if (silent === undefined) {
    silent = Object.entries(silentByType).some(([base, paths]) => vimSchema().isA(type, base) && paths.some((each) => isAtOrBelow(path, each)));
    if (known.size > 20_000) known.clear();
    known.set(key, silent);
  }
  return silent;
}

/** True when `path` is `ancestor` or lies below it; "config.name" does not lie below "config.na". */
export function isAtOrBelow(path: string, ancestor: string): boolean {
  if (!path.startsWith(ancestor)) return false;
  const next = path.charAt(ancestor.length);
  return next === "" || next === "." || next === "[";
}
