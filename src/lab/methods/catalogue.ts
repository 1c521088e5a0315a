/** Every method the lab answers, table by table. A method of the schema that is in no table is refused with NotSupported. */
import { eventMethods } from "./collector/event-methods.js";
import { historyMethods } from "./collector/history-methods.js";
import { propertyCollectorMethods } from "./collector/property-collector-methods.js";
import { retrieveMethods } from "./collector/retrieve-methods.js";
import { viewMethods } from "./collector/view-methods.js";
import type { MethodTable } from "./method.js";
import { addHostMethods } from "./clusters/add-host-methods.js";
import { clusterMethods } from "./clusters/cluster-methods.js";
import { cloneMethods } from "./disks/clone-methods.js";
import { consolidateMethods } from "./disks/consolidate-methods.js";
import { createMethods } from "./disks/create-methods.js";
import { destroyMethods } from "./disks/destroy-methods.js";
import { reconfigureMethods } from "./disks/reconfigure-methods.js";
import { relocateMethods } from "./disks/relocate-methods.js";
import { snapshotMethods } from "./disks/snapshot-methods.js";
import { fetchMethods } from "./fetch.js";
import { authorizationMethods } from "./service/authorization-methods.js";
import { serviceInstanceMethods } from "./service/service-instance-methods.js";
import { sessionManagerMethods } from "./service/session-manager-methods.js";
import { storageInfoMethods } from "./storage-info.js";
import { browserMethods } from "./files/browser-methods.js";
import { datastoreMethods } from "./files/datastore-methods.js";
import { fileManagerMethods } from "./files/file-manager-methods.js";
import { virtualDiskMethods } from "./files/virtual-disk-methods.js";
import { entityMethods } from "./folders/entity-methods.js";
import { folderMethods } from "./folders/folder-methods.js";
import { hostMethods } from "./hosts/host-methods.js";
import { poolMethods } from "./folders/pool-methods.js";
import { searchIndexMethods } from "./folders/search-index-methods.js";
import { guestMethods } from "./power/guest-methods.js";
import { powerMethods } from "./power/power-methods.js";
import { powerOnMultiMethods } from "./power/power-on-multi.js";
import { questionMethods } from "./power/question-methods.js";
import { taskMethods } from "./tasks/task-methods.js";

const tables: readonly MethodTable[] = [eventMethods, historyMethods, propertyCollectorMethods, retrieveMethods, viewMethods, fetchMethods, serviceInstanceMethods, sessionManagerMethods, authorizationMethods, storageInfoMethods, guestMethods, powerMethods, powerOnMultiMethods, questionMethods, taskMethods,
  addHostMethods, browserMethods, clusterMethods, datastoreMethods, fileManagerMethods, virtualDiskMethods, entityMethods, folderMethods, hostMethods, poolMethods, searchIndexMethods,
  cloneMethods, consolidateMethods, createMethods, destroyMethods, reconfigureMethods, relocateMethods, snapshotMethods,
];

export const methodCatalogue: MethodTable = Object.assign({}, ...tables) as MethodTable;
