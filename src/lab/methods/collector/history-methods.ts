/** History collectors of events and tasks: made, read, moved, destroyed (vim-facts 5.1, 7.5). */
import { invalidArgument } from "../../collector/check-spec.js";
import { eventHistory } from "../../collector/event-history.js";
import { HistoryCollector, largestPage, type HistorySource } from "../../collector/history-collector.js";
import { destroyObject, newSessionRef, ownObject, sessionOf } from "../../collector/session-objects.js";
import { taskHistory } from "../../collector/task-history.js";
import { numberOf, objectOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref, VimObject } from "../../wire/vim-value.js";
import type { Call, LabMethod, MethodTable } from "../method.js";

/** Collectors of one kind that a session may have (vim-facts 5.1). */
const collectorsPerSession = 32;

export const historyMethods: MethodTable = {
  "EventManager.CreateCollectorForEvents": (call) => create(call, "EventHistoryCollector", eventHistory(call.world, objectOf(call.args, "filter"))),
  "TaskManager.CreateCollectorForTasks": (call) => create(call, "TaskHistoryCollector", taskHistory(call.world, objectOf(call.args, "filter"))),
  "EventHistoryCollector.ReadNextEvents": readNext,
  "EventHistoryCollector.ReadPreviousEvents": readPrevious,
  "TaskHistoryCollector.ReadNextTasks": readNext,
  "TaskHistoryCollector.ReadPreviousTasks": readPrevious,
  "HistoryCollector.SetCollectorPageSize": onCollector((collector, call) => { collector.setPageSize(countOf(call)); }),
  "HistoryCollector.RewindCollector": onCollector((collector) => { collector.rewind(); }),
  "HistoryCollector.ResetCollector": onCollector((collector) => { collector.reset(); }),
  "HistoryCollector.DestroyCollector": onCollector((collector, call) => { destroyObject(call.world, sessionOf(call), collector); }),
};

function create<T>(call: Call, type: string, source: HistorySource<T>): Ref {
  const { world } = call;
  const session = sessionOf(call);
  const same = [...session.objects.values()].filter((object) => object.ref.type === type);
  if (same.length >= collectorsPerSession) throw new VimFault("InvalidState", "The operation is not allowed in the current state: there are too many history collectors.");
  const collector = new HistoryCollector(world, newSessionRef(world, session, type), objectOf(call.args, "filter"), source);
  session.objects.set(collector.ref.value, collector);
  return collector.ref;
}

/** With "history-gap" the page is empty and the place stays: what comes next are events that the user may not see (vim-facts 5.1). */
function readNext(call: Call): readonly VimObject[] {
  const collector = ownObject(call, HistoryCollector);
  const count = countOf(call);
  return call.world.nuisances.strikes("history-gap", { method: call.method.name, object: call.self.value }) === undefined ? collector.readNext(count) : [];
}

function readPrevious(call: Call): readonly VimObject[] {
  return ownObject(call, HistoryCollector).readPrevious(countOf(call));
}

function onCollector(work: (collector: HistoryCollector<unknown>, call: Call) => void): LabMethod {
  return (call) => {
    work(ownObject(call, HistoryCollector<unknown>), call);
    return undefined;
  };
}

/** Throws InvalidArgument for a count that is not positive; more than the largest page is taken as that. */
function countOf(call: Call): number {
  const count = numberOf(call.args, "maxCount");
  if (count <= 0) throw invalidArgument("maxCount");
  return Math.min(count, largestPage);
}
