/** The events of the world as the source of a history collector, and all at once for QueryEvents. */
import { numberIn } from "../wire/read-args.js";
import type { VimObject } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { eventFilter, shownEvent, type EventTest } from "./event-filter.js";
import { newest, type HistorySource } from "./history-collector.js";

/** Events that one QueryEvents answers with: a server has a cap, whose number is not known (vim-facts 5.1). */
const queryCap = 1_000;

/** Throws ManagedObjectNotFound when the spec names an entity that is not there. With maxCount the history begins at the oldest of that many matching events. */
export function eventHistory(world: World, spec: VimObject): HistorySource<VimObject> {
  const test = eventFilter(world, spec);
  const { events } = world;
  const maxCount = numberIn(spec, "maxCount");
  const firstIndex = maxCount === undefined ? 0 : events.forgotten + indexOfNewest(events.all(), test, maxCount);
  let seen = 0;
  return {
    items: () => {
      const skipped = Math.max(0, firstIndex - events.forgotten);
      return { forgotten: events.forgotten + skipped, all: skipped === 0 ? events.all() : events.all().slice(skipped) };
    },
    matches: test,
    show: (event) => shownEvent(spec, event),
    news: () => {
      const since = events.all().slice(Math.max(0, seen - events.forgotten));
      seen = events.forgotten + events.all().length;
      return since;
    },
  };
}

/** The newest matching events, oldest first; as many as the spec's maxCount and the cap allow. */
export function queryEvents(world: World, spec: VimObject): readonly VimObject[] {
  return newest(eventHistory(world, spec), Math.min(queryCap, numberIn(spec, "maxCount") ?? queryCap)).map((event) => shownEvent(spec, event));
}

/** Index of the oldest among the newest `count` events that pass. */
function indexOfNewest(events: readonly VimObject[], test: EventTest, count: number): number {
  let left = count;
  let index = events.length;
  while (index > 0 && left > 0) {
    const event = events[--index];
    if (event !== undefined && test(event)) left--;
  }
  return index;
}
