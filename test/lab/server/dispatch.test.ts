import { describe, expect, it } from "vitest";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import type { MethodTable } from "../../../src/lab/methods/method.js";
import { invoke, type Invocation } from "../../../src/lab/server/dispatch.js";
import { endSession, openSession } from "../../../src/lab/server/open-session.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { ref, vim, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { Session } from "../../../src/lab/world/sessions.js";
import type { World } from "../../../src/lab/world/world.js";
import { smallWorld } from "../support/small-world.js";

const minute = 60_000;
const serviceInstance = ref("ServiceInstance", "ServiceInstance");
const authorization = ref("AuthorizationManager", "AuthorizationManager");
const sessionManager = ref("SessionManager", "SessionManager");

function openAs(world: World, userName = world.settings.userName): Session {
  return openSession(world, { userName, ipAddress: "192.0.2.1", userAgent: "test" });
}

function call(world: World, request: Partial<Invocation> & Pick<Invocation, "self" | "method">, methods: MethodTable = methodCatalogue): Promise<VimValue> {
  return invoke(world, methods, { args: {}, via: "vcenter", ...request });
}

/** The fault's data object. */
async function faultOf(answer: Promise<VimValue>): Promise<VimValue> {
  const error = await answer.then(() => undefined, (each: unknown) => each);
  if (!(error instanceof VimFault)) throw new Error(`no fault but ${String(error)}`);
  return error.toObject();
}

/** PowerOnVM_Task as a method that waits until it is let go. */
function waiting(): { readonly methods: MethodTable; letGo(): void } {
  let letGo: (() => void) | undefined;
  const released = new Promise<void>((resolve) => { letGo = resolve; });
  return { methods: { "VirtualMachine.PowerOnVM_Task": async () => { await released; return ref("Task", "task-1"); } }, letGo: () => { letGo?.(); } };
}

describe("a call", () => {
  it("without a session is NotAuthenticated, whatever it is for", async () => {
    const { world, plain } = smallWorld();
    expect(await faultOf(call(world, { self: plain.ref, method: "PowerOnVM_Task" }))).toEqual(
      vim("NotAuthenticated", { object: plain.ref, privilegeId: "VirtualMachine.Interact.PowerOn" }));
  });

  it("on an object that is gone is ManagedObjectNotFound", async () => {
    const { world } = smallWorld();
    const gone = ref("VirtualMachine", "vm-999999");
    expect(await faultOf(call(world, { self: gone, method: "PowerOnVM_Task", session: openAs(world) }))).toEqual(vim("ManagedObjectNotFound", { obj: gone }));
  });

  it("of a method the object does not have is MethodNotFound", async () => {
    const { world, ds0 } = smallWorld();
    expect(await faultOf(call(world, { self: ds0.ref, method: "PowerOnVM_Task", session: openAs(world) }))).toEqual(vim("MethodNotFound", { receiver: ds0.ref, method: "PowerOnVM_Task" }));
  });

  it("of a method the lab does not do is NotSupported", async () => {
    const { world } = smallWorld();
    expect(await faultOf(call(world, { self: sessionManager, method: "LoginBySSPI" }))).toEqual(vim("NotSupported"));
  });

  it("finds the method of the type it inherits from, its own first", async () => {
    const { world, cluster, ds0 } = smallWorld();
    const methods: MethodTable = { "ManagedEntity.Rename_Task": () => "any entity", "Datastore.Rename_Task": () => "a datastore" };
    const session = openAs(world);
    expect(await call(world, { self: cluster.ref, method: "Rename_Task", session }, methods)).toBe("any entity");
    expect(await call(world, { self: ds0.ref, method: "Rename_Task", session }, methods)).toBe("a datastore");
  });

  it("is counted, also when it is refused", async () => {
    const { world } = smallWorld();
    await call(world, { self: serviceInstance, method: "CurrentTime", session: openAs(world) });
    await faultOf(call(world, { self: serviceInstance, method: "CurrentTime" }));
    expect(world.calls.get("CurrentTime")).toBe(2);
  });

  it("on a host is root's, whom no role of vCenter binds", async () => {
    const { world, plain } = smallWorld();
    const methods: MethodTable = { "VirtualMachine.PowerOnVM_Task": ({ userName, via }) => `${userName} via ${via}` };
    expect(await call(world, { self: plain.ref, method: "PowerOnVM_Task", via: "host" }, methods)).toBe("root via host");
  });

  it("gets a fault instead when a nuisance says so, as often as it says", async () => {
    const { world } = smallWorld();
    const session = openAs(world);
    world.nuisances.plan({ kind: "fault", method: "CurrentTime", fault: "HostNotReachable" });
    expect(await faultOf(call(world, { self: serviceInstance, method: "CurrentTime", session }))).toEqual(vim("HostNotReachable"));
    expect(await call(world, { self: serviceInstance, method: "CurrentTime", session })).toBe("2026-01-01T00:00:00.000Z");
  });
});

describe("a user", () => {
  const users = [
    { userName: "reader", password: "r", role: "read-only" as const },
    { userName: "nobody", password: "n", role: "no-access" as const },
    { userName: "snapper", password: "s", role: ["System.Read", "VirtualMachine.State.CreateSnapshot"] },
  ];

  it.each([["reader", "CurrentTime", true], ["nobody", "CurrentTime", true], ["nobody", "SessionIsActive", false], ["reader", "TerminateSession", false]])("%s calling %s: allowed is %s", async (userName, method, allowed) => {
    const { world } = smallWorld({ users });
    const self = method === "CurrentTime" ? serviceInstance : sessionManager;
    const answer = call(world, { self, method, session: openAs(world, userName), args: { sessionID: "x", userName: "y" } });
    if (allowed) await expect(answer).resolves.toBeDefined();
    else expect(await faultOf(answer)).toMatchObject({ $type: "NoPermission", object: self });
  });

  it("may do what the privileges given to it say, and no more", async () => {
    const { world, plain } = smallWorld({ users });
    const session = openAs(world, "snapper");
    const methods: MethodTable = { "VirtualMachine.CreateSnapshot_Task": () => ref("Task", "task-1") };
    expect(await call(world, { self: plain.ref, method: "CreateSnapshot_Task", session }, methods)).toEqual(ref("Task", "task-1"));
    expect(await faultOf(call(world, { self: plain.ref, method: "PowerOnVM_Task", session }))).toEqual(vim("NoPermission", { object: plain.ref, privilegeId: "VirtualMachine.Interact.PowerOn" }));
  });

  it.each([["CloneVM_Task", "VirtualMachine.Provisioning.Clone"], ["ReconfigVM_Task", "VirtualMachine.Config.AddNewDisk"], ["Destroy_Task", "VirtualMachine.Inventory.Delete"]])("%s asks for a privilege that the schema does not name", async (method, privilegeId) => {
    const { world, plain } = smallWorld({ users: [...users, { userName: "maker", password: "m", role: ["System.Read", privilegeId] }] });
    const methods: MethodTable = { [`VirtualMachine.${method}`]: () => ref("Task", "task-1") };
    expect(await faultOf(call(world, { self: plain.ref, method, session: openAs(world, "snapper") }, methods))).toEqual(vim("NoPermission", { object: plain.ref, privilegeId }));
    expect(await call(world, { self: plain.ref, method, session: openAs(world, "maker") }, methods)).toEqual(ref("Task", "task-1"));
  });

  it("can be asked about, for many objects and privileges at once", async () => {
    const { world, plain } = smallWorld({ users });
    const session = openAs(world, "snapper");
    const privId = ["VirtualMachine.State.CreateSnapshot", "VirtualMachine.State.RemoveSnapshot"];
    expect(await call(world, { self: authorization, method: "HasPrivilegeOnEntities", session, args: { entity: [plain.ref], sessionId: session.key, privId } })).toEqual([
      vim("EntityPrivilege", { entity: plain.ref, privAvailability: [
        vim("PrivilegeAvailability", { privId: "VirtualMachine.State.CreateSnapshot", isGranted: true }), vim("PrivilegeAvailability", { privId: "VirtualMachine.State.RemoveSnapshot", isGranted: false }),
      ] }),
    ]);
    expect(await call(world, { self: authorization, method: "HasPrivilegeOnEntity", session, args: { entity: plain.ref, sessionId: session.key, privId } })).toEqual([true, false]);
    expect(await call(world, { self: authorization, method: "FetchUserPrivilegeOnEntities", session: openAs(world), args: { entities: [plain.ref], userName: "reader" } })).toEqual([
      vim("UserPrivilegeResult", { entity: plain.ref, privileges: ["System.Anonymous", "System.View", "System.Read"] })]);
  });
});

describe("a session", () => {
  it("ends after its idle time on the lab's clock", async () => {
    const { world } = smallWorld();
    const session = openAs(world);
    world.clock.advance(29 * minute);
    await call(world, { self: serviceInstance, method: "CurrentTime", session });
    world.clock.advance(29 * minute);
    expect(world.sessions.size).toBe(1);
    world.clock.advance(minute);
    expect(world.sessions.size).toBe(0);
    expect(await faultOf(call(world, { self: serviceInstance, method: "CurrentTime", session }))).toMatchObject({ $type: "NotAuthenticated" });
  });

  it("is not idle while a call waits, and its idle time begins when the call ends", async () => {
    const { world, plain } = smallWorld();
    const session = openAs(world);
    const blocked = waiting();
    const answer = call(world, { self: plain.ref, method: "PowerOnVM_Task", session }, blocked.methods);
    world.clock.advance(300 * minute);
    expect(world.sessions.size).toBe(1);
    blocked.letGo();
    await answer;
    world.clock.advance(29 * minute);
    expect(world.sessions.size).toBe(1);
    world.clock.advance(31 * minute);
    expect(world.sessions.size).toBe(0);
  });

  it("takes all it owns along, once", () => {
    const { world } = smallWorld();
    const session = openAs(world);
    const disposed: string[] = [];
    for (const id of ["session[x]1", "session[x]2"]) session.objects.set(id, { ref: ref("ContainerView", id), property: () => undefined, dispose: () => { disposed.push(id); } });
    endSession(world, session);
    endSession(world, session);
    expect(disposed).toEqual(["session[x]1", "session[x]2"]);
    expect(session.objects.size).toBe(0);
  });

  it("can be ended by a nuisance in the middle of its life", async () => {
    const { world } = smallWorld();
    const session = openAs(world);
    world.nuisances.plan({ kind: "expire-session", method: "CurrentTime", afterCalls: 1 });
    await call(world, { self: serviceInstance, method: "CurrentTime", session });
    expect(await faultOf(call(world, { self: serviceInstance, method: "CurrentTime", session }))).toMatchObject({ $type: "NotAuthenticated" });
    expect(world.sessions.size).toBe(0);
  });

  it("is known by key and user, and can be terminated by another", async () => {
    const { world } = smallWorld();
    const [mine, other] = [openAs(world), openAs(world)];
    const isActive = () => call(world, { self: sessionManager, method: "SessionIsActive", session: mine, args: { sessionID: other.key, userName: other.userName } });
    expect(await isActive()).toBe(true);
    await call(world, { self: sessionManager, method: "TerminateSession", session: mine, args: { sessionId: [other.key] } });
    expect(await isActive()).toBe(false);
    expect(await faultOf(call(world, { self: sessionManager, method: "TerminateSession", session: mine, args: { sessionId: [other.key] } }))).toEqual(vim("NotFound"));
  });

  it("has the same key and cookie with the same seed", () => {
    expect(openAs(smallWorld().world)).toEqual(openAs(smallWorld().world));
  });
});
