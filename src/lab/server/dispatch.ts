/**
 * From a decoded request to the function that does it: session, privilege and existence are checked here, once for all methods, and calls are counted.
 * It knows no method and no socket; the control door calls it as the VIM server does.
 */
import { objectExists } from "../properties/property-of.js";
import { parseApiVersion } from "../wire/api-version.js";
import type { Args } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema, type MethodType } from "../wire/vim-schema.js";
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";
import type { LabMethod, MethodTable } from "../methods/method.js";
import { endSession } from "./open-session.js";
import { holdsPrivilege, privilegesByContent } from "./privileges.js";

export interface Invocation {
  readonly self: Ref;
  /** WSDL name. */
  readonly method: string;
  readonly args: Args;
  readonly session?: Session | undefined;
  readonly via: "vcenter" | "host";
  /** Unset: the session's user, or root on a host. With a name and no session the call is taken as that user's, for the control door. */
  readonly userName?: string;
  /** Unset: the lab's own. */
  readonly apiVersion?: readonly number[];
  readonly remote?: { readonly address: string; readonly userAgent: string };
  readonly operationId?: string | undefined;
  readonly signal?: AbortSignal;
  readonly setCookie?: (value: string) => void;
}

/** The method's answer; undefined is an empty one. Throws VimFault for whatever vCenter refuses (vim-facts 1.7, 10.5). */
export async function invoke(world: World, methods: MethodTable, request: Invocation): Promise<VimValue> {
  world.calls.set(request.method, (world.calls.get(request.method) ?? 0) + 1);
  const method = vimSchema().method(request.self.type, request.method);
  if (method === undefined) throw new VimFault("MethodNotFound", `The method ${request.method} is not supported by objects of type ${request.self.type}`, { receiver: request.self, method: request.method });
  const where = { method: request.method, object: request.self.value };
  if (request.session !== undefined && world.nuisances.strikes("expire-session", where) !== undefined) endSession(world, request.session);
  const session = request.session !== undefined && world.sessions.get(request.session.cookie) === request.session ? request.session : undefined;
  const userName = request.userName ?? (request.via === "host" ? "root" : session?.userName);
  // On a host its own root calls, whom vCenter's roles do not bind.
  if (request.via === "vcenter") checkCaller(world, request.self, method, userName);
  const injected = world.nuisances.strikes("fault", where);
  if (injected !== undefined) throw new VimFault(injected.fault ?? "SystemError", "", injected.faultFields ?? (injected.fault === undefined ? { reason: "injected" } : {}));
  if (!objectExists(world, session, request.self)) {
    throw new VimFault("ManagedObjectNotFound", `The object '${request.self.type}:${request.self.value}' has already been deleted or has not been completely created`, { obj: request.self });
  }
  const work = find(methods, request.self.type, request.method);
  if (work === undefined) throw new VimFault("NotSupported", `The operation is not supported on the object: ${request.method}`);
  return whilePending(world, session, async () => work({
    world, session, userName: userName ?? "", self: request.self, method, args: request.args, via: request.via,
    apiVersion: request.apiVersion ?? parseApiVersion(world.settings.apiVersion) ?? [],
    remote: request.remote ?? { address: "127.0.0.1", userAgent: "" },
    operationId: request.operationId,
    signal: request.signal ?? new AbortController().signal,
    setCookie: request.setCookie ?? (() => undefined),
  }));
}

function checkCaller(world: World, self: Ref, { name: method, privilege }: MethodType, userName: string | undefined): void {
  if (privilege === "System.Anonymous") return;
  if (userName === undefined) throw new VimFault("NotAuthenticated", "The session is not authenticated.", { object: self, privilegeId: privilege ?? "System.View" });
  if (privilege !== undefined && !holdsPrivilege(world, userName, privilege)) {
    throw noPermission(self, privilege);
  }
  const byContent = privilege === undefined ? privilegesByContent[`${self.type}.${method}`] : undefined;
  if (byContent?.some((each) => holdsPrivilege(world, userName, each)) === false) throw noPermission(self, byContent[0] ?? "");
}

function noPermission(object: Ref, privilegeId: string): VimFault {
  return new VimFault("NoPermission", "Permission to perform this operation was denied.", { object, privilegeId });
}

/** The entry of the object's type or of the nearest type it inherits from. */
function find(methods: MethodTable, type: string, method: string): LabMethod | undefined {
  for (let each: string | undefined = type; each !== undefined; each = vimSchema().type(each)?.base) {
    const found = methods[`${each}.${method}`];
    if (found !== undefined) return found;
  }
  return undefined;
}

async function whilePending(world: World, session: Session | undefined, work: () => Promise<VimValue>): Promise<VimValue> {
  if (session === undefined) return work();
  session.callCount++;
  session.pendingCalls++;
  session.lastActiveTime = world.clock.now();
  try {
    return await work();
  } finally {
    session.pendingCalls--;
    session.lastActiveTime = world.clock.now();
  }
}
