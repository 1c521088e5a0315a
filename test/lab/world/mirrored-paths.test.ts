/** What is shown in two places of one object is told for both. */
import { describe, expect, it } from "vitest";
import { withMirrors } from "../../../src/lab/world/mirrored-paths.js";

describe("touching one place of a property that is shown twice", () => {
  it.each([
    ["the same field of a summary", "VirtualMachine", "runtime.powerState", ["runtime.powerState", "summary.runtime.powerState"]],
    ["a name wherever it is repeated", "VirtualMachine", "name", ["name", "config.name", "summary.config.name"]],
    ["what lies below an enclosing path", "ClusterComputeResource", "configurationEx", [
      "configurationEx", "configuration.dasConfig", "summary", "summaryEx", "configuration.dasVmConfig", "configuration.drsConfig", "configuration.drsVmConfig", "configuration.rule"]],
    ["an element as its array", "VirtualMachine", "config.hardware.device[2000]", ["config.hardware.device[2000]", "summary.config.numVirtualDisks", "summary.config.numEthernetCards"]],
    ["nothing where there is no mirror", "Folder", "childEntity", ["childEntity"]],
    ["nothing for a name that only begins alike", "VirtualMachine", "runtimeOfSomething", ["runtimeOfSomething"]],
  ])("touches %s", (_title, type, path, all) => {
    expect(withMirrors(type, [path])).toEqual(all);
  });

  it("says each path once, however many have the same mirror", () => {
    expect(withMirrors("VirtualMachine", ["runtime.host", "summary.runtime.host", "resourcePool"]).filter((each) => each === "environmentBrowser")).toHaveLength(1);
  });
});
