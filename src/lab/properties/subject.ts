/** Finds what a reference means: the object of the world and the table of its properties. Objects of a session are not here: they answer for themselves. */
import { vimSchema } from "../wire/vim-schema.js";
import type { Ref } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { authorizationManagerProperties } from "./authorization-manager.js";
import { clusterComputeResourceProperties, computeResourceProperties } from "./compute-resource.js";
import { datacenterProperties } from "./datacenter.js";
import { datastoreBrowserProperties, findDatastoreBrowser } from "./datastore-browser.js";
import { datastoreProperties } from "./datastore.js";
import { environmentBrowserProperties, findEnvironmentBrowser } from "./environment-browser.js";
import { eventManagerProperties } from "./event-manager.js";
import { folderProperties } from "./folder.js";
import { hostSystemProperties } from "./host-system.js";
import { networkProperties } from "./network.js";
import type { Properties } from "./property-table.js";
import { resourcePoolProperties } from "./resource-pool.js";
import { serviceInstanceProperties } from "./service-instance.js";
import { sessionManagerProperties } from "./session-manager.js";
import { isSingleton } from "./singletons.js";
import { taskManagerProperties } from "./task-manager.js";
import { taskProperties } from "./task.js";
import { viewManagerProperties } from "./view-manager.js";
import { virtualMachineSnapshotProperties } from "./virtual-machine-snapshot.js";
import { virtualMachineProperties } from "./virtual-machine.js";

/** `object` is what the readers of `properties` take; the two always fit, which the type cannot say. */
export interface Subject {
  readonly object: never;
  readonly properties: Properties<never>;
}

const byEntityType: Readonly<Record<string, Properties<never>>> = {
  Folder: folderProperties,
  Datacenter: datacenterProperties,
  ComputeResource: computeResourceProperties,
  ClusterComputeResource: clusterComputeResourceProperties,
  HostSystem: hostSystemProperties,
  Datastore: datastoreProperties,
  ResourcePool: resourcePoolProperties,
  Network: networkProperties,
  VirtualMachine: virtualMachineProperties,
};

const bySingletonType: Readonly<Record<string, Properties<never>>> = {
  ServiceInstance: serviceInstanceProperties,
  SessionManager: sessionManagerProperties,
  EventManager: eventManagerProperties,
  TaskManager: taskManagerProperties,
  ViewManager: viewManagerProperties,
  AuthorizationManager: authorizationManagerProperties,
};

/** Undefined when there is no such object, or when it is of another type; a base type such as ManagedEntity is accepted. */
export function subjectOf(world: World, ref: Ref): Subject | undefined {
  const entity = world.get(ref.value);
  if (entity !== undefined) {
    const properties = byEntityType[entity.type];
    return properties !== undefined && (ref.type === entity.type || vimSchema().isA(entity.type, ref.type)) ? subject(entity, properties) : undefined;
  }
  switch (ref.type) {
    case "VirtualMachineSnapshot": return subject(world.snapshots.get(ref.value), virtualMachineSnapshotProperties);
    case "Task": return subject(world.tasks.get(ref.value), taskProperties);
    case "EnvironmentBrowser": return subject(findEnvironmentBrowser(world, ref.value), environmentBrowserProperties);
    case "HostDatastoreBrowser": return subject(findDatastoreBrowser(world, ref.value), datastoreBrowserProperties);
    default: return isSingleton(world, ref) ? subject(ref, bySingletonType[ref.type] ?? {}) : undefined;
  }
}

function subject(object: unknown, properties: Properties<never>): Subject | undefined {
  return object === undefined ? undefined : { object: object as never, properties };
}
