/** Places as the inventory makes them: what stands where, under which name, and who is told. */
import { describe, expect, it } from "vitest";
import { addCluster } from "../../../src/lab/inventory/add-cluster.js";
import { addDatacenter } from "../../../src/lab/inventory/add-datacenter.js";
import { addDatastore } from "../../../src/lab/inventory/add-datastore.js";
import { addFolder, createRootFolder } from "../../../src/lab/inventory/add-folder.js";
import { addHost } from "../../../src/lab/inventory/add-host.js";
import { addNetwork } from "../../../src/lab/inventory/add-network.js";
import { addResourcePool } from "../../../src/lab/inventory/add-resource-pool.js";
import { checkedName, escapeName, unescapeName } from "../../../src/lab/inventory/entity-name.js";
import { findByInventoryPath } from "../../../src/lab/inventory/inventory-path.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings } from "../../../src/lab/world/settings.js";
import { World } from "../../../src/lab/world/world.js";
import { refusal } from "../support/run-places.js";
import { untoldChanges } from "../support/untold-changes.js";

function emptyWorld(): World {
  const world = new World(defaultWorldSettings, createLabClock(0));
  createRootFolder(world);
  return world;
}

function build(world: World) {
  const datacenter = addDatacenter(world, "DC0");
  const cluster = addCluster(world, datacenter, { name: "C0", das: { enabled: true }, drs: { enabled: true } });
  const hosts = ["h0", "h1"].map((name) => addHost(world, cluster, { name, version: "8.0.3" }));
  const datastore = addDatastore(world, datacenter, { name: "ds0", kind: "VMFS", capacityBytes: 1024 ** 4, hosts });
  const network = addNetwork(world, datacenter, { name: "VM Network", hosts });
  return { datacenter, cluster, hosts, datastore, network };
}

describe("places", () => {
  it("a datacenter comes with its four folders", () => {
    const world = emptyWorld();
    const datacenter = addDatacenter(world, "DC0");
    const names = [datacenter.vmFolder, datacenter.hostFolder, datacenter.datastoreFolder, datacenter.networkFolder].map((each) => world.the("Folder", each.value).name);
    expect(names).toEqual(["vm", "host", "datastore", "network"]);
    expect(findByInventoryPath(world, "/DC0/vm")?.ref).toEqual(datacenter.vmFolder);
  });

  it("a cluster comes with a root pool, its first host is HA's master, and hosts see what is mounted", () => {
    const { world, ...built } = ((w: World) => ({ world: w, ...build(w) }))(emptyWorld());
    expect(world.the("ResourcePool", built.cluster.resourcePool.value)).toMatchObject({ name: "Resources", owner: built.cluster.ref });
    expect(built.hosts.map((host) => host.dasState)).toEqual(["master", "connectedToMaster"]);
    expect(built.hosts.every((host) => host.datastores.has(built.datastore.ref.value) && built.network.hosts.has(host.ref.value))).toBe(true);
  });

  it("a host in a folder stands in a compute resource of its own name, without HA", () => {
    const world = emptyWorld();
    const datacenter = addDatacenter(world, "DC0");
    const host = addHost(world, datacenter, { name: "alone", version: "5.0.0" });
    expect(findByInventoryPath(world, "/DC0/host/alone/alone")?.ref).toEqual(host.ref);
    expect(host).toMatchObject({ build: "469512", dasState: undefined });
  });

  it("every parent is told of what is made below it", () => {
    const world = emptyWorld();
    expect(untoldChanges(world, () => { build(world); })).toEqual([]);
    const pool = world.the("ResourcePool", [...world.all("ClusterComputeResource")][0]!.resourcePool.value);
    expect(untoldChanges(world, () => { addResourcePool(world, pool, "child"); })).toEqual([]);
  });

  it("the same seed gives the same ids", () => {
    const [first, second] = [emptyWorld(), emptyWorld()].map((world) => build(world).datastore.uuid);
    expect(first).toBe(second);
  });
});

describe("names", () => {
  it.each([["a/b", "a%2fb"], ["a\\b", "a%5cb"], ["100%", "100%25"], ["a%2Fb", "a%2Fb"], ["plain", "plain"]])("%s is stored as %s", (given, stored) => {
    expect(escapeName(given)).toBe(stored);
    expect(escapeName(stored)).toBe(stored);
  });

  it("an escape can be undone", () => {
    expect(unescapeName(escapeName("x/y\\z%"))).toBe("x/y\\z%");
  });

  it("an empty name and one of more than 80 characters are refused", () => {
    expect(refusal(() => checkedName(""))).toBe("InvalidName");
    expect(refusal(() => checkedName("x".repeat(81)))).toBe("InvalidName");
    expect(checkedName("/".repeat(80))).toBe("%2f".repeat(80));
  });
});

describe("inventory paths", () => {
  it("find what they name, also through names with slashes", () => {
    const world = emptyWorld();
    const datacenter = addDatacenter(world, "DC0");
    const folder = addFolder(world, world.the("Folder", datacenter.vmFolder.value), "old/new");
    expect(findByInventoryPath(world, "/DC0/vm/old%2fnew")?.ref).toEqual(folder.ref);
    expect(findByInventoryPath(world, "DC0/vm/old%2fnew/")).toBe(folder);
    expect(findByInventoryPath(world, "/DC0/vm/old/new")).toBeUndefined();
    expect(findByInventoryPath(world, "/")?.name).toBe("Datacenters");
  });
});
