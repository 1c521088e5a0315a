/** RelocateVM_Task and MigrateVM_Task (vim-facts 7.2, 5.8). One moves files, hosts, pools and folders, the other a VM between hosts and pools only. */
import { checkRelocation, relocateVm, relocationBytes, type Relocation } from "../../disks/relocate-vm.js";
import { requireOf } from "../../inventory/require-entity.js";
import { hostArgument } from "../../operations/event-arguments.js";
import { startTask } from "../../operations/start-task.js";
import { VimFault } from "../../wire/vim-fault.js";
import { objectOf, refIn, textIn, type Args } from "../../wire/read-args.js";
import { ref, type Ref } from "../../wire/vim-value.js";
import type { VmState } from "../../world/vm-state.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm, invalidArgument, requireConnected, requireStill, requireVcenter } from "./called-vm.js";
import { chooseHost } from "./placement.js";
import { readDiskMoves } from "./read-relocate-spec.js";
import { datastoreArgument, tellVm } from "./tell-vm.js";

export const relocateMethods: MethodTable = {
  "VirtualMachine.RelocateVM_Task": (call) => {
    requireVcenter(call);
    const spec = objectOf(call.args, "spec");
    const vm = calledVm(call);
    return move(call, vm, readRelocation(call.world, vm, spec));
  },
  "VirtualMachine.MigrateVM_Task": (call) => {
    requireVcenter(call);
    const vm = calledVm(call);
    const state = textIn(call.args, "state");
    if (refIn(call.args, "pool") === undefined && refIn(call.args, "host") === undefined) throw invalidArgument("host");
    return move(call, vm, placed(call.world, vm, call.args, ""), state);
  },
};

/** `state`: the VM must be in it when the task begins. */
function move(call: Call, vm: VmState, wanted: Relocation, state?: string): Ref {
  const { world } = call;
  const destHost = world.the("HostSystem", wanted.host?.value ?? vm.host ?? "");
  const sourceHost = world.the("HostSystem", vm.host ?? destHost.ref.value);
  const from = vm.home.datastore;
  const storage = wanted.datastore !== undefined || (wanted.locators?.length ?? 0) > 0;
  const hot = vm.powerState === "poweredOn";
  const destination = { destHost: hostArgument(destHost), destDatastore: datastoreArgument(world, wanted.datastore ?? from) };
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: true, bytes: () => relocationBytes(world, vm, wanted) + (hot && destHost !== sourceHost ? vm.config.memoryMiB * 1024 ** 2 : 0),
    begin(task) {
      const type = hot ? "VmBeingHotMigratedEvent" : storage ? "VmBeingRelocatedEvent" : "VmBeingMigratedEvent";
      tellVm({ call, task }, type, { vm }, destination, `${hot ? "Migrating" : "Relocating"} ${vm.name} from ${sourceHost.name} to ${destHost.name}`);
      requireConnected(vm);
      requireTargets(world, wanted);
      if (state !== undefined && state !== vm.powerState) throw new VimFault("InvalidPowerState", "The attempted operation cannot be performed in the current state.", { requestedState: state, existingState: vm.powerState });
      checkRelocation(world, vm, wanted);
    },
    commit(task) {
      requireTargets(world, wanted);
      relocateVm(world, vm, wanted);
      const source = { sourceHost: hostArgument(sourceHost), sourceDatastore: datastoreArgument(world, from) };
      const type = storage && !hot ? "VmRelocatedEvent" : "VmMigratedEvent";
      tellVm({ call, task }, type, { vm, ds: world.find("Datastore", vm.home.datastore) }, source, `Completed the relocation of ${vm.name} from ${sourceHost.name} to ${destHost.name}`);
      return undefined;
    },
    failed(task, fault) {
      const type = storage && !hot ? "VmRelocateFailedEvent" : "VmFailedMigrateEvent";
      tellVm({ call, task }, type, { vm }, { ...destination, reason: fault.toLocalized() }, `Failed to relocate ${vm.name} from ${sourceHost.name} to ${destHost.name}: ${fault.message}`);
    },
  });
}

function requireTargets(world: World, { folder, host, resourcePool, datastore, locators }: Relocation): void {
  const datastores = [datastore, ...(locators ?? []).map((each) => each.datastore)].map((each) => (each === undefined ? undefined : ref("Datastore", each)));
  requireStill(world, [folder, host, resourcePool, ...datastores]);
}

function readRelocation(world: World, vm: VmState, spec: Args): Relocation {
  if (spec["service"] !== undefined) throw new VimFault("NotSupported", "Relocation to another vCenter is not supported.");
  const folder = refIn(spec, "folder");
  return { ...readDiskMoves(world, spec, "spec"), ...placed(world, vm, spec, "spec."), ...(folder === undefined ? {} : { folder: requireOf(world, "Folder", folder).ref }) };
}

/** Host and pool; without either the VM stays where it is. */
function placed(world: World, vm: VmState, wish: Args, path: string): Pick<Relocation, "host" | "resourcePool"> {
  const pool = refIn(wish, "pool");
  const named = refIn(wish, "host");
  if (pool === undefined && named === undefined) return {};
  const host = chooseHost(world, { pool, host: named, presentHost: vm.host, datastores: [], stays: true, path: `${path}host` });
  const sameCompute = host.parent?.value === world.find("HostSystem", vm.host)?.parent?.value;
  if (pool === undefined && !sameCompute) throw invalidArgument(`${path}pool`);
  return { host: host.ref, ...(pool === undefined ? {} : { resourcePool: requireOf(world, "ResourcePool", pool).ref }) };
}
