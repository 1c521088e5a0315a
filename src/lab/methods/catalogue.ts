/** Every method the lab answers, table by table. A method of the schema that is in no table is refused with NotSupported. */
import type { MethodTable } from "./method.js";
import { fetchMethods } from "./fetch.js";
import { authorizationMethods } from "./service/authorization-methods.js";
import { serviceInstanceMethods } from "./service/service-instance-methods.js";
import { sessionManagerMethods } from "./service/session-manager-methods.js";
import { storageInfoMethods } from "./storage-info.js";
import { guestMethods } from "./power/guest-methods.js";
import { powerMethods } from "./power/power-methods.js";
import { powerOnMultiMethods } from "./power/power-on-multi.js";
import { taskMethods } from "./tasks/task-methods.js";

const tables: readonly MethodTable[] = [fetchMethods, serviceInstanceMethods, sessionManagerMethods, authorizationMethods, storageInfoMethods, guestMethods, powerMethods, powerOnMultiMethods, taskMethods];

export const methodCatalogue: MethodTable = Object.assign({}, ...tables) as MethodTable;
