/** What a metered operation costs its host and its datastore (vim-facts 8.3). It never makes anything wait: the task room does. */
import type { Ref } from "../wire/vim-value.js";
import type { Share } from "../world/task-room.js";
import type { World } from "../world/world.js";

interface Cost {
  readonly host: number;
  readonly datastore: number;
}

/** By WSDL name; "live" holds while the VM runs. Storage vMotion is the dear one. */
const costs: Readonly<Record<string, { readonly cold: Cost; readonly live: Cost }>> = {
  CloneVM_Task: { cold: { host: 1, datastore: 1 }, live: { host: 1, datastore: 1 } },
  RelocateVM_Task: { cold: { host: 1, datastore: 1 }, live: { host: 4, datastore: 16 } },
  MigrateVM_Task: { cold: { host: 1, datastore: 0 }, live: { host: 1, datastore: 1 } },
};

/** What an operation on `entity` takes of the world's task room; empty for what vCenter does not meter. */
export function sharesOf(world: World, operation: string, entity: Ref): readonly Share[] {
  const known = costs[operation];
  const vm = world.find("VirtualMachine", entity.value);
  if (known === undefined || vm === undefined) return [];
  const { hostTaskUnits, datastoreTaskUnits, vcenterTaskUnits } = world.settings;
  const cost = vm.powerState === "poweredOn" ? known.live : known.cold;
  const shares: Share[] = [
    { bearer: vm.host ?? "", units: cost.host, limit: hostTaskUnits },
    { bearer: vm.home.datastore, units: cost.datastore, limit: datastoreTaskUnits },
    { bearer: "vcenter", units: 1, limit: vcenterTaskUnits },
  ];
  return shares.filter((share) => share.bearer !== "" && share.units > 0);
}
