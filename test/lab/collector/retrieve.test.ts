import { describe, expect, it } from "vitest";
import { ref, vim, type Ref, type VimObject } from "../../../src/lab/wire/vim-value.js";
import { rootFolderRef } from "../../../src/lab/world/world.js";
import { smallWorld } from "../support/small-world.js";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import { invoke } from "../../../src/lab/server/dispatch.js";
import { clientOf, defaultCollector, faultOf, listOf, plain, shown, specOf, specOfView, type CollectorClient } from "./collector-client.js";

const folderWalk = (skip: boolean) => [
  vim("TraversalSpec", { name: "folders", type: "Folder", path: "childEntity", skip, selectSet: [vim("SelectionSpec", { name: "folders" }), vim("SelectionSpec", { name: "datacenters" })] }),
  vim("TraversalSpec", { name: "datacenters", type: "Datacenter", path: "vmFolder", skip, selectSet: [vim("SelectionSpec", { name: "folders" })] }),
];

async function namesOf(client: CollectorClient, spec: VimObject): Promise<string[]> {
  const objects = listOf(await client.retrieve(spec), "objects");
  return objects.map((object) => listOf(object, "propSet").map((each) => shown(plain(each["val"]))).join() || (object["obj"] as Ref).value).sort();
}

describe("a spec selects", () => {
  const small = smallWorld();
  const client = clientOf(small.world);
  const walk = (types: readonly string[], start: Record<string, unknown>) => vim("PropertyFilterSpec", {
    propSet: types.map((type) => vim("PropertySpec", { type, pathSet: ["name"] })), objectSet: [vim("ObjectSpec", { obj: rootFolderRef, ...start as Record<string, boolean> })],
  });

  it.each([
    ["the starting object", walk(["Folder"], {}), ["Datacenters"]],
    ["nothing of the starting object when it is skipped", walk(["Folder"], { skip: true }), []],
    ["what named selections lead to again and again", walk(["VirtualMachine"], { selectSet: folderWalk(false) }), ["chained", "clone", "plain"]],
    ["everything on the way too", walk(["ManagedEntity"], { selectSet: folderWalk(false) }), ["DC0", "Datacenters", "chained", "clone", "plain", "vm"]],
    ["nothing that is walked through with skip", walk(["ManagedEntity"], { selectSet: folderWalk(true) }), ["Datacenters"]],
    ["subtypes of the type that is asked for", walk(["ComputeResource"], {
      selectSet: [vim("TraversalSpec", { type: "Folder", path: "childEntity", selectSet: [
        vim("TraversalSpec", { type: "Datacenter", path: "hostFolder", selectSet: [vim("TraversalSpec", { type: "Folder", path: "childEntity" })] })] })],
    }), ["C0"]],
    ["no objects whose type no PropertySpec names", walk(["HostSystem"], { selectSet: folderWalk(false) }), []],
  ])("%s", async (_what, spec, names) => {
    expect(await namesOf(client, spec)).toEqual(names);
  });

  it("with the properties of every PropertySpec that fits its type, and by reference alone when none of them names any", async () => {
    const twoSpecs = vim("PropertyFilterSpec", {
      propSet: [vim("PropertySpec", { type: "ManagedEntity", pathSet: ["name"] }), vim("PropertySpec", { type: "VirtualMachine", pathSet: ["runtime.powerState"] })],
      objectSet: [vim("ObjectSpec", { obj: small.plain.ref })],
    });
    expect(listOf(listOf(await client.retrieve(twoSpecs), "objects")[0], "propSet").map((each) => each["name"])).toEqual(["name", "runtime.powerState"]);
    const bare = vim("PropertyFilterSpec", { propSet: [vim("PropertySpec", { type: "VirtualMachine" })], objectSet: [vim("ObjectSpec", { obj: small.plain.ref })] });
    expect(await namesOf(client, bare)).toEqual([small.plain.ref.value]);
  });

  it("all properties when asked for all", async () => {
    const all = vim("PropertyFilterSpec", { propSet: [vim("PropertySpec", { type: "ManagedEntity", all: true })], objectSet: [vim("ObjectSpec", { obj: small.plain.ref })] });
    const names = listOf(listOf(await client.retrieve(all), "objects")[0], "propSet").map((each) => shown(each["name"]));
    expect(names).toEqual(expect.arrayContaining(["name", "config", "layoutEx", "runtime", "summary"]));
    expect(names).not.toContain("snapshot");
  });

  it("an object once per spec, however many ways lead to it", async () => {
    const twice = vim("PropertyFilterSpec", { propSet: [vim("PropertySpec", { type: "VirtualMachine" })], objectSet: [vim("ObjectSpec", { obj: small.plain.ref }), vim("ObjectSpec", { obj: small.plain.ref })] });
    expect(await namesOf(client, twice)).toEqual([small.plain.ref.value]);
  });
});

describe("RetrievePropertiesEx", () => {
  it("leaves out unset properties and tells values in the form of anyType", async () => {
    const small = smallWorld();
    const [object] = listOf(await clientOf(small.world).retrieve(specOf([small.plain.ref], ["snapshot", "runtime.powerState", "config.hardware.device[2000].capacityInBytes"])), "objects");
    expect(listOf(object, "propSet")).toEqual([
      vim("DynamicProperty", { name: "runtime.powerState", val: { $as: "VirtualMachinePowerState", value: "poweredOff" } }),
      vim("DynamicProperty", { name: "config.hardware.device[2000].capacityInBytes", val: { $as: "long", value: 10 * 1024 ** 3 } }),
    ]);
  });

  it("pages by maxObjects until there is no token any more", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const spec = specOfView(await client.view(["VirtualMachine", "HostSystem"]), { ManagedEntity: ["name"] });
    let page = await client.call(defaultCollector, "RetrievePropertiesEx", { specSet: [spec], options: vim("RetrieveOptions", { maxObjects: 3 }) }) as VimObject;
    const sizes = [listOf(page, "objects").length];
    while (page["token"] !== undefined) {
      page = await client.call(defaultCollector, "ContinueRetrievePropertiesEx", { token: page["token"] }) as VimObject;
      sizes.push(listOf(page, "objects").length);
    }
    expect(sizes).toEqual([3, 3, 1]);
  });

  it("forgets a token that was cancelled or used", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const spec = specOfView(await client.view(["HostSystem"]), { HostSystem: [] });
    const { token } = await client.call(defaultCollector, "RetrievePropertiesEx", { specSet: [spec], options: vim("RetrieveOptions", { maxObjects: 1 }) }) as VimObject;
    await client.call(defaultCollector, "CancelRetrievePropertiesEx", { token });
    expect(await faultOf(client.call(defaultCollector, "ContinueRetrievePropertiesEx", { token }))).toBe("InvalidProperty name=token");
  });

  it("answers null when nothing is selected, while RetrieveProperties answers an empty list", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const spec = specOfView(await client.view(["Datacenter"], small.vmFolder.ref), { Datacenter: ["name"] });
    expect(await client.retrieve(spec)).toBeUndefined();
    expect(await client.call(defaultCollector, "RetrieveProperties", { specSet: [spec] })).toEqual([]);
  });

  it.each([
    ["refuses a starting object that is not there", {}, "ManagedObjectNotFound"],
    ["passes over a starting object that is not there when the spec says so", { reportMissingObjectsInResults: true }, "no fault"],
  ])("%s", async (_sentence, more, fault) => {
    const small = smallWorld();
    expect(await faultOf(clientOf(small.world).retrieve(specOf([ref("VirtualMachine", "vm-gone")], ["name"], more)))).toBe(fault);
  });
});

describe("who may not read", () => {
  const small = smallWorld({ users: [{ userName: "nobody", password: "", role: "no-access" }] });
  const spec = specOf([small.plain.ref], ["name", "config.uuid"]);
  const missing = (result: VimObject | undefined) => listOf(listOf(result, "objects")[0], "missingSet").map(({ path, fault }) => `${shown(path)} ${((fault as VimObject)["fault"] as VimObject).$type}`);

  it("gets NotAuthenticated for every property without a session, and no fault", async () => {
    const result = await invoke(small.world, methodCatalogue, { self: defaultCollector, method: "RetrievePropertiesEx", args: { specSet: [spec], options: vim("RetrieveOptions") }, via: "vcenter" });
    expect(missing(result as VimObject)).toEqual(["name NotAuthenticated", "config.uuid NotAuthenticated"]);
  });

  it("gets NoPermission for what needs System.Read when he may only view", async () => {
    expect(missing(await clientOf(small.world, "nobody").retrieve(spec))).toEqual(["config.uuid NoPermission"]);
  });

  it("reads without a session what everybody may read", async () => {
    const content = specOf([ref("ServiceInstance", "ServiceInstance")], ["content.about.apiType"]);
    const result = await invoke(small.world, methodCatalogue, { self: defaultCollector, method: "RetrieveProperties", args: { specSet: [content] }, via: "vcenter" });
    expect((result as VimObject[])[0]).toEqual(vim("ObjectContent", { obj: ref("ServiceInstance", "ServiceInstance"), propSet: [vim("DynamicProperty", { name: "content.about.apiType", val: "VirtualCenter" })] }));
  });
});
