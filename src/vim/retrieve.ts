/**
 * Reads properties once, outside of any watch (vim-facts 3.7). An object that is gone never fails the others.
 */
import type { TaskInfo } from "../inventory/activity.js";
import type { Ref } from "../inventory/updates.js";
import { decodeRetrieve } from "./decode/retrieve-result.js";
import { tokenOf } from "./decode/retrieve-result.js";
import { decodeTaskObjects } from "./decode/tasks.js";
import type { DecodedObject } from "./decode/managed-object.js";
import { VimFault } from "./errors.js";
import type { Session } from "./session.js";
import { soapRef, type Arguments, type MoRef } from "./soap-caller.js";
import { watchedTypes } from "./property-paths.js";

/** Objects named in one request; servers also limit the number of XML elements of one (reliability V14). */
const objectsPerRequest = 200;
/** Objects per page of an answer. */
const objectsPerPage = 500;
/** Pages of one answer; more would be a server that never ends. */
const mostPages = 10_000;

/** Properties of the objects of one type, read page by page. Objects that are gone are absent. */
export async function retrieveObjects(session: Session, type: string, refs: readonly Ref[], paths: readonly string[], signal: AbortSignal): Promise<DecodedObject[]> {
  const found: DecodedObject[] = [];
  const read = async (some: readonly Ref[]): Promise<void> => {
    found.push(...(await retrieveFilter(session, { propSet: [{ type, pathSet: paths }], objectSet: some.map((value) => ({ obj: soapRef({ type, value }) })) }, signal)));
  };
  await inBatches(refs, read);
  return found;
}

/** Properties of everything in a view. */
export async function retrieveView(session: Session, view: MoRef, specifications: readonly PropertySpec[], signal: AbortSignal): Promise<readonly DecodedObject[]> {
  return await retrieveFilter(session, { propSet: specifications, objectSet: [throughView(view)] }, signal);
}

/** `info` of tasks; forgotten ones are absent. */
export async function retrieveTasks(session: Session, refs: readonly Ref[], signal: AbortSignal): Promise<readonly TaskInfo[]> {
  const found: TaskInfo[] = [];
  await inBatches(refs, async (some) => {
    const filter = { propSet: [{ type: "Task", pathSet: ["info"] }], objectSet: some.map((value) => ({ obj: soapRef({ type: "Task", value }) })) };
    const tasks: TaskInfo[] = [];
    await eachPage(session, filter, signal, async (body) => tokenOf(await decodeTaskObjects(body, (task) => tasks.push(task))));
    found.push(...tasks);
  });
  return found;
}

/** Names of what lies directly below the root folder: what an account can see at all. */
export async function retrieveFirstNames(session: Session, signal: AbortSignal): Promise<readonly string[]> {
  const below = { attributes: { "xsi:type": "TraversalSpec" }, type: "Folder", path: "childEntity", skip: false };
  const objects = await retrieveFilter(session, {
    propSet: ["Folder", "Datacenter"].map((type) => ({ type, pathSet: ["name"] })), objectSet: [{ obj: soapRef(session.managers.rootFolder), skip: true, selectSet: [below] }],
  }, signal);
  return objects.flatMap(({ set }) => (typeof set["name"] === "string" ? [set["name"]] : []));
}

export interface PropertySpec {
  readonly type: string;
  readonly pathSet: readonly string[];
}

/** An ObjectSpec that selects what a view holds and not the view itself (vim-facts 4). */
export function throughView(view: MoRef): Arguments {
  return { obj: soapRef(view), skip: true, selectSet: [{ attributes: { "xsi:type": "TraversalSpec" }, type: view.type, path: "view", skip: false }] };
}

/** Every field of the paths that was asked for and not told is unset, which a modification must say. */
export function asModification(object: DecodedObject, paths: readonly string[]): DecodedObject {
  const set: Record<string, unknown> = { ...object.set };
  for (const watched of watchedTypes.get(object.objectType)?.readable ?? []) {
    if (!paths.includes(watched.path)) continue;
    for (const field of watched.fields) if (!(field in set) && !object.unreadable.includes(field)) set[field] = null;
  }
  return { ...object, kind: "modify", set };
}

async function retrieveFilter(session: Session, filter: Arguments, signal: AbortSignal): Promise<readonly DecodedObject[]> {
  const objects: DecodedObject[] = [];
  await eachPage(session, filter, signal, async (body) => {
    const page = await decodeRetrieve(body);
    objects.push(...page.objects);
    return page.token;
  });
  return objects;
}

/** Reads every page of the answer; `read` answers the token of the next one. */
export async function eachPage(session: Session, filter: Arguments, signal: AbortSignal, read: (body: AsyncIterable<Buffer>) => Promise<string | undefined>): Promise<void> {
  const collector = session.managers.propertyCollector;
  let token = await session.caller.stream("RetrievePropertiesEx", collector, { specSet: [filter], options: { maxObjects: objectsPerPage } }, read, { signal });
  for (let page = 1; token !== undefined && page < mostPages; page++) {
    token = await session.caller.stream("ContinueRetrievePropertiesEx", collector, { token }, read, { signal, repeatable: false });
  }
}

/** ManagedObjectNotFound fails a whole request: it is repeated without the named object, or in halves when none is named. */
export async function inBatches(refs: readonly Ref[], read: (some: readonly Ref[]) => Promise<void>): Promise<void> {
  const work: (readonly Ref[])[] = [];
  for (let i = 0; i < refs.length; i += objectsPerRequest) work.push(refs.slice(i, i + objectsPerRequest));
  for (let some = work.shift(); some !== undefined; some = work.shift()) {
    try {
      await read(some);
    } catch (error) {
      const gone = error instanceof VimFault && error.fault === "ManagedObjectNotFound";
      const tooBig = error instanceof VimFault && /exceeds maximum/i.test(error.message);
      if (!gone && !tooBig) throw error;
      const { missing } = error;
      if (gone && missing !== undefined && some.includes(missing)) work.push(some.filter((ref) => ref !== missing));
      else if (some.length > 1) work.push(some.slice(0, some.length >> 1), some.slice(some.length >> 1));
      else if (tooBig) throw error;
    }
    work.splice(0, work.length, ...work.filter((batch) => batch.length > 0));
  }
}
