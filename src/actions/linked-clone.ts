/**
 * `linked-clone`: a new VM that shares the source's disks, from a snapshot or from the current running point (vim-facts 7.2). It never makes
 * a full copy by accident: where nothing could be shared it refuses and says why.
 */
import { datastoreOf } from "../inventory/file-key.js";
import { foreseeLinkedClone } from "../inventory/foresight/linked-clone.js";
import { homeDatastore } from "../inventory/foresight/promote-vm.js";
import type { InventoryView, Vm } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import { sizeText } from "../shared/size-text.js";
import type { Action, ActionGround, ActionParams, Assignment } from "./action.js";
import { findDatastore, findHost, findPlace, findSnapshot } from "./find-object.js";
import { forecastOf } from "./forecast.js";
import { refused, satisfied, unknown, type Evidence, type NextStep, type NoStep } from "./next-step.js";
import { notMounted, tooManyHosts } from "./out-of-reach.js";
import { lacksRoom, needsOf } from "./space-guard.js";
import { busy, isNoStep, touchesOf, vmAtHand, type VmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const linkedClone: Action = {
  verb: "linked-clone",
  doc: "Make a linked clone of a VM or template (CloneVM).",
  each: ["vm"],
  params: {
    name: { type: "string", required: true, maxLength: 80, example: "web-7", doc: "Name of the new VM." },
    from: { type: "string", required: true, words: ["snapshot", "current"], example: "snapshot", doc: "snapshot: a new delta over what a snapshot froze; nothing is copied. current: a copy of each disk's delta over the same parents." },
    snapshot: { type: "string", required: false, example: "golden", doc: "Name or reference of the snapshot. Without it: the current one." },
    folder: { type: "string", required: false, example: "group-v3", doc: "Name or reference of the VM folder. Without it: the source's." },
    datastore: { type: "string", required: false, example: "ds-fast", doc: "Where the clone's own files go. Without it: where the source lives." },
    pool: { type: "string", required: false, example: "resgroup-8", doc: "Name or reference of the resource pool. Needed for a template; without it: the source's." },
    host: { type: "string", required: false, example: "esx1.example.org", doc: "Name or reference of the host. Without it: vCenter's choice." },
    powerOn: { type: "bool", required: false, example: false, doc: "Start the clone at once. Default false." },
  },
  repetition: "cumulative",
  operations: ["CloneVM_Task"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextClone,
  evidence,
  forecast: (ground, { id }, params) => {
    const { inventory } = ground;
    const from = params["from"] === "current" ? "current" : "snapshot";
    const target = typeof params["datastore"] === "string" ? findDatastore(inventory, params["datastore"]) : homeDatastore(inventory, id);
    const vm = inventory.vms.get(id);
    const snapshot = vm === undefined ? undefined : snapshotOf(vm, params);
    const frozen = snapshot === undefined || typeof snapshot !== "string" ? undefined : inventory.frozenFilesOf(id, snapshot);
    return forecastOf(ground, foreseeLinkedClone(inventory, id, from, isNoStep(target) ? undefined : target), {
      chains: (inventory.disksOf(id) ?? []).map(({ key, depth, levels }) => {
        const at = levels.findIndex(({ file }) => frozen?.includes(file) === true);
        return { vm: String(params["name"]), disk: key, before: 0, after: from === "current" ? depth : at < 0 ? null : depth - at + 1 };
      }),
    });
  },
  reasons: ({ inventory }, { id }, params) => [`A linked clone "${String(params["name"])}" of ${inventory.vms.get(id)?.name ?? id} is wanted`],
};

function nextClone(ground: ActionGround, { subject, params, actionId, done = [] }: Assignment): NextStep {
  const { inventory } = ground;
  const found = vmAtHand(ground, subject.id, undefined);
  if (isNoStep(found)) return found;
  const { vm } = found;
  const name = String(params["name"]);
  if (done.length > 0) return satisfied(`${name} has been made.`);
  const place = placeOf(inventory, vm, params);
  if ("kind" in place) return place;
  const present = vmNamed(inventory, place.folder, name);
  if (present !== undefined) return ground.markers?.get(present.ref) === actionId ? satisfied(`${name} has been made: ${present.ref}.`) : refused(`The folder has a VM named "${name}" already: ${present.ref}.`);
  const snapshot = params["from"] === "snapshot" ? snapshotOf(vm, params) : undefined;
  if (snapshot !== undefined && typeof snapshot !== "string") return snapshot;
  const hindrance = notLinkable(found, params["from"] === "current");
  if (hindrance !== undefined) return hindrance;
  const crowd = farAway(ground, vm, place, params["powerOn"] === true);
  if (crowd !== undefined) return crowd;
  const { space } = foreseeLinkedClone(inventory, vm.ref, snapshot === undefined ? "current" : "snapshot", place.datastore ?? homeDatastore(inventory, vm.ref));
  const lacking = lacksRoom(inventory, name, space) ?? busy(ground, vm);
  if (lacking !== undefined) return lacking;
  return {
    kind: "operation", why: `There is no VM "${name}" yet.`, progress: { done: 0, total: 1 },
    operation: {
      kind: "CloneVM_Task", vm: vm.ref, name, ...place, powerOn: params["powerOn"] === true, template: false, marker: actionId,
      ...(snapshot === undefined ? { diskMoveType: "moveChildMostDiskBacking" } : { diskMoveType: "createNewChildDiskBacking", snapshot }),
    },
    touches: touchesOf(vm, space.map(({ datastore }) => datastore), needsOf(space)),
  };
}

/**
 * A clone that starts at once opens the base on its host. Its own files and all that it stands on must be mounted there; where a pool is given and no host, vCenter
 * chooses one that reaches them.
 */
function farAway(ground: ActionGround, vm: Vm, { datastore, host, pool }: Place, powerOn: boolean): NoStep | undefined {
  const { inventory } = ground;
  const name = vm.name ?? vm.ref;
  const at = host ?? (pool === undefined || pool === vm.resourcePool ? vm.host : undefined);
  const home = datastore ?? homeDatastore(inventory, vm.ref);
  if (home === undefined) return unknown(`config.files.vmPathName of ${vm.ref}`);
  if (at !== undefined) {
    const places = [home, ...inventory.usesOf(vm.ref).map(({ file }) => datastoreOf(file.key))];
    if (places.includes(undefined)) return unknown(`backing.datastore of ${vm.ref}`);
    for (const each of new Set(places)) {
      const far = each === undefined ? undefined : notMounted(inventory, at, each, host === undefined ? name : `the clone of ${name}`);
      if (far !== undefined) return far;
    }
  }
  const group = powerOn ? inventory.groupOf(vm.ref) : undefined;
  return group === undefined ? undefined : tooManyHosts(ground, group, { starting: { host } });
}

/** A VM of that name in that folder can only be ours or somebody else's: the mark tells. */
function evidence({ inventory, markers }: ActionGround, { subject, params, actionId }: Assignment): Evidence {
  const name = String(params["name"]);
  const vm = inventory.vms.get(subject.id);
  const place = vm === undefined ? undefined : placeOf(inventory, vm, params);
  const present = place === undefined || "kind" in place ? undefined : vmNamed(inventory, place.folder, name);
  if (present === undefined) return { kind: "cannot-tell", why: `The folder has no VM "${name}": it was never made, or somebody moved or renamed it.` };
  if (markers?.has(present.ref) !== true) return { kind: "cannot-tell", why: `${present.ref} is named "${name}"; its mark has not been read.`, look: [present.ref] };
  if (markers.get(present.ref) === actionId) return { kind: "done", why: `${present.ref} has the mark of this action.` };
  return { kind: "cannot-tell", why: `${present.ref} is named "${name}" but has not the mark of this action.` };
}

type Place = Readonly<Partial<Record<"datastore" | "host" | "pool", Ref>>> & { readonly folder: Ref };

function placeOf(inventory: InventoryView, vm: Vm, params: ActionParams): Place | NoStep {
  const asked = (name: string) => (typeof params[name] === "string" ? params[name] : undefined);
  const [wantedFolder, wantedPool, wantedHost, wantedDatastore] = [asked("folder"), asked("pool"), asked("host"), asked("datastore")];
  const own = inventory.places.get(vm.parent ?? "")?.kind === "Folder" ? vm.parent : undefined;
  const folder = wantedFolder === undefined ? own ?? refused(`${vm.name ?? vm.ref} is in no folder that is known; say which folder the clone goes to.`) : findPlace(inventory, "Folder", wantedFolder);
  const pool = wantedPool === undefined ? vm.resourcePool : findPlace(inventory, "ResourcePool", wantedPool);
  const host = wantedHost === undefined ? undefined : findHost(inventory, wantedHost);
  const datastore = wantedDatastore === undefined ? undefined : findDatastore(inventory, wantedDatastore);
  for (const found of [folder, pool, host, datastore]) if (isNoStep(found)) return found;
  if (vm.template === undefined) return unknown(`config.template of ${vm.ref}`);
  if (vm.template && wantedPool === undefined) return refused(`${vm.name ?? vm.ref} is a template and has no resource pool; say which pool the clone goes to.`);
  const given = Object.entries({ datastore, host, pool }).filter(([, ref]) => ref !== undefined);
  return { ...Object.fromEntries(given) as Omit<Place, "folder">, folder: folder as Ref };
}

function snapshotOf({ ref, name, snapshot }: Vm, params: ActionParams): Ref | NoStep {
  if (snapshot === undefined) return unknown(`snapshot of ${ref}`);
  const wanted = params["snapshot"];
  if (typeof wanted !== "string") return snapshot.current ?? refused(`${name ?? ref} has no snapshot to clone from; take one, or clone from: current.`);
  const found = findSnapshot(snapshot, wanted) ?? refused(`${name ?? ref} has no snapshot "${wanted}".`);
  return "kind" in found ? found : found.ref;
}

/** From the current point a disk without a parent would be copied in full, silently not linked (vim-facts 6.5). */
function notLinkable({ name, disks }: VmAtHand, current: boolean): NoStep | undefined {
  const reasons = disks.flatMap(({ key, multiWriter, independent, levels, capacityBytes }) => {
    if (multiWriter) return [`Disk ${key} of ${name} is shared by several writers, and such a disk cannot be cloned.`];
    if (independent) return [`Disk ${key} of ${name} is independent of snapshots, so a clone could not share it.`];
    if (!current || levels.length !== 1) return [];
    return [`Disk ${key} of ${name} has no delta, so it would be copied in full (${sizeText(levels[0]?.bytes ?? capacityBytes)}) and not be linked; clone from: snapshot, or put a delta over it with add-delta-disk first.`];
  });
  return reasons.length === 0 ? undefined : refused(...reasons);
}

function vmNamed({ vms }: InventoryView, folder: Ref, name: string): Vm | undefined {
  for (const vm of vms.values()) if (vm.name === name && vm.parent === folder) return vm;
  return undefined;
}
