/** SearchIndex: entities by uuid, path, name and place (vim-facts 7.9). It only looks; what is not found is an empty answer, never a fault. */
import { parseDatastorePath } from "../../datastores/datastore-path.js";
import { childNamed, datacenterOf } from "../../inventory/children-of.js";
import { escapeName } from "../../inventory/entity-name.js";
import { findByInventoryPath } from "../../inventory/inventory-path.js";
import { requireEntity } from "../../inventory/require-entity.js";
import { flagIn, refIn, refOf, textOf } from "../../wire/read-args.js";
import type { Ref } from "../../wire/vim-value.js";
import type { HostState } from "../../world/entities.js";
import type { VmState } from "../../world/vm-state.js";
import type { Call, MethodTable } from "../method.js";

export const searchIndexMethods: MethodTable = {
  "SearchIndex.FindByUuid": (call) => first(byUuid(call)),
  "SearchIndex.FindAllByUuid": (call) => [...byUuid(call)],
  "SearchIndex.FindByDnsName": (call) => first(byName(call, "dnsName")),
  "SearchIndex.FindAllByDnsName": (call) => [...byName(call, "dnsName")],
  "SearchIndex.FindByIp": (call) => first(byName(call, "ip")),
  "SearchIndex.FindAllByIp": (call) => [...byName(call, "ip")],
  "SearchIndex.FindByInventoryPath": ({ world, args }) => findByInventoryPath(world, textOf(args, "inventoryPath"))?.ref,

  "SearchIndex.FindByDatastorePath": (call) => {
    const datacenter = refOf(call.args, "datacenter");
    const { datastoreName, path } = parseDatastorePath(textOf(call.args, "path"));
    for (const vm of call.world.all("VirtualMachine")) {
      const config = vm.files[0];
      if (config?.path !== path || call.world.find("Datastore", config.datastore)?.name !== datastoreName) continue;
      if (datacenterOf(call.world, vm.ref)?.ref.value === datacenter.value) return vm.ref;
    }
    return undefined;
  },

  "SearchIndex.FindChild": ({ world, args }) => childNamed(world, requireEntity(world, refOf(args, "entity")), escapeName(textOf(args, "name")))?.ref,
};

/** VMs by BIOS uuid or instance uuid, in any case of letters. Hosts have no uuid to be found by in the lab. */
function* byUuid(call: Call): Generator<Ref> {
  const wanted = textOf(call.args, "uuid").toLowerCase();
  const instance = flagIn(call.args, "instanceUuid");
  if (!flagIn(call.args, "vmSearch")) return;
  for (const vm of call.world.all("VirtualMachine")) {
    if ((instance ? vm.config.instanceUuid : vm.config.uuid).toLowerCase() === wanted && inDatacenter(call, vm)) yield vm.ref;
  }
}

/** A guest's host name is its VM's name here, and no guest has an address; hosts may be named by either. */
function* byName(call: Call, argument: "dnsName" | "ip"): Generator<Ref> {
  const wanted = textOf(call.args, argument).toLowerCase();
  const vmSearch = flagIn(call.args, "vmSearch");
  if (vmSearch && argument === "ip") return;
  for (const entity of call.world.all(vmSearch ? "VirtualMachine" : "HostSystem")) {
    if (entity.name.toLowerCase() === wanted && inDatacenter(call, entity)) yield entity.ref;
  }
}

function inDatacenter(call: Call, entity: VmState | HostState): boolean {
  const wanted = refIn(call.args, "datacenter");
  return wanted === undefined || datacenterOf(call.world, entity.ref)?.ref.value === wanted.value;
}

function first(found: Generator<Ref>): Ref | undefined {
  for (const each of found) return each;
  return undefined;
}
