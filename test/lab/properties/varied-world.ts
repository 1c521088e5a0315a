/** A world with something of everything: old and new hosts, every kind of datastore, raw and missing disks, templates, unreadable VMs, rules, tasks and sessions. */
import { openSession } from "../../../src/lab/server/open-session.js";
import { serviceContent } from "../../../src/lab/methods/service/service-content.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { isRef, ref, vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import type { ComputeState } from "../../../src/lab/world/entities.js";
import type { Session } from "../../../src/lab/world/sessions.js";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import type { World } from "../../../src/lab/world/world.js";
import { addDatastore, addHost, smallWorld, type SmallWorld } from "../support/small-world.js";
import { addDisk, addPlainVm, addSnapshot } from "../support/small-world-vms.js";

const GiB = 1024 ** 3;
const entityTypes = ["Folder", "Datacenter", "ComputeResource", "ClusterComputeResource", "HostSystem", "Datastore", "ResourcePool", "Network", "VirtualMachine"] as const;

export interface VariedWorld extends SmallWorld {
  readonly session: Session;
  /** Every object that has properties. */
  readonly refs: readonly Ref[];
}

export function variedWorld(): VariedWorld {
  const small = smallWorld();
  const { world, cluster, ds0, network, hosts, vmFolder: folder, pool } = small;
  const datastoreFolder = world.the("Folder", small.datacenter.datastoreFolder.value);
  const others = (["NFS", "NFS41", "vsan", "VVOL", "OTHER"] as const).map((kind) => addDatastore(world, `${kind}-1`, datastoreFolder, { kind, vmfsMajorVersion: undefined }));
  addDatastore(world, "old", datastoreFolder, { vmfsMajorVersion: 3, accessible: false });
  addHost(world, "esx-4", cluster, [ds0], network, { version: "4.1.0", connectionState: "notResponding", dasState: undefined });
  addHost(world, "esx-5", cluster, [ds0], network, { version: "5.0.0", inMaintenanceMode: true, powerState: "standBy" });
  addStandaloneHost(small);

  for (const datastore of [ds0, ...others]) {
    const vm = addPlainVm(world, `on-${datastore.name}`, { folder, host: hosts[2], pool, datastore, network });
    addDisk(world, vm, { path: `${vm.name}/${vm.name}.vmdk`, capacityBytes: 10 * GiB, sizeBytes: GiB });
    addDisk(world, vm, { path: `${vm.name}/${vm.name}_1.vmdk`, capacityBytes: 3 * GiB, sizeBytes: GiB, level: { format: "rdm", lunUuid: "0200", compatibilityMode: "virtualMode" } });
    addSnapshot(world, vm, "one");
    vm.config.managedBy = { extensionKey: "com.example", type: "desktop" };
    vm.config.extraConfig.set("disk.EnableUUID", "TRUE");
    Object.assign(vm, { powerState: "poweredOn", bootTime: world.clock.now(), dasProtected: true, consolidationNeeded: true });
  }
  for (const connectionState of ["disconnected", "orphaned", "inaccessible", "invalid"] as const) {
    const vm = addPlainVm(world, `is-${connectionState}`, { folder, host: hosts[3], pool, datastore: ds0, network });
    addDisk(world, vm, { path: `${vm.name}/${vm.name}.vmdk`, capacityBytes: GiB, sizeBytes: GiB });
    vm.connectionState = connectionState;
  }
  const template = addPlainVm(world, "a%2ftemplate", { folder, host: hosts[3], pool, datastore: ds0, network });
  template.template = true;
  world.placeVm(template, hosts[3].ref.value, undefined);
  const missing = addPlainVm(world, "missing base", { folder, host: hosts[3], pool, datastore: ds0, network });
  const base = addDisk(world, missing, { path: "missing base/base.vmdk", capacityBytes: GiB, sizeBytes: GiB });
  addSnapshot(world, missing, "over it");
  world.files.remove(world.files.chain(base.file)[1] ?? base.file);

  addRules(small);
  addTasks(world, small.plain.ref);
  const session = openSession(world, { userName: world.settings.userName, ipAddress: "127.0.0.1", userAgent: "test" });
  session.objects.set("view-1", { ref: ref("ContainerView", "view-1"), property: () => undefined, dispose: () => undefined });
  return { ...small, session, refs: allRefs(world) };
}

function addStandaloneHost({ world, datacenter, ds0, network }: SmallWorld): void {
  const self = ref("ComputeResource", world.nextId("domain-s"));
  const resourcePool = ref("ResourcePool", world.nextId("resgroup"));
  const compute: ComputeState = { type: "ComputeResource", ref: self, name: "alone", parent: datacenter.hostFolder, resourcePool, hosts: new Set() };
  world.add(compute);
  world.add({ type: "ResourcePool", ref: resourcePool, name: "Resources", parent: self, owner: self, children: new Set(), vms: new Set() });
  addHost(world, "alone", compute as never, [ds0], network, { connectionState: "disconnected", dasState: undefined });
}

function addRules({ cluster, hosts, plain, clone }: SmallWorld): void {
  cluster.groups.push({ kind: "vm", name: "vms", members: [plain.ref.value, clone.ref.value], uniqueId: "1" }, { kind: "host", name: "hosts", members: [hosts[0].ref.value], uniqueId: "2" });
  const rule = (key: number) => ({ key, uuid: `rule-${key}`, name: `rule ${key}`, enabled: true, mandatory: true });
  cluster.rules.push(
    { ...rule(1), detail: { kind: "vm-host", vmGroup: "vms", affineHosts: "hosts" } },
    { ...rule(2), detail: { kind: "affinity", vms: [plain.ref.value, clone.ref.value] } },
    { ...rule(3), detail: { kind: "anti-affinity", vms: [plain.ref.value, clone.ref.value] } },
  );
  cluster.das.options.set("das.maxvmrestartcount", "5");
  cluster.das.vms.set(plain.ref.value, { restartPriority: "highest" });
  cluster.das.vms.set(clone.ref.value, { restartPriority: "disabled" });
}

function addTasks(world: World, entity: Ref): void {
  const task = (state: TaskState["state"], more: Partial<TaskState>): void => {
    world.tasks.add({
      ref: ref("Task", world.nextId("task")), name: "PromoteDisks_Task", descriptionId: "VirtualMachine.promoteDisks", entity, entityName: "plain", locked: [entity], cancelable: true,
      reason: vim("TaskReasonUser", { userName: "root" }), userName: "root", queueTime: world.clock.now(), state, cancelled: false, error: undefined, result: undefined, progress: undefined,
      startTime: undefined, completeTime: undefined, eventChainId: 1, ...more,
    });
  };
  task("queued", {});
  task("running", { progress: 40, startTime: world.clock.now() });
  task("error", { error: new VimFault("FileLocked", "locked", { file: "[ds0] a.vmdk" }).toLocalized(), completeTime: world.clock.now() });
}

function allRefs(world: World): readonly Ref[] {
  const entities = entityTypes.flatMap((type) => [...world.all(type)].map((entity) => entity.ref));
  const managers = Object.values(serviceContent(world)).filter((value) => isRef(value) && value.type !== "Folder") as readonly Ref[];
  const browsers = entities.filter((each) => each.type === "Datastore" || each.type === "HostSystem" || each.type.endsWith("ComputeResource"));
  return [
    ...entities, ref("ServiceInstance", "ServiceInstance"), ...managers,
    ...browsers.map((each) => ref("HostDatastoreBrowser", `datastoreBrowser-${each.value}`)),
    ...browsers.filter((each) => each.type.endsWith("ComputeResource")).map((each) => ref("EnvironmentBrowser", `envbrowser-${each.value}`)),
    ...[...world.snapshots.values()].map((each) => each.snapshot.ref), ...[...world.tasks.all()].map((each) => each.ref),
  ];
}
