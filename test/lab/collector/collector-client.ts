/** A client of the lab's collectors without a wire: calls go through the dispatcher as they would from the server. It keeps no state beside its session. */
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import { invoke } from "../../../src/lab/server/dispatch.js";
import { endSession, openSession } from "../../../src/lab/server/open-session.js";
import type { Args } from "../../../src/lab/wire/read-args.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { isTypedValue, ref, vim, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { World } from "../../../src/lab/world/world.js";
import { rootFolderRef } from "../../../src/lab/world/world.js";

export const defaultCollector = ref("PropertyCollector", "propertyCollector");

export interface CollectorClient {
  call(self: Ref, method: string, args?: Args, signal?: AbortSignal): Promise<VimValue>;
  /** A new collector, and a filter on it for each spec. */
  watch(...specs: readonly VimObject[]): Promise<Ref>;
  createFilter(collector: Ref, spec: VimObject, partialUpdates?: boolean): Promise<Ref>;
  view(types: readonly string[], container?: Ref, recursive?: boolean): Promise<Ref>;
  /** WaitForUpdatesEx that does not wait; undefined for null. */
  poll(collector: Ref, version: string, maxObjectUpdates?: number): Promise<VimObject | undefined>;
  retrieve(...specs: readonly VimObject[]): Promise<VimObject | undefined>;
  logout(): void;
}

export function clientOf(world: World, userName = world.settings.userName): CollectorClient {
  const session = openSession(world, { userName, ipAddress: "127.0.0.1", userAgent: "test" });
  const call: CollectorClient["call"] = (self, method, args = {}, signal) => invoke(world, methodCatalogue, { self, method, args, session, via: "vcenter", ...(signal === undefined ? {} : { signal }) });
  const createFilter: CollectorClient["createFilter"] = async (collector, spec, partialUpdates = false) => await call(collector, "CreateFilter", { spec, partialUpdates }) as Ref;
  return {
    call,
    createFilter,
    async watch(...specs) {
      const collector = await call(defaultCollector, "CreatePropertyCollector") as Ref;
      for (const spec of specs) await createFilter(collector, spec);
      return collector;
    },
    view: async (types, container = rootFolderRef, recursive = true) => await call(ref("ViewManager", "ViewManager"), "CreateContainerView", { container, type: types, recursive }) as Ref,
    poll: async (collector, version, maxObjectUpdates) => await call(collector, "WaitForUpdatesEx", { version, options: vim("WaitOptions", { maxWaitSeconds: 0, maxObjectUpdates }) }) as VimObject | undefined,
    retrieve: async (...specs) => await call(defaultCollector, "RetrievePropertiesEx", { specSet: specs, options: vim("RetrieveOptions") }) as VimObject | undefined,
    logout() { endSession(world, session); },
  };
}

/** Watches single objects of one type. */
export function specOf(objects: readonly Ref[], pathSet: readonly string[], more: Record<string, VimValue> = {}): VimObject {
  return vim("PropertyFilterSpec", {
    propSet: [vim("PropertySpec", { type: objects[0]?.type ?? "ManagedEntity", pathSet })], objectSet: objects.map((obj) => vim("ObjectSpec", { obj })), ...more,
  });
}

/** Watches what is in a view, by type. */
export function specOfView(view: Ref, pathsByType: Readonly<Record<string, readonly string[]>>): VimObject {
  const traversal = vim("TraversalSpec", { type: view.type, path: "view", skip: false });
  return vim("PropertyFilterSpec", {
    propSet: Object.entries(pathsByType).map(([type, pathSet]) => vim("PropertySpec", { type, pathSet })),
    objectSet: [vim("ObjectSpec", { obj: view, skip: true, selectSet: [traversal] })],
  });
}

/** An update as short text: "enter vm-1", with the names and ops of its changes: "modify vm-1 name=plain" or "modify vm-1 -snapshot". */
export function told(set: VimObject | undefined): string[] {
  return listOf(set, "filterSet").flatMap((filterSet) => listOf(filterSet, "objectSet")).map((update) => {
    const changes = listOf(update, "changeSet").map((change) => {
      const name = shown(change["name"]);
      const op = shown(change["op"]);
      if (change["val"] === undefined) return op === "assign" ? `-${name}` : `${op}:${name}`;
      return `${op === "assign" ? "" : `${op}:`}${name}=${shown(plain(change["val"]))}`;
    });
    return [shown(update["kind"]), (update["obj"] as Ref).value, ...changes].join(" ");
  });
}

/** A scalar as text; "…" for anything else. */
export function shown(value: VimValue): string {
  return typeof value === "object" || value === undefined ? "…" : String(value);
}

export function listOf(object: VimObject | undefined, name: string): readonly VimObject[] {
  return (object?.[name] ?? []) as readonly VimObject[];
}

export function versionOf(set: VimObject | undefined): string {
  if (typeof set?.["version"] !== "string") throw new TypeError("the server answered null");
  return set["version"];
}

/** Without the mark of its type. */
export function plain(value: VimValue): VimValue {
  return isTypedValue(value) ? value.value : value;
}

/** The type of the fault a call ends with, with its fields; "no fault" when it ends well. */
export async function faultOf(work: Promise<VimValue>): Promise<string> {
  try {
    await work;
    return "no fault";
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    const fields = Object.entries(error.fields).filter(([, value]) => typeof value === "string").map(([name, value]) => ` ${name}=${shown(value)}`);
    return `${error.type}${fields.join("")}`;
  }
}
