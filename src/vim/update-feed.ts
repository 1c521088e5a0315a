/**
 * Our own PropertyCollector with one filter per kind of object, and the wait for its updates (vim-facts 3.2 to 3.5). It never repeats a
 * failed wait: a version of a truncated set is good once only, and a lost answer may have held updates; the watch begins anew instead.
 */
import type { DecodedObject } from "./decode/managed-object.js";
import { decodeUpdateSet } from "./decode/update-set.js";
import { VimError, VimFault } from "./errors.js";
import { watchedFilters, watchedTypes } from "./property-paths.js";
import { throughView, type PropertySpec } from "./retrieve.js";
import type { Session } from "./session.js";
import { deadlines } from "./settings.js";
import { moRef, soapRef, type MoRef } from "./soap-caller.js";

export interface FeedBatch {
  readonly objects: readonly DecodedObject[];
  /** More belongs to it: also of a state that has not been told to its end, however long the server says nothing. */
  readonly truncated: boolean;
}

export class UpdateFeed {
  readonly #session: Session;
  readonly #collector: MoRef;
  readonly #maxObjectUpdates: number;
  readonly #views: ReadonlyMap<string, MoRef>;
  #version = "";
  #truncated = true;
  #waiting = false;

  private constructor(session: Session, collector: MoRef, views: ReadonlyMap<string, MoRef>, maxObjectUpdates: number) {
    this.#session = session;
    this.#collector = collector;
    this.#views = views;
    this.#maxObjectUpdates = maxObjectUpdates;
  }

  static async open(session: Session, maxObjectUpdates: number, signal: AbortSignal): Promise<UpdateFeed> {
    const { caller, managers } = session;
    const collector = moRef(await caller.call("CreatePropertyCollector", managers.propertyCollector, {}, { signal }), "the property collector");
    const views = new Map<string, MoRef>();
    for (const { viewTypes, specifications } of watchedFilters) {
      const args = { container: soapRef(managers.rootFolder), type: viewTypes, recursive: true };
      const view = moRef(await caller.call("CreateContainerView", managers.viewManager, args, { signal }), "the container view");
      views.set(viewTypes[0] ?? "", view);
      const spec = { propSet: specifications.map(specification), objectSet: [throughView(view)] };
      await caller.call("CreateFilter", collector, { spec, partialUpdates: false }, { signal });
    }
    return new UpdateFeed(session, collector, views, maxObjectUpdates);
  }

  /** The view of all objects of a watched type. */
  view(type: string): MoRef | undefined {
    return this.#views.get(type);
  }

  /** Lets `latestPage` of a history collector ring (vim-facts 5.1). The collector may vanish without failing the wait. */
  async ringFor(historyCollector: MoRef, signal: AbortSignal): Promise<void> {
    const spec = {
      propSet: [{ type: historyCollector.type, pathSet: ["latestPage"] }], objectSet: [{ obj: soapRef(historyCollector) }], reportMissingObjectsInResults: true,
    };
    await this.#session.caller.call("CreateFilter", this.#collector, { spec, partialUpdates: false }, { signal });
  }

  /** Throws VIM_COLLECTOR_LOST, VIM_SESSION_LOST, VIM_WAIT_PENDING and what the network throws; then this feed is of no more use. */
  async wait(maxWaitSeconds: number, signal: AbortSignal): Promise<FeedBatch> {
    // Two waits on one collector may discard each other's calculations (vim-facts 3.4).
    if (this.#waiting) throw new VimError("VIM_WAIT_PENDING", "Cannot wait for updates as only one wait may be pending on a collector: one is");
    this.#waiting = true;
    const seconds = Math.max(0, Math.ceil(maxWaitSeconds));
    try {
      const set = await this.#session.caller.stream("WaitForUpdatesEx", this.#collector, {
        version: this.#version, options: { maxWaitSeconds: seconds, maxObjectUpdates: this.#maxObjectUpdates },
      }, decodeUpdateSet, { signal, deadlineMs: seconds * 1000 + deadlines.waitSlackMs, repeatable: false });
      // Without a set (null) nothing was said in time: a first state that is late is not an empty one.
      if (set.version !== undefined) [this.#version, this.#truncated] = [set.version, set.truncated];
      return { objects: set.objects, truncated: this.#truncated };
    } catch (error) {
      if (error instanceof VimFault && (error.fault === "ManagedObjectNotFound" || error.code === "VIM_COLLECTOR_LOST")) throw collectorLost(error);
      throw error;
    } finally {
      this.#waiting = false;
    }
  }

  /** Ends a wait that may still be pending at the server. */
  async cancel(): Promise<void> {
    await this.#session.caller.call("CancelWaitForUpdates", this.#collector, {}, { deadlineMs: deadlines.closeMs });
    await this.#session.caller.call("DestroyPropertyCollector", this.#collector, {}, { deadlineMs: deadlines.closeMs });
  }
}

function specification(type: string): PropertySpec {
  return { type, pathSet: (watchedTypes.get(type)?.paths ?? []).map(({ path }) => path) };
}

function collectorLost(cause: VimFault): VimError {
  return new VimError("VIM_COLLECTOR_LOST", `Cannot go on watching as vCenter must know the property collector and its version: it answers ${cause.fault}`, {
    retryable: true, cause, hint: "Nothing to do: the watch begins anew with the full state. It happens when vCenter restarts or ends sessions",
  });
}
