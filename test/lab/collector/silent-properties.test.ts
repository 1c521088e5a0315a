import { expect, it } from "vitest";
import { isSilent } from "../../../src/lab/collector/silent-properties.js";

// vim-facts 3.6, row by row: written down here once more, so that the list in the lab cannot lose one.
const silent: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: [
    "layoutEx", "layoutEx.file", "layout", "storage", "storage.timestamp", "summary.storage", "summary.overallStatus", "summary.quickStats", "summary.quickStats.uptimeSeconds",
    "runtime.device", "runtime.maxCpuUsage", "runtime.maxMemoryUsage", "recentTask", "disabledMethod", "overallStatus", "configStatus", "triggeredAlarmState",
  ],
  Folder: ["recentTask", "disabledMethod", "overallStatus", "configStatus", "triggeredAlarmState"],
  TaskManager: ["recentTask"],
  ResourcePool: ["summary", "runtime"],
  ClusterComputeResource: ["drsFault", "drsRecommendation", "summary.overallStatus"],
  ComputeResource: ["summary.overallStatus"],
  HostSystem: ["summary.overallStatus", "configManager"],
};

const announced: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: [
    "config", "config.hardware.device", "snapshot", "rootSnapshot", "runtime", "runtime.host", "runtime.powerState", "runtime.connectionState", "runtime.consolidationNeeded",
    "datastore", "resourcePool", "name", "parent", "summary", "summary.config",
  ],
  ClusterComputeResource: ["configurationEx", "host", "summary"],
  HostSystem: ["runtime", "runtime.inMaintenanceMode", "summary"],
  Datastore: ["summary", "summary.freeSpace"],
};

const rows = (table: Readonly<Record<string, readonly string[]>>) => Object.entries(table).flatMap(([type, paths]) => paths.map((path) => [type, path] as const));

it.each(rows(silent))("a change of %s %s alone is not announced", (type, path) => expect(isSilent(type, path)).toBe(true));
it.each(rows(announced))("a change of %s %s is announced", (type, path) => expect(isSilent(type, path)).toBe(false));
