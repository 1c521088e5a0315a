/** CloneVM_Task (vim-facts 7.2, 5.8): reads the spec, places the clone, tells its events. Customization is accepted and does nothing. */
import { changedConfig } from "../../disks/config-change.js";
import { checkClone, cloneBytes, cloneVm, copiedDevices, type NewClone } from "../../disks/clone-vm.js";
import { isOfType } from "../../disks/device-slots.js";
import { ownerOf } from "../../disks/reconfigure-vm.js";
import { draftDevices } from "../../disks/draft-device-change.js";
import { requireOf } from "../../inventory/require-entity.js";
import { hostArgument, vmArgument } from "../../operations/event-arguments.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, objectIn, objectOf, objectsIn, refIn, refOf, textOf, type Args } from "../../wire/read-args.js";
import { ref, type Ref } from "../../wire/vim-value.js";
import type { FolderState } from "../../world/entities.js";
import type { OtherDevices, SnapshotState, VmConfig, VmState } from "../../world/vm-state.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm, invalidArgument, requireConnected, requireSnapshot, requireStill, requireVcenter } from "./called-vm.js";
import { chooseHost, rootPoolOf } from "./placement.js";
import { powerOnNew } from "./power-on-new.js";
import { readDiskMoves } from "./read-relocate-spec.js";
import { datastoreArgument, folderArgument, tellIdentity, tellMacAddresses, tellVm } from "./tell-vm.js";

export const cloneMethods: MethodTable = { "VirtualMachine.CloneVM_Task": clone };

function clone(call: Call): Ref {
  requireVcenter(call);
  const { world, args } = call;
  const source = calledVm(call);
  const folder = requireOf(world, "Folder", refOf(args, "folder"));
  const spec = objectOf(args, "spec");
  const snapshot = snapshotIn(world, source, spec);
  const wanted = readClone(world, source, folder, textOf(args, "name"), spec, snapshot);
  const host = world.the("HostSystem", wanted.host.value);
  const deployed = source.template && !wanted.template;
  const dest = { destFolder: folderArgument(folder), destName: wanted.name, destHost: hostArgument(host) };
  return startTask(call, {
    entity: source.ref, locks: [], cancelable: true, bytes: () => cloneBytes(world, source, wanted),
    begin(task) {
      if (deployed) tellVm({ call, task }, "VmBeingDeployedEvent", { vm: source, host }, { srcTemplate: vmArgument(source) }, `Deploying ${wanted.name} on host ${host.name} from template ${source.name}`);
      else tellVm({ call, task }, "VmBeingClonedEvent", { vm: source }, dest, `Cloning ${source.name} to ${wanted.name} on host ${host.name}`);
      requireSources(world, source, wanted);
      checkClone(world, source, wanted);
    },
    commit(task) {
      requireSources(world, source, wanted);
      const telling = { call, task };
      const added = cloneVm(world, source, { ...wanted, ...changesIn(world, source, spec, snapshot) });
      tellIdentity(telling, added);
      tellMacAddresses(telling, added);
      if (deployed) tellVm(telling, "VmDeployedEvent", { vm: added }, { srcTemplate: vmArgument(source) }, `Template ${source.name} deployed on host ${host.name}`);
      else tellVm(telling, "VmClonedEvent", { vm: added }, { sourceVm: vmArgument(source) }, `${source.name} cloned to ${added.name} on host ${host.name}`);
      if (flagIn(spec, "powerOn") && !added.template) powerOnNew(telling, added, refIn(objectOf(spec, "location"), "host") === undefined ? undefined : host);
      return added.ref;
    },
    failed(task, fault) {
      const telling = { call, task };
      const reason = fault.toLocalized();
      const destDatastore = datastoreArgument(world, wanted.datastore ?? source.home.datastore);
      if (deployed) tellVm(telling, "VmDeployFailedEvent", { vm: source, host }, { destDatastore, reason }, `Failed to deploy ${wanted.name} from template ${source.name}`);
      else tellVm(telling, "VmCloneFailedEvent", { vm: source }, { ...dest, reason }, `Failed to clone ${source.name} as ${wanted.name}`);
    },
  });
}

/** Nothing of what the clone is made from and goes to is locked while it is copied, so that one source has many clones at a time; all of it may be gone by now. */
function requireSources(world: World, source: VmState, { folder, host, resourcePool, datastore, snapshot }: NewClone): void {
  requireStill(world, [source.ref, folder, host, resourcePool, datastore === undefined ? undefined : ref("Datastore", datastore)]);
  if (snapshot !== undefined) requireSnapshot(world, snapshot.ref);
  requireConnected(source);
}

function snapshotIn(world: World, source: VmState, spec: Args): SnapshotState | undefined {
  const wanted = refIn(spec, "snapshot");
  if (wanted === undefined) return undefined;
  const { vm, snapshot } = requireSnapshot(world, wanted);
  if (vm !== source) throw invalidArgument("spec.snapshot");
  return snapshot;
}

/** A pool is needed when a template becomes a VM; otherwise the source's holds (vim-facts 7.2). */
function readClone(world: World, source: VmState, folder: FolderState, name: string, spec: Args, snapshot: SnapshotState | undefined): NewClone {
  const location = objectOf(spec, "location");
  const template = flagIn(spec, "template");
  const pool = refIn(location, "pool");
  if (source.template && !template && pool === undefined) throw invalidArgument("spec.location.pool");
  const moves = readDiskMoves(world, location, "spec.location");
  const host = chooseHost(world, {
    pool: template ? undefined : pool, host: refIn(location, "host"), presentHost: source.host, datastores: [moves.datastore ?? source.home.datastore], path: "spec.location.host",
  });
  const present = world.find("ResourcePool", source.resourcePool)?.ref;
  const resourcePool = pool ?? (host.ref.value === source.host ? present : rootPoolOf(world, host));
  return { ...moves, name, folder: folder.ref, host: host.ref, template, ...(resourcePool === undefined || template ? {} : { resourcePool }), ...(snapshot === undefined ? {} : { snapshot }) };
}

/**
 * What spec.config and the device changes of spec.location make different. Disks are copied as they are: a size wanted for one is ignored, as vCenter ignores it for
 * linked clones (vim-facts 9.4).
 */
function changesIn(world: World, source: VmState, spec: Args, snapshot: SnapshotState | undefined): { readonly config?: Partial<VmConfig>; readonly devices?: OtherDevices } {
  const config = objectIn(spec, "config");
  const all = [...objectsIn(objectOf(spec, "location"), "deviceChange"), ...(config === undefined ? [] : objectsIn(config, "deviceChange"))];
  const changes = all.filter((change) => !isOfType(objectOf(change, "device"), "VirtualDisk"));
  const frozen = snapshot?.frozen ?? source;
  const owner = { ...ownerOf(world, source), vm: undefined, template: false, disks: frozen.disks };
  return {
    ...(config === undefined ? {} : { config: changedConfig({ ...frozen.config, uuid: world.random.uuid(), instanceUuid: world.random.uuid(), managedBy: undefined }, config) }),
    ...(changes.length === 0 ? {} : { devices: draftDevices(world, { ...owner, devices: copiedDevices(world, frozen.devices) }, changes).devices }),
  };
}
