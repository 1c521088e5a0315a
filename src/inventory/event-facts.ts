/**
 * Events of vCenter as facts of their own (`vcenter.event`): what leaves no state behind can be told no other way. One event is one
 * fact, by its key and time, however often it is read; it never makes any other fact.
 */
import type { VCenterEvent } from "./activity.js";
import type { Fact } from "./facts.js";
import type { InventoryView } from "./model.js";
import { eventName } from "./told-events.js";
import type { Ref } from "./updates.js";

export interface EventGround {
  /** vCenter's instance UUID: the subject of an event about no object tetherd knows. */
  readonly vcenter: string;
  readonly inventory: InventoryView;
  /** tetherd's clock, ms since the epoch. */
  readonly observedAt: number;
}

/** Texts of vCenter can be long, and a message has to fit into what a NATS server takes. */
const longestMessage = 2_000;

/** About the first of its objects: the VM, else the host, else the cluster, else the datastore. */
export function eventFact(event: VCenterEvent, { vcenter, inventory, observedAt }: EventGround): Fact {
  const { key, chainId, createdTime, vm, host, computeResource, datastore, message, task } = event;
  const subject = vm ?? host ?? computeResource ?? datastore ?? vcenter;
  const name = eventName(event);
  const user = event.userName === undefined || event.userName === "" ? task?.userName : event.userName;
  return {
    kind: "vcenter.event", subject, subjectName: nameOf(inventory, subject), at: createdTime, observedAt,
    cause: { ...(user === undefined ? {} : { user }), ...(task === undefined ? {} : { task: task.task }), operation: name, eventKey: key, via: "vcenter" },
    before: null, after: null,
    event: {
      name, chainId,
      ...(message === undefined ? {} : { message: message.slice(0, longestMessage) }),
      ...(vm === undefined ? {} : { vm }), ...(host === undefined ? {} : { host }),
      ...(computeResource === undefined ? {} : { computeResource }), ...(datastore === undefined ? {} : { datastore }),
    },
    occurrence: `${key}:${createdTime}`,
  };
}

function nameOf({ vms, hosts, computes, datastores }: InventoryView, ref: Ref): string | undefined {
  return (vms.get(ref) ?? hosts.get(ref) ?? computes.get(ref) ?? datastores.get(ref))?.name;
}
