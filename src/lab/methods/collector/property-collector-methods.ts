/** Collectors, filters and waiting for updates (vim-facts 3.2, 3.4). Reading once is in retrieve-methods. */
import { invalidArgument } from "../../collector/check-spec.js";
import { disturbWait, pageLimit } from "../../collector/collector-nuisances.js";
import { collectorOf, createCollector, createFilter, defaultCollectorId, destroyCollector } from "../../collector/create-collector.js";
import { PropertyFilter } from "../../collector/property-filter.js";
import { destroyObject, ownObject, sessionOf } from "../../collector/session-objects.js";
import { waitForUpdates } from "../../collector/wait-for-updates.js";
import { flagIn, numberIn, objectIn, objectOf, textIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { VimObject } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";

/** vCenter's own limit of objects in one answer, even when more is asked (vim-facts 3.4). */
const objectsInAnswer = 100;

export const propertyCollectorMethods: MethodTable = {
  "PropertyCollector.CreatePropertyCollector": createCollector,
  "PropertyCollector.DestroyPropertyCollector": (call) => {
    if (call.self.value === defaultCollectorId) throw new VimFault("NotSupported", "The default property collector cannot be destroyed.");
    destroyCollector(collectorOf(call));
    return undefined;
  },
  "PropertyCollector.CreateFilter": (call) => createFilter(collectorOf(call), objectOf(call.args, "spec"), flagIn(call.args, "partialUpdates")),
  "PropertyFilter.DestroyPropertyFilter": (call) => {
    destroyObject(call.world, sessionOf(call), ownObject(call, PropertyFilter));
    return undefined;
  },
  "PropertyCollector.WaitForUpdatesEx": waitEx,
  "PropertyCollector.WaitForUpdates": (call) => wait(call, undefined, Infinity),
  "PropertyCollector.CheckForUpdates": (call) => wait(call, 0, Infinity),
  "PropertyCollector.CancelWaitForUpdates": (call) => {
    collectorOf(call).wait.cancel();
    return undefined;
  },
};

function waitEx(call: Call): Promise<VimObject | undefined> {
  const options = objectIn(call.args, "options") ?? { $type: "WaitOptions" };
  const maxWaitSeconds = numberIn(options, "maxWaitSeconds");
  const maxObjectUpdates = numberIn(options, "maxObjectUpdates");
  if (maxWaitSeconds !== undefined && maxWaitSeconds < 0) throw invalidArgument("options.maxWaitSeconds");
  if (maxObjectUpdates !== undefined && maxObjectUpdates <= 0) throw invalidArgument("options.maxObjectUpdates");
  return wait(call, maxWaitSeconds, Math.min(objectsInAnswer, maxObjectUpdates ?? objectsInAnswer));
}

async function wait(call: Call, maxWaitSeconds: number | undefined, limit: number): Promise<VimObject | undefined> {
  const where = { method: call.method.name, object: call.self.value };
  const version = textIn(call.args, "version") ?? "";
  const collector = collectorOf(call);
  if (!collector.isTelling(version) && disturbWait(call.world, where, version)) return undefined;
  return waitForUpdates(collector, { version, maxWaitSeconds, limit: pageLimit(call.world, where, limit), signal: call.signal });
}
