/** What may befall a lab, each deed drawn from a seed: an operation on VMs, disks and snapshots, or a blow of fate. It does; it never checks. */
import type { VmState } from "../../../src/lab/world/vm-state.js";
import type { World } from "../../../src/lab/world/world.js";
import type { LabRandom } from "../../../src/lab/world/lab-random.js";
import type { LabHand } from "./lab-hand.js";
import { addDelta, addDisk, attachShared, removeDisk } from "./disk-specs.js";
import { fates } from "./random-fates.js";

export interface Chance {
  readonly hand: LabHand;
  readonly world: World;
  readonly random: LabRandom;
  /** A number never given before, for names. */
  readonly next: () => number;
  readonly during: (() => Promise<void>) | undefined;
}

export type Deed = (chance: Chance) => Promise<unknown>;

export function pick<T>(random: LabRandom, items: Iterable<T>): T | undefined {
  const all = [...items];
  return all[random.below(all.length)];
}

/** More VMs than this are not cloned, so that histories stay small and tangled. */
const mostVms = 24;

const onVm = (what: string, method: string, args: (vm: VmState, chance: Chance) => Readonly<Record<string, unknown>> | undefined, via?: "host"): Deed => async (chance) => {
  const vm = pick(chance.random, chance.world.all("VirtualMachine"));
  const given = vm === undefined ? undefined : args(vm, chance);
  if (vm === undefined || given === undefined) return;
  await chance.hand.order(what, { on: vm.ref.value, method, args: given, ...(via === undefined ? {} : { via }) }, chance.during);
};

const onSnapshot = (what: string, method: string, args: Readonly<Record<string, unknown>>, via?: "host"): Deed => async ({ hand, world, random, during }) => {
  const snapshot = pick(random, world.snapshots.keys());
  if (snapshot !== undefined) await hand.order(what, { on: snapshot, method, args, ...(via === undefined ? {} : { via }) }, during);
};

const clone = (what: string, location: Readonly<Record<string, unknown>>, more: { readonly ofSnapshot?: true; readonly template?: true } = {}): Deed =>
  onVm(what, "CloneVM_Task", (vm, { world, random, next }) => {
    const snapshot = more.ofSnapshot === undefined ? undefined : pick(random, world.snapshotsOf(vm));
    if (world.count("VirtualMachine") >= mostVms || (more.ofSnapshot !== undefined && snapshot === undefined)) return undefined;
    const host = pick(random, world.all("HostSystem"));
    const datastore = random.below(3) === 0 ? pick(random, world.all("Datastore"))?.ref.value : undefined;
    const pool = more.template === undefined ? { pool: pick(random, world.all("ResourcePool"))?.ref.value } : { host: host?.ref.value };
    return {
      folder: "vm", name: `clone-${next()}`,
      spec: { location: { ...location, ...pool, ...(datastore === undefined ? {} : { datastore }) }, template: more.template !== undefined, powerOn: false, ...(snapshot === undefined ? {} : { snapshot: snapshot.ref.value }) },
    };
  });

const relocate = (diskMoveType: string): Deed => onVm(`relocate ${diskMoveType}`, "RelocateVM_Task", (_vm, { world, random }) =>
  ({ spec: { datastore: pick(random, world.all("Datastore"))?.ref.value, diskMoveType } }));

const remove = (via: "vcenter" | "host"): Deed => async (chance) => {
  if (chance.world.count("VirtualMachine") > 4) await onVm(`destroy via ${via}`, "Destroy_Task", () => ({}), via === "host" ? via : undefined)(chance);
};

/** A VM that was unregistered comes back, under its own name or another. */
const register: Deed = async ({ hand, world, random, next, during }) => {
  const path = pick(random, world.unregistered.keys());
  const host = pick(random, world.all("HostSystem"));
  if (path === undefined || host === undefined) return;
  const slash = path.indexOf("/");
  const datastore = world.find("Datastore", path.slice(0, slash));
  const pool = pick(random, world.all("ResourcePool"));
  if (datastore === undefined || pool === undefined) return;
  const args = { path: `[${datastore.name}] ${path.slice(slash + 1)}`, name: `back-${next()}`, asTemplate: false, pool: pool.ref.value };
  await hand.order("register", { on: "vm", type: "Folder", method: "RegisterVM_Task", args }, during);
};

/** Weight and deed; the tangle comes from snapshots and linked clones, so these come often. */
export const deeds: readonly (readonly [number, Deed])[] = [
  [10, onVm("snapshot", "CreateSnapshot_Task", (_vm, { next, random }) => ({ name: `s${next()}`, memory: random.below(4) === 0, quiesce: false }))],
  [5, onSnapshot("remove snapshot via vcenter", "RemoveSnapshot_Task", { removeChildren: false })],
  [4, onSnapshot("remove snapshot via host", "RemoveSnapshot_Task", { removeChildren: false }, "host")],
  [2, onSnapshot("remove snapshot with children", "RemoveSnapshot_Task", { removeChildren: true })],
  [2, onSnapshot("remove snapshot without consolidation", "RemoveSnapshot_Task", { removeChildren: false, consolidate: false })],
  [1, onVm("remove all snapshots", "RemoveAllSnapshots_Task", () => ({}))],
  [4, onSnapshot("revert", "RevertToSnapshot_Task", {})],
  [1, onVm("revert to current", "RevertToCurrentSnapshot_Task", () => ({}))],
  [9, clone("clone of a snapshot", { diskMoveType: "createNewChildDiskBacking" }, { ofSnapshot: true })],
  [6, clone("clone of the current point", { diskMoveType: "moveChildMostDiskBacking" })],
  [1, clone("full clone", {})],
  [2, clone("sharing clone", { diskMoveType: "moveAllDiskBackingsAndAllowSharing" })],
  [1, clone("template clone", { diskMoveType: "createNewChildDiskBacking" }, { ofSnapshot: true, template: true })],
  [2, relocate("moveChildMostDiskBacking")],
  [2, relocate("moveAllDiskBackingsAndAllowSharing")],
  [1, relocate("moveAllDiskBackingsAndDisallowSharing")],
  [1, relocate("moveAllDiskBackingsAndConsolidate")],
  [3, onVm("promote with unlink", "PromoteDisks_Task", () => ({ unlink: true }))],
  [3, onVm("promote without unlink", "PromoteDisks_Task", () => ({ unlink: false }))],
  [2, onVm("consolidate", "ConsolidateVMDisks_Task", () => ({}))],
  [3, remove("vcenter")],
  [2, remove("host")],
  [2, onVm("unregister", "UnregisterVM", (_vm, { world }) => (world.count("VirtualMachine") > 4 ? {} : undefined))],
  [3, register],
  [3, onVm("add a delta", "ReconfigVM_Task", (vm, { world, random }) => addDelta(world, random, vm))],
  [2, onVm("add a disk", "ReconfigVM_Task", (vm, { random }) => (vm.disks.length < 3 ? addDisk(random) : undefined))],
  [2, onVm("attach a shared disk", "ReconfigVM_Task", (vm, { world, random }) => (vm.disks.length < 4 ? attachShared(world, random) : undefined))],
  [1, onVm("remove a disk", "ReconfigVM_Task", (vm, { random }) => (vm.disks.length > 1 ? removeDisk(random, vm) : undefined))],
  [5, onVm("power on", "PowerOnVM_Task", () => ({}))],
  [6, onVm("power off", "PowerOffVM_Task", () => ({}))],
  [1, onVm("suspend", "SuspendVM_Task", () => ({}))],
  [2, onVm("migrate", "MigrateVM_Task", (_vm, { world, random }) => ({ host: pick(random, world.all("HostSystem"))?.ref.value, priority: "defaultPriority" }))],
  [3, onVm("rename a VM", "Rename_Task", (_vm, { next }) => ({ newName: `renamed-${next()}` }))],
  [2, onVm("mark as template", "MarkAsTemplate", () => ({}))],
  [3, onVm("mark as VM", "MarkAsVirtualMachine", (vm, { world, random }) => (vm.template ? { pool: pick(random, world.all("ResourcePool"))?.ref.value, host: vm.host } : undefined))],
  ...fates,
];

/** What befalls VMs, disks and snapshots alone: everything stays readable. */
export const peacefulDeeds = deeds.filter((deed) => !fates.includes(deed));

export async function doSomething(chance: Chance, among = deeds): Promise<void> {
  let left = chance.random.below(among.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, deed] of among) {
    left -= weight;
    if (left >= 0) continue;
    await deed(chance);
    return;
  }
}
