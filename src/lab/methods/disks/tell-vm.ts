/** Events about one VM in the chain of a task, with vCenter's sentences for them. It never decides that something happened. */
import { postEvent } from "../../operations/post-event.js";
import { postEventEx } from "../../operations/post-event-ex.js";
import type { About } from "../../operations/event-arguments.js";
import { vim, type VimObject, type VimValue } from "../../wire/vim-value.js";
import type { FolderState } from "../../world/entities.js";
import type { TaskState } from "../../world/task-book.js";
import type { VmState } from "../../world/vm-state.js";
import type { World } from "../../world/world.js";
import type { Call } from "../method.js";

export interface Telling {
  readonly call: Call;
  /** Unset for methods without a task. */
  readonly task: TaskState | undefined;
}

export function tellVm({ call, task }: Telling, type: string, about: About, fields: Record<string, VimValue>, message: string): void {
  postEvent(call.world, type, about, fields, { ...(task === undefined ? {} : { chainId: task.eventChainId }), userName: call.userName, message });
}

/** What exists only as an id (vim-facts 5.5). */
export function tellVmById({ call, task }: Telling, eventTypeId: string, vm: VmState, message: string): void {
  postEventEx(call.world, eventTypeId, { vm }, {}, { ...(task === undefined ? {} : { chainId: task.eventChainId }), userName: call.userName, message });
}

export function folderArgument(folder: FolderState): VimObject {
  return vim("FolderEventArgument", { name: folder.name, folder: folder.ref });
}

export function datastoreArgument(world: World, datastore: string | undefined): VimObject | undefined {
  const found = world.find("Datastore", datastore);
  return found && vim("DatastoreEventArgument", { name: found.name, datastore: found.ref });
}

/** The ids a new VM got, each with its own event. */
export function tellIdentity(telling: Telling, vm: VmState): void {
  const { uuid, instanceUuid } = vm.config;
  tellVm(telling, "VmInstanceUuidAssignedEvent", { vm }, { instanceUuid }, `Assign a new instance UUID (${instanceUuid}) to ${vm.name}`);
  tellVm(telling, "VmUuidAssignedEvent", { vm }, { uuid }, `Assigned new BIOS UUID (${uuid}) to ${vm.name}`);
}

export function tellMacAddresses(telling: Telling, vm: VmState): void {
  for (const { deviceInfo, macAddress } of vm.devices.values()) {
    if (typeof macAddress !== "string") continue;
    const adapter = labelOf(deviceInfo);
    tellVm(telling, "VmMacAssignedEvent", { vm }, { adapter, mac: macAddress }, `New MAC address (${macAddress}) assigned to adapter ${adapter} for ${vm.name}`);
  }
}

function labelOf(deviceInfo: VimValue): string {
  const label = typeof deviceInfo === "object" && "label" in deviceInfo ? deviceInfo["label"] : undefined;
  return typeof label === "string" ? label : "";
}
