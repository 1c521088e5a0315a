/** Property paths: what they reach, and what it means when they end early (vim-facts 3.3, 3.5). */
import { describe, expect, it } from "vitest";
import { parsePath } from "../../../src/lab/properties/property-path.js";
import { propertyAt } from "../../../src/lab/properties/property-at.js";
import { openSession } from "../../../src/lab/server/open-session.js";
import { ref, typed, vim } from "../../../src/lab/wire/vim-value.js";
import { variedWorld } from "./varied-world.js";

const varied = variedWorld();
const { world, session, plain, ds0, hosts, root } = varied;
const at = (path: string, object = plain.ref) => propertyAt(world, session, object, path);

describe("a path reaches", () => {
  it.each([
    ["a property of the object", "name", "plain"],
    ["a field of a data object", "runtime.powerState", "poweredOff"],
    ["a field deep inside", "config.hardware.memoryMB", 4096],
    ["an element by its key, and below it", "config.hardware.device[2000].backing.fileName", "[ds0] plain/plain.vmdk"],
    ["a field of a reader's own data object", "config.files.vmPathName", "[ds0] plain/plain.vmx"],
  ])("%s: %s", (_title, path, value) => {
    expect(at(path)).toEqual({ found: true, value });
  });

  it("an element whose key is a text or a reference", () => {
    const vm = [...world.all("VirtualMachine")].find((each) => each.name === "on-ds0");
    expect(propertyAt(world, session, vm?.ref ?? plain.ref, 'config.extraConfig["disk.EnableUUID"].value')).toEqual({ found: true, value: "TRUE" });
    expect(at(`host["${hosts[0].ref.value}"].mountInfo.accessMode`, ds0.ref)).toEqual({ found: true, value: "readWrite" });
  });

  it("what an object of the session says itself, also inside typed arrays", () => {
    const own = ref("EventHistoryCollector", "session[1]2");
    const other = openSession(world, { userName: "other", ipAddress: "", userAgent: "" });
    other.objects.set(own.value, { ref: own, property: (name) => (name === "latestPage" ? typed("ArrayOfEvent", [vim("VmPoweredOnEvent", { key: 7, userName: "root" })]) : undefined), dispose: () => undefined });
    expect(propertyAt(world, other, own, "latestPage[7].userName")).toEqual({ found: true, value: "root" });
    expect(propertyAt(world, session, own, "latestPage").found).toBe(false);
  });
});

describe("a path that is not found", () => {
  it.each([
    ["an element that is not there", "config.hardware.device[1999]"],
    ["below an element that is not there", "config.hardware.device[1999].backing"],
    ["inside an unset data object", "snapshot.currentSnapshot"],
    ["inside an unset field", "config.managedBy.extensionKey"],
    ["inside a field nobody models", "runtime.question.text"],
    ["inside a scalar", "name.length"],
  ])("is %s: %s", (_title, path) => {
    expect(at(path)).toEqual({ found: false, value: undefined });
  });

  it("is any path of an object that is gone", () => {
    expect(at("name", ref("VirtualMachine", "vm-0"))).toEqual({ found: false, value: undefined });
  });

  it("is everything in the configuration of a VM that cannot be read, while its summary stays", () => {
    const broken = [...world.all("VirtualMachine")].find((each) => each.connectionState === "inaccessible");
    expect(at("config", broken?.ref)).toEqual({ found: true, value: undefined });
    expect(at("config.hardware.device", broken?.ref).found).toBe(false);
    expect(at("summary.config.name", broken?.ref)).toEqual({ found: true, value: "is-inaccessible" });
  });
});

it("a property that is itself unset is found, without a value", () => {
  for (const path of ["snapshot", "config.managedBy", "runtime.question", "runtime.bootTime", "config.npivDesiredNodeWwns"]) expect(at(path), path).toEqual({ found: true, value: undefined });
  expect(at("parent", root.ref)).toEqual({ found: true, value: undefined });
});

describe("a path is taken apart", () => {
  it.each([
    ["config.hardware.device[2000].backing", ["config", "hardware", "device", "[2000]", "backing"]],
    ['extraConfig["a.b[c]\\"d"]', ["extraConfig", '[a.b[c]"d]']],
    ["name", ["name"]],
  ])("%s", (path, expected) => {
    expect(parsePath(path)?.map((step) => (step.kind === "field" ? step.name : `[${step.key}]`))).toEqual(expected);
  });

  it.each(["", ".", "a.", ".a", "a..b", "[1]", "a[1", "a b", "a]", "a[1]b"])("'%s' cannot be", (path) => {
    expect(parsePath(path)).toBeUndefined();
  });
});
