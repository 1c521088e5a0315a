/** Rows of the fault table that concern actions, each by its number; the lab counts what really happened. */
import { afterEach, describe, expect, it } from "vitest";
import { ownRepeatMs } from "../../../src/alerts/own-alert.js";
import { approve, cancel, pause, resume, resumePolicy, retry } from "../../../src/streams/executor/decide-by-person.js";
import type { ExecutorWorld } from "../../../src/streams/executor/context.js";
import type { StartOutcome } from "../../../src/streams/executor-ports.js";
import { until } from "../../support/until.js";
import { policiesOf, Rig, type RigOptions } from "./rig.js";

let rig: Rig;
const start = async (options: RigOptions): Promise<Rig> => {
  rig = await Rig.start(options);
  return rig;
};
afterEach(async () => rig.stop());

const { signal } = new AbortController();
const ann = { sender: "ann", now: 0 };
const person = (): typeof ann => ({ ...ann, now: rig.now() });
const alarms = (): readonly string[] => rig.store.messages.flatMap((message) => (message.kind === "alert" ? [`${message.alert.labels["alertname"] ?? ""} ${message.alert.status}`] : []));
const reasonsOf = (id: string): string => rig.intent(id).story.at(-1)?.reasons.join(" ") ?? "";

describe("vCenter", () => {
  it("V2: a session that ends at the very call is opened again, and the call takes effect once", async () => {
    await start({ vms: 1 });
    const { request: { id } } = rig.ask("vm1");
    rig.lab.control.planNuisance({ kind: "expire-session", method: "PromoteDisks_Task" });
    rig.execute({ wire: true });
    const done = await rig.untilState(id, "done");
    expect(done.story.map(({ state, attempt }) => [state, attempt])).toEqual([["requested", 0], ["prepared", 0], ["issuing", 1], ["requested", 1], ["prepared", 1], ["issuing", 2], ["running", 2], ["verifying", 2], ["done", 2]]);
    expect(done.story[3]?.reasons.join(" ")).toMatch(/session/);
    expect(rig.effects("vm1")).toBe(1);
  });

  it("V29: a call whose answer is lost is found by its operation id, and done once", async () => {
    await start({ vms: 1, taskMs: 60 });
    rig.tasks.lateMs = 100;
    const { request: { id } } = rig.ask("vm1");
    let lost = 1;
    rig.execute({ operator: (operator) => ({ ...operator, start: async (...args): Promise<StartOutcome> => {
      const outcome = await operator.start(...args);
      return lost-- > 0 ? { kind: "no-answer", why: "The connection was lost." } : outcome;
    } }) });
    const done = await rig.untilState(id, "done");
    expect(done.story.map(({ state }) => state)).toEqual(["requested", "prepared", "issuing", "resolving", "running", "verifying", "done"]);
    expect([rig.effects("vm1"), done.attempt]).toEqual([1, 1]);
  });

  it("V17: a task that vCenter has forgotten is settled by the world, and a cumulative operation stops at unknown and asks", async () => {
    await start({ vms: 1 });
    const convergent = rig.ask("vm1").request.id;
    rig.execute({ operator: (operator) => ({ ...operator, watchTask: async (task, progress, cut) => {
      await operator.watchTask(task, progress, cut);
      return { kind: "vanished" };
    }, findTasks: async () => Promise.resolve([]) }) });
    expect((await rig.untilState(convergent, "done")).story.map(({ state }) => state)).toEqual(["requested", "prepared", "issuing", "running", "resolving", "verifying", "done"]);
    const cumulative = rig.ask("vm1", { verb: "create-snapshot", params: { name: "s" } }, "ann").request.id;
    // The task failed, and was forgotten before anybody looked: nothing tells any more what became of it.
    rig.lab.control.planNuisance({ kind: "task-fails", method: "CreateSnapshot_Task", fault: "GenericVmConfigFault" });
    const unknown = await rig.untilState(cumulative, "unknown");
    expect(reasonsOf(cumulative)).toContain("cannot be known: vCenter knows no task of it.");
    await until("the alert", () => (alarms().includes("tetherd-action-unknown firing") ? true : undefined), 5_000, 10);
    expect(unknown.attempt).toBe(1);
    rig.later(ownRepeatMs);
    await until("its being told again", () => (alarms().filter((one) => one === "tetherd-action-unknown firing").length > 1 ? true : undefined), 10_000, 10);
    expect(await retry(rig.store.journal(), cumulative, person(), 3_600_000, signal)).toMatchObject({ ok: true });
    await rig.untilState(cumulative, "done");
    expect(rig.lab.control.effects("CreateSnapshot_Task", "vm1")).toHaveLength(1);
    await until("the alert being over", () => (alarms().includes("tetherd-action-unknown resolved") ? true : undefined), 5_000, 10);
  });

  it("V16: while vCenter cannot be seen, no time passes for what is looked for: nothing fails, nobody is asked, no policy is held", async () => {
    await start({ vms: 2, rules: { verifyWithinMs: 5_000, settleMs: 50 } });
    const [ended, lost] = [rig.ask("vm1").request.id, rig.ask("vm2").request.id];
    let dark = false;
    let looks = 0;
    const world: ExecutorWorld = {
      look: () => {
        looks++;
        return dark ? { ready: false, why: "vCenter is not seen." } : rig.model.look();
      },
      onChange: (listener) => rig.model.onChange(listener),
    };
    let calls = 0;
    rig.execute({ world, operator: (operator) => ({ ...operator, start: async (...args) => {
      if (args[1] !== `tetherd-${lost}-1`) return operator.start(...args);
      await until("the other being looked at", () => (rig.intent(ended).state === "verifying" ? true : undefined), 10_000, 5);
      calls++;
      return { kind: "no-answer", why: "The connection was lost." };
    } }), step: (step, id) => { if (step === "verifying" && id === ended) dark = true; } });
    await rig.untilState(lost, "resolving");
    rig.later(60_000);
    const before = looks;
    await until("many looks", () => (looks > before + 6 ? true : undefined), 15_000, 10);
    expect([rig.intent(ended).state, rig.intent(lost).state, alarms()]).toEqual(["verifying", "resolving", []]);
    // A person need not wait for vCenter.
    expect(await cancel(rig.store.journal(), lost, person(), signal)).toMatchObject({ ok: true });
    expect((await rig.untilState(lost, "cancelled")).story.at(-1)?.reasons[0]).toBe("ann wants it ended; whether it was carried out was not found out. vCenter is not seen.");
    dark = false;
    await rig.untilState(ended, "done");
    expect([rig.effects("vm1"), rig.effects("vm2"), calls]).toEqual([1, 0, 1]);
  });

  it("V18: a reference that means another VM now is refused, whether the model or only vCenter knows", async () => {
    await start({ vms: 2 });
    const stale = rig.ask("vm1", { target: { type: "VirtualMachine", id: rig.lab.control.vm("vm1").id, name: "vm1", instanceUuid: "another" } }).request.id;
    const fresh = rig.ask("vm2").request.id;
    rig.execute({ operator: (operator) => ({ ...operator, readFresh: async (...args) => new Map([...await operator.readFresh(...args)].map(([ref, vm]) => [ref, { ...vm, instanceUuid: "restored" }])) }) });
    await rig.untilState(stale, "refused");
    await rig.untilState(fresh, "refused");
    expect([reasonsOf(stale), reasonsOf(fresh)]).toEqual([expect.stringContaining("is another VM now"), expect.stringContaining("is another VM now")]);
    expect(rig.effects("vm1") + rig.effects("vm2")).toBe(0);
  });

  it.each([["identity", { instanceUuid: undefined, changeVersion: undefined }], ["tasks", { tasks: undefined }]])("a VM whose %s vCenter does not show is neither changed nor given up: it waits until it can be told", async (_, hidden) => {
    await start({ vms: 1 });
    let dark = true;
    const { request: { id } } = rig.ask("vm1");
    rig.execute({ operator: (operator) => ({ ...operator, readFresh: async (...args) => new Map([...await operator.readFresh(...args)].map(([ref, vm]) => [ref, dark ? { ...vm, ...hidden } : vm])) }) });
    await until("the reason why it waits", () => (reasonsOf(id).includes("cannot be told") ? true : undefined), 10_000, 10);
    expect(rig.effects("vm1")).toBe(0);
    dark = false;
    rig.later(60_000);
    await rig.untilState(id, "done");
    expect(rig.effects("vm1")).toBe(1);
  });

  it("V28: a task that does not end raises an alert, keeps its place, and the alert is over when it ends", async () => {
    await start({ vms: 2, rules: { stuckAfterMs: 50, limits: { ...(await import("./rig.js")).quickRules.limits, perVcenter: 1 } } });
    const { request: { id } } = rig.ask("vm1");
    const other = rig.ask("vm2").request.id;
    let end: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      end = resolve;
    });
    rig.execute({ operator: (operator) => ({ ...operator, watchTask: async (...args) => {
      await gate;
      return operator.watchTask(...args);
    } }) });
    await until("the alert", () => (alarms().includes("tetherd-task-stuck firing") ? true : undefined), 10_000, 10);
    expect([rig.intent(id).state, rig.intent(other).state].sort()).toEqual(["requested", "running"]);
    end();
    await rig.untilState(id, "done");
    await rig.untilState(other, "done");
    await until("the alert being over", () => (alarms().includes("tetherd-task-stuck resolved") ? true : undefined), 5_000, 10);
  });

  it("V30: TaskInProgress is no failure: it is planned anew and done", async () => {
    await start({ vms: 1 });
    const { request: { id } } = rig.ask("vm1");
    let busy = 1;
    const later: StartOutcome = { kind: "refused", fault: { type: "TaskInProgress", message: "vm1 is busy.", cure: "", again: "later" } };
    rig.execute({ operator: (operator) => ({ ...operator, start: async (...args) => (busy-- > 0 ? later : operator.start(...args)) }) });
    await until("its going back", () => (rig.intent(id).story.some(({ reasons }) => reasons[0] === "vm1 is busy.") ? true : undefined), 10_000, 10);
    const { failures, state, retryAt } = rig.intent(id);
    expect([failures, state, (retryAt ?? 0) > rig.now()]).toEqual([0, "requested", true]);
    rig.later(60_000);
    await rig.untilState(id, "done");
    expect(rig.effects("vm1")).toBe(1);
  });
});

describe("policies", () => {
  it("Y6: a policy that matches everything is held before it does anything, and goes on when a person has looked", async () => {
    await start({ vms: 6, rules: { blast: { entities: 3, percent: 0 } } });
    for (let index = 1; index <= 6; index++) rig.ask(`vm${index}`);
    rig.execute();
    await until("the alert", () => (alarms().includes("tetherd-policy-held firing") ? true : undefined), 10_000, 10);
    expect(rig.lab.control.effects("PromoteDisks_Task")).toHaveLength(0);
    expect(await resumePolicy(rig.store.journal(), "fold", person(), signal)).toMatchObject({ ok: true });
    for (const { request } of rig.intents()) await rig.untilState(request.id, "done");
    await until("the alert being over", () => (alarms().includes("tetherd-policy-held resolved") ? true : undefined), 5_000, 10);
  });

  it("Y7: what is undone three times is not done a fourth time; the policies at it are held and an alert says so", async () => {
    await start({ vms: 1 });
    rig.execute();
    for (let round = 0; round < 3; round++) {
      await rig.untilState(rig.ask("vm1").request.id, "done");
      await rig.lab.control.operate({ on: "vm1", method: "CreateSnapshot_Task", args: { name: "x", memory: false, quiesce: false } });
      await rig.lab.control.operate({ on: "vm1@x", method: "RemoveSnapshot_Task", args: { removeChildren: false, consolidate: false } });
      await until("the level being seen", () => {
        const look = rig.model.look();
        return look.ready && look.ground.inventory.disksOf(rig.lab.control.vm("vm1").id)?.[0]?.unneededLevels === 1 ? true : undefined;
      }, 10_000, 10);
    }
    const fourth = rig.ask("vm1").request.id;
    await until("the policy being held", () => (alarms().includes("tetherd-policy-held firing") ? true : undefined), 10_000, 10);
    expect([rig.intent(fourth).state, rig.effects("vm1")]).toEqual(["requested", 3]);
  });

  it("Y8: an action whose policy was removed is cancelled while it waits, and carried through when it is at work", async () => {
    await start({ vms: 2, taskMs: 300, rules: { limits: { ...(await import("./rig.js")).quickRules.limits, perVcenter: 1 } } });
    const working = rig.ask("vm1").request.id;
    rig.execute();
    await rig.untilState(working, "running");
    const waiting = rig.ask("vm2").request.id;
    rig.policies = policiesOf("");
    expect((await rig.untilState(waiting, "cancelled")).story.at(-1)?.reasons).toEqual(["Policy fold was removed."]);
    await rig.untilState(working, "done");
    expect([rig.effects("vm1"), rig.effects("vm2")]).toEqual([1, 0]);
  });

  it("Y9: a window that closes between prepare and issue stops it there, and it is done when the window is open again", async () => {
    const policy = "policy: fold\nmode: enforce\neach: vm\nwhen: vm.disks.exists(d, d.unneededLevels > 0)\ndo: { promote: { unlink: false } }\nlimits: { window: \"00:00-12:00 UTC\" }\n";
    await start({ vms: 1, policy });
    const open = Date.parse("2026-11-24T08:00:00Z");
    let now = open;
    rig.now = () => now;
    const { request: { id } } = rig.ask("vm1", { notAfter: "2026-11-30T00:00:00Z" });
    rig.execute({ step: (step) => { if (step === "prepared" && now === open) now = Date.parse("2026-11-24T13:00:00Z"); } });
    await until("its going back", () => (rig.intent(id).story.length > 2 ? true : undefined), 10_000, 10);
    expect([rig.intent(id).state, rig.effects("vm1"), reasonsOf(id)]).toEqual(["requested", 0, "Outside its maintenance window: 00:00-12:00 UTC."]);
    now = Date.parse("2026-11-25T08:00:00Z");
    await rig.untilState(id, "done");
  });
});

describe("people", () => {
  it("Y9: an approval that runs out between prepare and issue is not used", async () => {
    await start({ vms: 1, mode: "propose", rules: { approvalValidMs: 60_000 } });
    const begun = Date.now();
    let now = begun;
    rig.now = () => now;
    const { request: { id } } = rig.ask("vm1", { notAfter: new Date(begun + 86_400_000).toISOString() });
    rig.execute({ step: (step) => { if (step === "prepared") now = begun + 61_000; } });
    const hash = await until("the offer", () => rig.intent(id).offer?.hash, 10_000, 10);
    expect(await approve(rig.store.journal(), id, person(), hash, signal)).toMatchObject({ ok: true });
    await rig.untilState(id, "expired");
    expect([rig.effects("vm1"), reasonsOf(id)]).toEqual([0, `The approval by ann of ${new Date(begun).toISOString()} was not used in time.`]);
  });

  it("S12: an approval counts once, for what was offered, and expires", async () => {
    await start({ vms: 2, mode: "propose", rules: { approvalValidMs: 1_000 } });
    const [first, second] = [rig.ask("vm1").request.id, rig.ask("vm2").request.id];
    rig.execute();
    const hash = await until("the offers", () => (rig.intent(second).offer === undefined ? undefined : rig.intent(first).offer?.hash), 10_000, 10);
    const journal = rig.store.journal();
    expect(await approve(journal, first, person(), "another", signal)).toMatchObject({ ok: false, code: "content-changed" });
    const both = await Promise.all([approve(journal, first, person(), hash, signal), approve(journal, first, { ...person(), sender: "bob" }, hash, signal)]);
    expect(both.map(({ code }) => code).sort()).toEqual(["already-approved", "approved"]);
    await rig.untilState(first, "done");
    expect(await approve(journal, first, person(), hash, signal)).toMatchObject({ ok: false, code: "already-approved" });
    expect(await pause(journal, person(), "audit", signal)).toMatchObject({ ok: true });
    expect(await approve(journal, second, person(), undefined, signal)).toMatchObject({ ok: true });
    await rig.untilState(second, "expired");
    expect(reasonsOf(second)).toContain("The approval by ann");
    expect(await resume(journal, signal)).toMatchObject({ code: "resumed" });
    expect(rig.effects("vm1") + rig.effects("vm2")).toBe(1);
  });

  it("what was approved and has changed since is offered anew", async () => {
    await start({ vms: 1, mode: "propose" });
    const { request: { id } } = rig.ask("vm1");
    const journal = rig.store.journal();
    rig.execute();
    const before = await until("the offer", () => rig.intent(id).offer?.hash, 10_000, 10);
    await pause(journal, person(), "", signal);
    await approve(journal, id, person(), before, signal);
    rig.policies = policiesOf("policy: fold\nmode: propose\neach: vm\nwhen: vm.disks.exists(d, d.unneededLevels > 0) && true\ndo: { promote: { unlink: false } }\nlimits: { perVcenter: 100 }\n");
    await resume(journal, signal);
    await rig.untilState(id, "proposed");
    expect(rig.intent(id).offer?.hash).not.toBe(before);
    expect(await cancel(journal, id, person(), signal)).toMatchObject({ code: "cancelled" });
    expect(rig.effects("vm1")).toBe(0);
  });

  it("an executor that is not sure of itself calls nobody", async () => {
    await start({ vms: 1 });
    const { request: { id } } = rig.ask("vm1");
    let sure = true;
    rig.execute({ sure: () => sure, step: (step) => { if (step === "issuing") sure = false; } });
    await until("its going back", () => (rig.intent(id).story.some(({ reasons }) => reasons[0]?.startsWith("This tetherd is not sure") === true) ? true : undefined), 10_000, 10);
    expect(rig.effects("vm1")).toBe(0);
    sure = true;
  });
});

describe("failures", () => {
  it("a vCenter that is away is no failure of an action: what it may bear is left for its own", async () => {
    await start({ vms: 1, rules: { attempts: 2 } });
    const { request: { id } } = rig.ask("vm1");
    const outcomes: StartOutcome[] = [
      { kind: "unsent", why: "Nobody listens there." }, { kind: "unsent", why: "Nobody listens there." },
      { kind: "refused", fault: { type: "InvalidState", message: "It is not in that state.", cure: "", again: "replan" } },
    ];
    rig.execute({ operator: (operator) => ({ ...operator, start: async (...args) => outcomes.shift() ?? operator.start(...args) }) });
    expect((await rig.untilState(id, "done", "failed")).state).toBe("done");
    expect(rig.effects("vm1")).toBe(1);
  });

  it("five in a row open the breaker with an alert, and a trial that goes well closes it", async () => {
    await start({ vms: 6, rules: { breaker: { failures: 5, withinMs: 60_000, openMs: 400, mostOpenMs: 1_000 }, limits: { ...(await import("./rig.js")).quickRules.limits, perVcenter: 1 } } });
    for (let index = 1; index <= 6; index++) rig.ask(`vm${index}`);
    let bad = 5;
    const never: StartOutcome = { kind: "refused", fault: { type: "NotSupported", message: "It is not supported.", cure: "", again: "never" } };
    rig.execute({ operator: (operator) => ({ ...operator, start: async (...args) => (bad-- > 0 ? never : operator.start(...args)) }) });
    await until("the alert", () => (alarms().filter((one) => one === "tetherd-breaker-open firing").length === 2 ? true : undefined), 10_000, 10);
    await until("the last being done", () => (rig.intents().some(({ state }) => state === "done") ? true : undefined), 10_000, 10);
    await until("the alerts being over", () => (alarms().filter((one) => one === "tetherd-breaker-open resolved").length === 2 ? true : undefined), 10_000, 10);
    expect(rig.intents().map(({ state }) => state).sort()).toEqual(["done", "failed", "failed", "failed", "failed", "failed"]);
  });

  it.each([
    ["the wanted state", "8.0.3.0", "The task ended well, and the wanted state is not there."],
    ["a hindrance", "6.0", "is running, and vCenter 6.0 promotes only VMs that are powered off or suspended."],
  ])("what may only not have been seen yet fails nothing, be it %s; a state that is newer than the task's end does", async (_, apiVersion, reason) => {
    await start({ vms: 1, rules: { verifyWithinMs: 300, stuckAfterMs: 60_000 } });
    const { request: { id } } = rig.ask("vm1");
    let [behind, ended, looks] = [true, false, 0];
    const world: ExecutorWorld = {
      look: () => {
        const seen = rig.model.look();
        return seen.ready && ended ? { ...seen, ground: { ...seen.ground, apiVersion } } : seen;
      },
      onChange: (listener) => rig.model.onChange(listener),
    };
    rig.execute({ world, operator: (operator) => ({ ...operator,
      start: async () => {
        if (apiVersion === "6.0") await rig.lab.control.operate({ on: "vm1", method: "PowerOnVM_Task" });
        ended = true;
        return { kind: "started", task: "task-none" };
      },
      watchTask: async () => Promise.resolve({ kind: "success" }),
      readFresh: async (...args) => {
        const fresh = await operator.readFresh(...args);
        if (ended) looks++;
        return behind && ended ? new Map([...fresh].map(([ref, vm]) => [ref, { ...vm, changeVersion: "newer" }])) : fresh;
      },
    }) });
    await rig.untilState(id, "verifying");
    rig.later(60_000);
    await until("the alert that nothing can be seen", () => (alarms().includes("tetherd-task-stuck firing") ? true : undefined), 10_000, 10);
    expect([rig.intent(id).state, looks > 0, alarms()]).toEqual(["verifying", true, ["tetherd-task-stuck firing"]]);
    behind = false;
    await rig.untilState(id, "failed");
    expect(reasonsOf(id)).toContain(reason);
    await until("the alert being over", () => (alarms().includes("tetherd-task-stuck resolved") ? true : undefined), 5_000, 10);
    if (apiVersion === "6.0") return;
    await until("the policy being held", () => (alarms().includes("tetherd-policy-held firing") ? true : undefined), 5_000, 10);
    const next = rig.ask("vm1").request.id;
    await until("its waiting", () => ((rig.store.entries.get(`${rig.vcenter}.waits`)?.value as { waits: Record<string, string[]> } | undefined)?.waits[next]?.[0]?.startsWith("Policy fold is held") === true ? true : undefined), 5_000, 10);
  });
});
