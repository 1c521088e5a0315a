import { expect, it } from "vitest";
import { policySet } from "../../src/policies/policy-set.js";
import type { Concern } from "../../src/streams/concern.js";
import { judge } from "../../src/streams/judge.js";
import { KeptLedger } from "../../src/streams/kept-ledger.js";
import type { LineContext } from "../../src/streams/line-context.js";
import { stateFrom, type LineState } from "../../src/streams/line-state.js";
import { NEVER } from "rxjs";
import { FakeVCenter, instanceUuid } from "./fake-vcenter.js";

const hour = 3_600_000;
const concern: Concern = { name: "tetherd-policies-rejected", severity: "error", summary: "a.yaml:1:1: wrong", description: "mend it" };

it("what concerns tetherd itself is told once, again when its words change or time passes, and resolved also after a restart", async () => {
  const ledger = new KeptLedger();
  let [now, concerns]: [number, readonly Concern[]] = [0, []];
  const none = policySet([], []);
  const context: LineContext = {
    vcenter: new FakeVCenter(), ledger, policies: () => none, concerns: () => concerns, wake$: NEVER, resync$: NEVER, stop$: NEVER, random: () => 0,
    scheduler: { now: () => now, schedule: () => { throw new Error("no timers"); } }, limits: { hostLimit: undefined, maxWaitSeconds: 1, historyIntervalMs: hour, settleMs: 0, sweepMs: hour },
  };
  const restarted = async (): Promise<LineState> => stateFrom(instanceUuid, await ledger.open(), now);
  let state = await restarted();
  const turn = async (at: number): Promise<void> => {
    now = at;
    await ledger.commit(judge(context, state).turn);
  };
  const told = (): readonly string[] => ledger.messages.flatMap((message) => (message.kind === "alert" ? [`${message.alert.transition} ${message.alert.transitionKind} ${message.alert.annotations["summary"] ?? ""}`] : []));

  await turn(1);
  concerns = [concern];
  await turn(2);
  await turn(3);
  expect(told()).toEqual(["1 fired a.yaml:1:1: wrong"]);
  expect(ledger.messages).toMatchObject([{ alert: { status: "firing", policy: "tetherd-policies-rejected", severity: "error", subject: { kind: "vcenter", id: instanceUuid, name: "fake" } } }]);
  concerns = [{ ...concern, summary: "b.yaml:2:2: wrong too" }];
  await turn(4);
  state = await restarted();
  await turn(5);
  expect(state.dueAt({ ...context.limits, sweepMs: 100 * hour, historyIntervalMs: 100 * hour })).toBe(4 + 4 * hour);
  await turn(4 + 4 * hour);
  state = await restarted();
  concerns = [];
  await turn(5 * hour);
  await turn(6 * hour);
  expect(told()).toEqual(["1 fired a.yaml:1:1: wrong", "2 repeated b.yaml:2:2: wrong too", "3 repeated b.yaml:2:2: wrong too", "4 resolved b.yaml:2:2: wrong too"]);
  expect(ledger.messages.at(-1)).toMatchObject({ alert: { status: "resolved", reason: "mended", endsAt: new Date(5 * hour).toISOString() } });
});
