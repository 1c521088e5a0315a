/** Whether there is room for what an operation writes. It reserves nothing: the floor and what is in flight are the executor's. */
import type { DatastoreSpace } from "../inventory/foresight/space-ledger.js";
import type { InventoryView } from "../inventory/model.js";
import { sizeText } from "../shared/size-text.js";
import { refused, type Refused, type Touches } from "./next-step.js";

/** A refusal when a datastore certainly has less free than will be copied to it; what is freed meanwhile is not counted, for it is freed at the end. */
export function lacksRoom({ datastores }: InventoryView, name: string, space: readonly DatastoreSpace[]): Refused | undefined {
  const short = space.flatMap(({ datastore, copiedBytes }) => {
    const at = datastores.get(datastore);
    if (at?.freeSpaceBytes === undefined || copiedBytes === undefined || copiedBytes <= at.freeSpaceBytes) return [];
    return [`${name} would need ${sizeText(copiedBytes)} on ${at.name ?? datastore}, which has ${sizeText(at.freeSpaceBytes)} free.`];
  });
  return short.length === 0 ? undefined : refused(...short);
}

export function needsOf(space: readonly DatastoreSpace[]): Touches["needs"] {
  return space.map(({ datastore, copiedBytes }) => ({ datastore, bytes: copiedBytes }));
}
