/** The PropertyCollectors of a session: the default one, made when it is first used, and those made on demand; with their filters. */
import type { Call } from "../methods/method.js";
import type { VimObject, Ref } from "../wire/vim-value.js";
import { checkSpec } from "./check-spec.js";
import { PropertyCollector } from "./property-collector.js";
import { PropertyFilter } from "./property-filter.js";
import { notFound, Reader } from "./reader.js";
import { destroyObject, newSessionRef, sessionOf } from "./session-objects.js";
import { byOwnType } from "./traverse.js";

/** The same for everybody on the wire, another one in each session; it cannot be destroyed. */
export const defaultCollectorId = "propertyCollector";

/** The collector a call is on. Throws ManagedObjectNotFound when the session has none of that id, NotAuthenticated without a session. */
export function collectorOf(call: Call): PropertyCollector {
  const session = sessionOf(call);
  const found = session.objects.get(call.self.value);
  if (found instanceof PropertyCollector) return found;
  if (call.self.value !== defaultCollectorId) throw notFound(call.self);
  return addCollector(call, call.self);
}

export function createCollector(call: Call): Ref {
  return addCollector(call, newSessionRef(call.world, sessionOf(call), "PropertyCollector")).ref;
}

export function destroyCollector(collector: PropertyCollector): void {
  for (const filter of [...collector.filters]) destroyObject(collector.world, collector.session, filter);
  destroyObject(collector.world, collector.session, collector);
}

/** Adds a filter; it takes part from the next calculation on. Throws what checkSpec throws, and ManagedObjectNotFound for a starting object that is not there. */
export function createFilter(collector: PropertyCollector, specObject: VimObject, partialUpdates: boolean): Ref {
  const { world, session } = collector;
  const spec = checkSpec(specObject);
  const reader = new Reader(world, session);
  const missing = spec.starts.find(({ ref }) => !reader.exists(byOwnType(world, ref)));
  if (missing !== undefined && !spec.reportMissing) throw notFound(missing.ref);
  const filter: PropertyFilter = new PropertyFilter({
    ref: newSessionRef(world, session, "PropertyFilter"), spec, specObject, partialUpdates,
    destroy: () => {
      collector.filters.delete(filter);
      world.changes.touch(collector.ref, "filter");
    },
  });
  session.objects.set(filter.ref.value, filter);
  collector.filters.add(filter);
  world.changes.touch(collector.ref, "filter");
  return filter.ref;
}

function addCollector(call: Call, self: Ref): PropertyCollector {
  const session = sessionOf(call);
  const collector = new PropertyCollector(call.world, session, self);
  session.objects.set(self.value, collector);
  return collector;
}
