/** CreateVM_Task and RegisterVM_Task of a folder (vim-facts 7.4): new VMs, and VMs whose files are there already. */
import { changedConfig } from "../../disks/config-change.js";
import { createVm, newConfig, type NewVm } from "../../disks/create-vm.js";
import { defaultDevices } from "../../disks/default-devices.js";
import { draftDevices } from "../../disks/draft-device-change.js";
import { freeDirectory } from "../../disks/file-names.js";
import { requireFreeName } from "../../disks/folder-names.js";
import { registerVm, type Registration } from "../../disks/register-vm.js";
import { directoryOf, resolveDatastorePath } from "../../datastores/datastore-path.js";
import { datacenterOf } from "../../inventory/children-of.js";
import { requireOf } from "../../inventory/require-entity.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, objectIn, objectOf, objectsIn, refIn, refOf, textIn, textOf, type Args } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref } from "../../wire/vim-value.js";
import type { FolderState, HostState } from "../../world/entities.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";
import { invalidArgument, requireStill } from "./called-vm.js";
import { chooseHost } from "./placement.js";
import { tellIdentity, tellMacAddresses, tellVm } from "./tell-vm.js";

export const createMethods: MethodTable = {
  "Folder.CreateVM_Task": create,
  "Folder.RegisterVM_Task": register,
};

function create(call: Call): Ref {
  const { world, args } = call;
  const folder = vmFolder(call);
  const config = objectOf(args, "config");
  const pool = requireOf(world, "ResourcePool", refOf(args, "pool"));
  const place = homeIn(world, folder, config);
  const host = chooseHost(world, { pool: pool.ref, host: refIn(args, "host"), datastores: [place.datastore], path: "host" });
  const wanted = () => readNewVm(world, folder, pool.ref, host, config);
  return startTask(call, {
    entity: folder.ref, locks: [], cancelable: false, bytes: () => [...(wanted().draft?.needs.values() ?? [])].reduce((sum, each) => sum + each, 0),
    commit(task) {
      requireStill(world, [folder.ref, pool.ref, host.ref]);
      const telling = { call, task };
      tellVm(telling, "VmBeingCreatedEvent", { host }, { configSpec: config }, `Creating ${textIn(config, "name") ?? ""} on host ${host.name}`);
      const vm = createVm(world, wanted());
      tellIdentity(telling, vm);
      tellMacAddresses(telling, vm);
      tellVm(telling, "VmCreatedEvent", { vm }, {}, `Created virtual machine ${vm.name} on ${host.name}`);
      return vm.ref;
    },
  });
}

/** NotSupported for a folder that cannot hold VMs. */
function vmFolder(call: Call): FolderState {
  const folder = requireOf(call.world, "Folder", call.self);
  if (!folder.childTypes.includes("VirtualMachine")) throw new VimFault("NotSupported", "The operation is not supported on the object.");
  return folder;
}

/** files.vmPathName: "[ds]", a directory or a .vmx on it; InvalidVmConfig when it is missing. */
function homeIn(world: World, folder: FolderState, config: Args): { readonly datastore: string; readonly directory: string | undefined } {
  const files = objectIn(config, "files");
  const path = files === undefined ? undefined : textIn(files, "vmPathName");
  if (path === undefined || path === "") throw new VimFault("InvalidVmConfig", "Invalid virtual machine configuration: configSpec.files.vmPathName.", { property: "configSpec.files.vmPathName" });
  const place = resolveDatastorePath(world, path, datacenterOf(world, folder.ref)?.ref);
  const directory = place.path.endsWith(".vmx") ? directoryOf(place.path) : place.path;
  return { datastore: place.datastore.ref.value, directory: directory === "" ? undefined : directory };
}

function readNewVm(world: World, folder: FolderState, resourcePool: Ref, host: HostState, config: Args): NewVm {
  const name = requireFreeName(world, folder, textIn(config, "name") ?? "");
  const { datastore, directory: named } = homeIn(world, folder, config);
  const directory = named ?? freeDirectory(world, datastore, name);
  if (world.files.at(datastore, `${directory}/${name}.vmx`) !== undefined) {
    const file = world.pathOf({ datastore, path: `${directory}/${name}.vmx` });
    throw new VimFault("FileAlreadyExists", `File ${file} already exists`, { file });
  }
  const owner = { vm: undefined, name, home: { datastore, directory }, template: false, disks: [], devices: defaultDevices(0), datacenter: datacenterOf(world, folder.ref)?.ref };
  const draft = draftDevices(world, owner, objectsIn(config, "deviceChange"));
  return { name, folder: folder.ref, resourcePool, host: host.ref, datastore, directory, disks: [], draft, config: changedConfig(newConfig(world, {}), config) };
}

/** On a cluster a host is chosen as for a new VM; a template needs a host instead of a pool. */
function register(call: Call): Ref {
  const { world, args } = call;
  const folder = vmFolder(call);
  const template = flagIn(args, "asTemplate");
  const place = resolveDatastorePath(world, textOf(args, "path"), datacenterOf(world, folder.ref)?.ref);
  const pool = refIn(args, "pool");
  if (!template && pool === undefined) throw invalidArgument("pool");
  if (template && refIn(args, "host") === undefined) throw invalidArgument("host");
  const host = chooseHost(world, { pool: template ? undefined : pool, host: refIn(args, "host"), datastores: [place.datastore.ref.value], path: "host" });
  const name = textIn(args, "name");
  const wanted: Registration = {
    datastore: place.datastore.ref.value, path: place.path, folder: folder.ref, host: host.ref, template,
    ...(name === undefined ? {} : { name }), ...(pool === undefined || template ? {} : { resourcePool: requireOf(world, "ResourcePool", pool).ref }),
  };
  return startTask(call, {
    entity: folder.ref, locks: [], cancelable: false, bytes: () => 0,
    commit(task) {
      requireStill(world, [folder.ref, host.ref, wanted.resourcePool]);
      const vm = registerVm(world, wanted);
      tellVm({ call, task }, "VmRegisteredEvent", { vm }, {}, `Registered ${vm.name} on ${host.name}`);
      return vm.ref;
    },
  });
}
