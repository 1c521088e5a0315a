/** SearchIndex: what can be found by what, and that nothing found is an empty answer. */
import { expect, it } from "vitest";
import { ref } from "../../../src/lab/wire/vim-value.js";
import { smallWorld } from "../support/small-world.js";
import { call } from "../support/run-places.js";

const index = ref("SearchIndex", "SearchIndex");

it("finds VMs by BIOS uuid and by instance uuid, which are not the same", () => {
  const { world, plain, chained, datacenter } = smallWorld();
  chained.config.uuid = plain.config.uuid;
  const by = (uuid: string, instanceUuid?: boolean) => call(world, index, "FindAllByUuid", { uuid, vmSearch: true, ...(instanceUuid === undefined ? {} : { instanceUuid }) });
  expect(by(plain.config.uuid.toUpperCase())).toEqual([plain.ref, chained.ref]);
  expect(by(plain.config.instanceUuid, true)).toEqual([plain.ref]);
  expect(by(plain.config.instanceUuid)).toEqual([]);
  expect(call(world, index, "FindByUuid", { datacenter: datacenter.ref, uuid: plain.config.uuid, vmSearch: true })).toEqual(plain.ref);
  expect(call(world, index, "FindByUuid", { uuid: plain.config.uuid, vmSearch: false })).toBeUndefined();
});

it("finds anything by inventory path, and a child by its name", () => {
  const { world, plain, hosts, cluster, vmFolder } = smallWorld();
  const by = (inventoryPath: string) => call(world, index, "FindByInventoryPath", { inventoryPath });
  expect(by("DC0/vm/plain")).toEqual(plain.ref);
  expect(by("/DC0/host/C0/h2")).toEqual(hosts[2].ref);
  expect(by("/DC0/host/C0/Resources/plain")).toEqual(plain.ref);
  expect(by("/DC0/vm/nobody")).toBeUndefined();
  expect(call(world, index, "FindChild", { entity: cluster.ref, name: "h0" })).toEqual(hosts[0].ref);
  expect(call(world, index, "FindChild", { entity: vmFolder.ref, name: "h0" })).toBeUndefined();
});

it("finds a VM by where its configuration lies", () => {
  const { world, clone, datacenter } = smallWorld();
  const by = (path: string) => call(world, index, "FindByDatastorePath", { datacenter: datacenter.ref, path });
  expect(by("[ds0] clone/clone.vmx")).toEqual(clone.ref);
  expect(by("[ds1] clone/clone.vmx")).toBeUndefined();
});

it("finds VMs and hosts by name, and no guest by address", () => {
  const { world, hosts, plain } = smallWorld();
  expect(call(world, index, "FindByDnsName", { dnsName: "PLAIN", vmSearch: true })).toEqual(plain.ref);
  expect(call(world, index, "FindByDnsName", { dnsName: "h1", vmSearch: false })).toEqual(hosts[1].ref);
  expect(call(world, index, "FindByIp", { ip: "10.0.0.1", vmSearch: true })).toBeUndefined();
});
