/** The virtual machines of one entry: each is created or cloned, put onto a host, and goes through its steps. It decides nothing that the plan leaves open but the order of places. */
import { cloneVm } from "../disks/clone-vm.js";
import { createVm, type NewDisk } from "../disks/create-vm.js";
import { growDisk } from "../disks/grow-disk.js";
import type { HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { folderAt, type BuiltCompute, type BuiltPlaces } from "./build-places.js";
import { doStep } from "./do-step.js";
import type { CloneSource, DiskPlan, VmPlan } from "./estate.js";
import { findSnapshot } from "./find-snapshot.js";
import { placeOf } from "./place.js";
import type { Mistakes } from "./reading.js";
import { whatWentWrong } from "./what-went-wrong.js";

/** By name, also those that are unregistered or deleted by now. */
export type BuiltVms = Map<string, VmState>;

interface Spot {
  readonly host: HostState;
  readonly compute: BuiltCompute;
  /** Managed object id; unset for a clone that lies where its source lies. */
  readonly datastore: string | undefined;
}

/** Stops at an entry's first mistake; VMs whose source is missing for an earlier one are left out silently. */
export function buildVms(world: World, plan: VmPlan, places: BuiltPlaces, vms: BuiltVms, mistakes: Mistakes): void {
  for (const [index, name] of plan.names.entries()) {
    const source = plan.from === undefined ? undefined : vms.get(sourceName(plan.from, index));
    if (plan.from !== undefined && source === undefined) return;
    const spot = spotOf(world, plan, places, index, source);
    let vm: VmState | undefined;
    const unborn = whatWentWrong(() => { vm = source === undefined ? create(world, name, plan, places, spot) : clone(world, name, plan, source, places, spot); });
    if (vm === undefined) {
      mistakes.report(placeOf(plan, "name"), `${name} cannot be made: ${unborn ?? "?"}`);
      return;
    }
    vms.set(name, vm);
    if (!takeSteps(world, plan, vm, places, mistakes)) return;
  }
}

function takeSteps(world: World, plan: VmPlan, vm: VmState, places: BuiltPlaces, mistakes: Mistakes): boolean {
  for (const step of plan.steps) {
    const wrong = whatWentWrong(() => { doStep(world, vm, step, places); });
    if (wrong === undefined) continue;
    mistakes.report(step.at ?? plan.at, `${vm.name}: ${wrong}`);
    return false;
  }
  return true;
}

function sourceName(from: CloneSource, index: number): string {
  return from.vms[index % from.vms.length] ?? "";
}

/** Where the VM with that index goes: hosts in turn over all entries of a cluster, datastores in turn within the entry. */
function spotOf(world: World, plan: VmPlan, places: BuiltPlaces, index: number, source: VmState | undefined): Spot {
  const [compute, candidates] = candidatesOf(plan, places, source);
  const turn = plan.placement.kind === "packed" ? 0 : plan.placement.kind === "hosts" ? index : world.count("VirtualMachine");
  const host = candidates[turn % candidates.length];
  if (host === undefined) throw new TypeError(`no host was found for ${plan.names[index] ?? "?"} although the estate was checked`);
  const name = plan.datastores.length > 0 ? plan.datastores[index % plan.datastores.length] : source === undefined ? places.datastores.keys().next().value : undefined;
  return { host, compute, datastore: name === undefined ? undefined : places.datastores.get(name)?.ref.value };
}

function candidatesOf(plan: VmPlan, places: BuiltPlaces, source: VmState | undefined): readonly [BuiltCompute, readonly HostState[]] {
  const all = [...places.computes.values()];
  const named = plan.placement.kind === "hosts" ? plan.placement.hosts.flatMap((name) => places.hosts.get(name) ?? []) : undefined;
  const wanted = plan.compute === undefined
    ? all.find((each) => each.hosts.some((host) => (named === undefined ? host.ref.value === source?.host : host === named[0]))) ?? all[0]
    : places.computes.get(plan.compute);
  if (wanted === undefined) throw new TypeError("an estate without any host was let through");
  const free = wanted.hosts.filter((host) => !host.inMaintenanceMode);
  return [wanted, named ?? (free.length > 0 ? free : wanted.hosts)];
}

function create(world: World, name: string, plan: VmPlan, places: BuiltPlaces, spot: Spot): VmState {
  const pool = spot.compute.pools.get(plan.pool);
  const networks = (plan.networks.length > 0 ? plan.networks : [...places.networks.keys()].slice(0, 1)).flatMap((each) => places.networks.get(each)?.ref ?? []);
  return createVm(world, {
    name, folder: folderAt(world, places.folders, plan.folder).ref, host: spot.host.ref, datastore: spot.datastore ?? "", ...(pool === undefined ? {} : { resourcePool: pool.ref }),
    disks: plan.disks.map((disk) => newDisk(world, disk, places)), guestId: plan.guest, numCpu: plan.cpus, memoryMiB: plan.memoryMiB, hardwareVersion: plan.hardware, firmware: plan.firmware,
    networks, annotation: plan.notes, extraConfig: new Map(Object.entries(plan.extraConfig)), ...(plan.managedBy === undefined ? {} : { managedBy: plan.managedBy }),
  });
}

function newDisk(world: World, plan: DiskPlan, places: BuiltPlaces): NewDisk {
  const datastore = plan.datastore === undefined ? undefined : places.datastores.get(plan.datastore)?.ref.value;
  return {
    capacityBytes: plan.sizeBytes, usedBytes: plan.usedBytes, thin: plan.thin, mode: plan.mode, sharing: plan.multiWriter ? "sharingMultiWriter" : "sharingNone",
    ...(datastore === undefined ? {} : { datastore }),
    ...(plan.rdm === undefined ? {} : { format: "rdm" as const, compatibilityMode: plan.rdm, lunUuid: `0200000000${world.random.hex(32)}` }),
  };
}

const moves = { "snapshot": "createNewChildDiskBacking", "current-point": "moveChildMostDiskBacking", "full": "moveAllDiskBackingsAndDisallowSharing", "new": "moveAllDiskBackingsAndDisallowSharing" } as const;

function clone(world: World, name: string, plan: VmPlan, source: VmState, places: BuiltPlaces, spot: Spot): VmState {
  const pool = spot.compute.pools.get(plan.pool);
  const snapshot = plan.from?.snapshot === undefined ? undefined : findSnapshot(world, source, plan.from.snapshot);
  const vm = cloneVm(world, source, {
    name, folder: folderAt(world, places.folders, plan.folder).ref, host: spot.host.ref, ...(pool === undefined ? {} : { resourcePool: pool.ref }), template: false,
    ...(snapshot === undefined ? {} : { snapshot }), diskMoveType: moves[plan.how], ...(spot.datastore === undefined ? {} : { datastore: spot.datastore }),
    config: { ...(plan.notes === "" ? {} : { annotation: plan.notes }), managedBy: plan.managedBy },
  });
  if (plan.writtenBytes > 0) for (const disk of vm.disks) growDisk(world, vm, disk.key, plan.writtenBytes);
  return vm;
}
