import { describe, expect, it } from "vitest";
import { checkSpec } from "../../../src/lab/collector/check-spec.js";
import { resolvePath } from "../../../src/lab/collector/resolve-path.js";
import { ref, vim, type VimObject } from "../../../src/lab/wire/vim-value.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { shown } from "./collector-client.js";

const root = ref("Folder", "group-d1");

function refused(propSet: VimObject, objectSpec = vim("ObjectSpec", { obj: root })): string {
  try {
    checkSpec(vim("PropertyFilterSpec", { propSet: [propSet], objectSet: [objectSpec] }));
    return "accepted";
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    return `${error.type} ${shown(error.fields["name"] ?? error.fields["invalidProperty"] ?? error.fields["argument"])}`;
  }
}

describe("property paths are held against the schema", () => {
  it.each([
    ["name", "string"],
    ["runtime.powerState", "VirtualMachinePowerState"],
    ["config.hardware.device", "VirtualDevice[]"],
    ["config.hardware.device[2000]", "VirtualDevice"],
    ["config.hardware.device[2000].backing", "VirtualDeviceBackingInfo"],
    ["config.hardware.device[2000].backing.fileName", "string"],
    ["config.hardware.device[2000].capacityInBytes", "long"],
    ["snapshot.currentSnapshot", "VirtualMachineSnapshot"],
    ["layoutEx.file[3].name", "string"],
    ["summary.runtime.host", "HostSystem"],
    ['config.extraConfig["guestinfo.a"]', "OptionValue"],
  ])("%s of a VM is a %s", (path, type) => {
    const field = resolvePath("VirtualMachine", path);
    expect(field && `${field.type}${field.array ? "[]" : ""}`).toBe(type);
  });

  it.each([
    ["a property nobody has", "colour"],
    ["a field nobody has", "config.colour"],
    ["a field of an array without saying of which element", "config.hardware.device.key"],
    ["an element by a key of the wrong kind", "config.hardware.device[disk]"],
    ["an element of an array without keys", "rootSnapshot[1]"],
    ["a field below a scalar", "name.length"],
    ["a field of a type that is no backing", "config.hardware.device[2000].backing.colour"],
    ["a property of another object behind a reference", "runtime.host.name"],
    ["no path at all", ""],
    ["a path that ends in a dot", "config."],
  ])("%s is an InvalidProperty", (_what, path) => {
    expect(refused(vim("PropertySpec", { type: "VirtualMachine", pathSet: [path] }))).toBe(`InvalidProperty ${path}`);
  });
});

describe("specs are refused before any object is looked at", () => {
  it.each([
    ["an unknown type is an InvalidType", vim("PropertySpec", { type: "Machine", pathSet: ["name"] }), undefined, "InvalidType Machine"],
    ["a data type is an InvalidArgument", vim("PropertySpec", { type: "VirtualDisk" }), undefined, "InvalidArgument type"],
    ["a property of a subtype is no property of the base type", vim("PropertySpec", { type: "ManagedEntity", pathSet: ["runtime"] }), undefined, "InvalidProperty runtime"],
    ["a property of a base type is one of the subtype", vim("PropertySpec", { type: "ClusterComputeResource", pathSet: ["name", "host"] }), undefined, "accepted"],
    ["a traversal along no property is an InvalidProperty", vim("PropertySpec", { type: "Folder" }),
      { selectSet: [vim("TraversalSpec", { type: "Folder", path: "child" })] }, "InvalidProperty child"],
    ["a traversal along a property that names no objects is an InvalidArgument", vim("PropertySpec", { type: "Folder" }),
      { selectSet: [vim("TraversalSpec", { type: "Folder", path: "name" })] }, "InvalidArgument path"],
    ["a traversal of an unknown type is an InvalidType", vim("PropertySpec", { type: "Folder" }),
      { selectSet: [vim("TraversalSpec", { type: "Directory", path: "name" })] }, "InvalidType Directory"],
    ["a selection that nobody named is an InvalidArgument", vim("PropertySpec", { type: "Folder" }),
      { selectSet: [vim("SelectionSpec", { name: "elsewhere" })] }, "InvalidArgument selectSet"],
    ["a selection may be named after it is used", vim("PropertySpec", { type: "Folder" }),
      { selectSet: [vim("SelectionSpec", { name: "down" }), vim("TraversalSpec", { name: "down", type: "Folder", path: "childEntity" })] }, "accepted"],
  ])("%s", (_sentence, propSet, start, answer) => {
    expect(refused(propSet, vim("ObjectSpec", { obj: root, ...start }))).toBe(answer);
  });
});
