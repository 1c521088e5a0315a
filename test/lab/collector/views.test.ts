import { describe, expect, it } from "vitest";
import { addFolder } from "../support/small-world.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { ref, type Ref } from "../../../src/lab/wire/vim-value.js";
import { clientOf, faultOf, specOf, specOfView, told, versionOf, type CollectorClient } from "./collector-client.js";

const viewManager = ref("ViewManager", "ViewManager");

async function membersOf(client: CollectorClient, view: Ref, small: SmallWorld): Promise<string[]> {
  const { value } = await client.call(view, "Fetch", { prop: "view" }) as unknown as { value: Ref[] };
  return value.map((each) => small.world.get(each.value)?.name ?? each.value).sort();
}

describe("a container view shows", () => {
  it.each<[string, (small: SmallWorld) => Ref, readonly string[], boolean, string[]]>([
    ["everything of the types below a folder", ({ root }) => root.ref, ["VirtualMachine", "Datastore"], true, ["chained", "clone", "ds0", "ds1", "plain"]],
    ["subtypes of the types too", ({ root }) => root.ref, ["ComputeResource"], true, ["C0"]],
    ["every type when none is named", ({ datacenter }) => datacenter.ref, [], false, ["datastore", "host", "network", "vm"]],
    ["only what is directly in it when not recursive", ({ vmFolder }) => vmFolder.ref, ["VirtualMachine"], false, ["chained", "clone", "plain"]],
    ["no VMs of a folder below it when not recursive", ({ datacenter }) => datacenter.ref, ["VirtualMachine"], false, []],
    ["hosts and VMs of a cluster", ({ cluster }) => cluster.ref, ["HostSystem", "VirtualMachine"], true, ["chained", "clone", "h0", "h1", "h2", "h3", "plain"]],
    ["the VMs of a pool", ({ pool }) => pool.ref, ["VirtualMachine"], true, ["chained", "clone", "plain"]],
    ["the VMs of a host", ({ hosts }) => hosts[1].ref, ["VirtualMachine"], true, ["clone"]],
  ])("%s", async (_what, container, types, recursive, names) => {
    const small = smallWorld();
    const client = clientOf(small.world);
    expect(await membersOf(client, await client.view(types, container(small), recursive), small)).toEqual(names);
  });

  it.each([
    ["a VM is no container", async (client: CollectorClient, { plain }: SmallWorld) => client.view([], plain.ref), "InvalidArgument invalidProperty=container"],
    ["an unknown type is refused", async (client: CollectorClient) => client.view(["Machine"]), "InvalidType argument=Machine"],
    ["a container that is not there is refused", async (client: CollectorClient) => client.view([], ref("Folder", "group-v99")), "ManagedObjectNotFound"],
  ])("nothing where %s", async (_what, make, fault) => {
    const small = smallWorld();
    expect(await faultOf(make(clientOf(small.world), small))).toBe(fault);
  });
});

describe("a container view follows", () => {
  interface Followed { readonly small: SmallWorld; readonly client: CollectorClient; readonly collector: Ref; readonly version: string }

  /** A watch over the VMs below the folder "vm", and a folder "aside" beside it. */
  async function follow(): Promise<Followed & { readonly aside: Ref }> {
    const small = smallWorld();
    const aside = addFolder(small.world, "aside", small.datacenter.ref, ["VirtualMachine"], ref("Folder", "group-v-aside"));
    const client = clientOf(small.world);
    const collector = await client.watch(specOfView(await client.view(["VirtualMachine"], small.vmFolder.ref), { VirtualMachine: ["name"] }));
    return { small, client, collector, version: versionOf(await client.poll(collector, "")), aside: aside.ref };
  }

  it("a VM that is created", async () => {
    const { small, client, collector, version } = await follow();
    const vm = addPlainVm(small.world, "new", { folder: small.vmFolder, host: small.hosts[0], pool: small.pool, datastore: small.ds0, network: small.network });
    expect(told(await client.poll(collector, version))).toEqual([`enter ${vm.ref.value} name=new`]);
  });

  it("a VM that is moved out, and back in", async () => {
    const { small, client, collector, version, aside } = await follow();
    const move = (to: Ref) => {
      small.plain.parent = to;
      small.world.changes.touch(small.plain.ref, "parent");
    };
    move(aside);
    const out = await client.poll(collector, version);
    expect(told(out)).toEqual([`leave ${small.plain.ref.value}`]);
    move(small.vmFolder.ref);
    expect(told(await client.poll(collector, versionOf(out)))).toEqual([`enter ${small.plain.ref.value} name=plain`]);
  });

  it("everything below a folder that is moved", async () => {
    const { small, client, collector, version, aside } = await follow();
    const inner = addFolder(small.world, "inner", small.vmFolder.ref, ["VirtualMachine"], ref("Folder", "group-v-inner"));
    for (const vm of [small.plain, small.clone]) {
      vm.parent = inner.ref;
      small.world.changes.touch(vm.ref, "parent");
    }
    expect(await client.poll(collector, version)).toBeUndefined();
    inner.parent = aside;
    small.world.changes.touch(inner.ref, "parent");
    expect(told(await client.poll(collector, version)).sort()).toEqual([`leave ${small.plain.ref.value}`, `leave ${small.clone.ref.value}`].sort());
  });

  it("a change in the property `view` itself, for whoever watches that", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const view = await client.view(["VirtualMachine"]);
    const collector = await client.watch(specOf([view], ["view"]));
    const version = versionOf(await client.poll(collector, ""));
    small.world.remove(small.clone);
    expect(told(await client.poll(collector, version))).toEqual([`modify ${view.value} view=…`]);
  });
});

describe("a list view", () => {
  it("holds what its owner puts in and takes out, and tells what it could not resolve", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const gone = ref("VirtualMachine", "vm-gone");
    const view = await client.call(viewManager, "CreateListView", { obj: [small.plain.ref, gone] }) as Ref;
    expect(await membersOf(client, view, small)).toEqual(["plain"]);
    expect(await client.call(view, "ModifyListView", { add: [small.clone.ref, gone], remove: [small.plain.ref, small.chained.ref] })).toEqual([small.chained.ref, gone]);
    expect(await membersOf(client, view, small)).toEqual(["clone"]);
    expect(await client.call(view, "ResetListView", { obj: [small.chained.ref, small.clone.ref] })).toEqual([]);
    expect(await membersOf(client, view, small)).toEqual(["chained", "clone"]);
  });

  it("loses an object that is destroyed, and a collector hears what comes and goes", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const view = await client.call(viewManager, "CreateListView", { obj: [small.plain.ref] }) as Ref;
    const collector = await client.watch(specOfView(view, { VirtualMachine: ["name"] }));
    const first = await client.poll(collector, "");
    await client.call(view, "ModifyListView", { add: [small.clone.ref] });
    const second = await client.poll(collector, versionOf(first));
    expect(told(second)).toEqual([`enter ${small.clone.ref.value} name=clone`]);
    small.world.remove(small.plain);
    expect(told(await client.poll(collector, versionOf(second)))).toEqual([`leave ${small.plain.ref.value}`]);
    expect(await membersOf(client, view, small)).toEqual(["clone"]);
  });

  it("that is destroyed is not there, and what was seen through it leaves", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const view = await client.call(viewManager, "CreateListView", { obj: [small.plain.ref] }) as Ref;
    const collector = await client.watch(specOfView(view, { VirtualMachine: ["name"] }));
    const version = versionOf(await client.poll(collector, ""));
    await client.call(view, "DestroyView");
    expect(told(await client.poll(collector, version))).toEqual([`leave ${small.plain.ref.value}`]);
    expect(await faultOf(client.call(view, "DestroyView"))).toBe("ManagedObjectNotFound");
  });
});
