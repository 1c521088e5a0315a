/** The tasks of the world as the source of a history collector (vim-facts 7.5): also those whose Task objects are gone. */
import { taskInfoOf } from "../operations/task-info.js";
import { arrayIn, objectIn, refOf, textOf, textsIn } from "../wire/read-args.js";
import type { VimObject } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";
import { rootFolderRef, type World } from "../world/world.js";
import { refIsBelow } from "./containment.js";
import { isByUser, isInTime } from "./event-filter.js";
import type { HistorySource } from "./history-collector.js";
import { notFound } from "./reader.js";

type TaskTest = (task: TaskState) => boolean;

/** Throws ManagedObjectNotFound when the TaskFilterSpec names an entity that is not there. */
export function taskHistory(world: World, spec: VimObject): HistorySource<TaskState> {
  const test = taskFilter(world, spec);
  let seq = 0;
  return {
    items: () => ({ forgotten: world.tasks.historyForgotten, all: world.tasks.history() }),
    matches: (task) => task.hidden !== true && test(task),
    show: taskInfoOf,
    news: () => {
      const changes = world.changes.since(seq);
      seq = world.changes.seq;
      if (changes === undefined) return world.tasks.history();
      const touched = new Set(changes.filter(({ ref, kind }) => ref.type === "Task" && kind !== "destroyed").map(({ ref }) => ref.value));
      return [...touched].flatMap((id) => world.tasks.get(id) ?? []);
    },
  };
}

/** Alarms, scheduled tasks, tags and parents match nothing: no task of the lab has one. */
function taskFilter(world: World, spec: VimObject): TaskTest {
  const tests: TaskTest[] = [];
  const byEntity = objectIn(spec, "entity");
  const byTime = objectIn(spec, "time");
  const byUser = objectIn(spec, "userName");
  const states = textsIn(spec, "state");
  const chainIds = arrayIn(spec, "eventChainId");
  const activationIds = textsIn(spec, "activationId");
  if (byEntity !== undefined) tests.push(entityTest(world, byEntity));
  if (byTime !== undefined) tests.push((task) => {
    const at = timeOf(task, textOf(byTime, "timeType"));
    return at !== undefined && isInTime(new Date(at).toISOString(), byTime);
  });
  if (byUser !== undefined) tests.push((task) => isByUser(task.userName, byUser));
  if (states.length > 0) tests.push((task) => states.includes(task.state));
  if (chainIds.length > 0) tests.push((task) => chainIds.includes(task.eventChainId));
  if (activationIds.length > 0) tests.push(({ activationId }) => activationId !== undefined && activationIds.includes(activationId));
  if (["tag", "parentTaskKey", "rootTaskKey", "alarm", "scheduledTask"].some((name) => spec[name] !== undefined)) tests.push(() => false);
  return (task) => tests.every((test) => test(task));
}

function entityTest(world: World, byEntity: VimObject): TaskTest {
  const wanted = refOf(byEntity, "entity");
  if (world.get(wanted.value) === undefined) throw notFound(wanted);
  const isSelf: TaskTest = ({ entity = rootFolderRef }) => entity.value === wanted.value;
  const isChild: TaskTest = ({ entity }) => entity !== undefined && entity.value !== wanted.value && (wanted.value === rootFolderRef.value || refIsBelow(world, entity, wanted.value));
  switch (textOf(byEntity, "recursion")) {
    case "self": return isSelf;
    case "children": return isChild;
    default: return (task) => isSelf(task) || isChild(task);
  }
}

function timeOf(task: TaskState, timeType: string): number | undefined {
  switch (timeType) {
    case "startedTime": return task.startTime;
    case "completedTime": return task.completeTime;
    default: return task.queueTime;
  }
}
