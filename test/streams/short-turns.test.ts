import { NEVER } from "rxjs";
import { expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { judge } from "../../src/streams/judge.js";
import type { Outcome } from "../../src/streams/outcome.js";
import { KeptLedger } from "../../src/streams/kept-ledger.js";
import type { LineContext } from "../../src/streams/line-context.js";
import { LineState } from "../../src/streams/line-state.js";
import type { OutMessage } from "../../src/streams/ports.js";
import { FakeVCenter, instanceUuid, vmEnter, vmModify } from "./fake-vcenter.js";
import { policiesFrom } from "./rig.js";

const machines = 1_500;
const silent = Array.from({ length: 99 }, (_, n) => `policy: silent-${n}\nmode: enforce\neach: vm\nwhen: vm.depth > ${n + 10}\nalert: { severity: info }`);
const set = policiesFrom(['policy: off\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: info, storm: { above: 100000 } }', ...silent].join("\n---\n"));

test("where more is to be compared or judged than a turn may take, the turns that follow go on with the rest, and an alert comes with its fact", () => {
  const context: LineContext = {
    vcenter: new FakeVCenter(), ledger: new KeptLedger(), policies: () => set, wake$: NEVER, resync$: NEVER, stop$: NEVER, random: () => 0,
    scheduler: { now: () => 1_000, schedule: () => { throw new Error("no timers"); } }, limits: { hostLimit: undefined, maxWaitSeconds: 1, historyIntervalMs: 600_000, settleMs: 0, sweepMs: 600_000 },
  };
  const state = new LineState(instanceUuid, undefined, 0);
  const refs = Array.from({ length: machines }, (_, n) => `vm-${n}`);
  state.dirty.add(applyUpdates(state.inventory, refs.map((ref) => vmEnter(ref, [`[ds] ${ref}/disk.vmdk`]))));
  const turns = (): readonly Outcome[] => {
    const outcomes = [judge(context, state)];
    while (state.dueAt(context.limits) === 0) outcomes.push(judge(context, state));
    return outcomes;
  };
  const told = ({ turn }: Outcome, kind: OutMessage["kind"]): readonly string[] => turn.messages.flatMap((message) => (message.kind !== kind ? [] : message.kind === "alert" ? [message.alert.subject.id] : message.kind === "fact" ? [message.fact.subject] : []));

  const first = turns().map(({ evaluations }) => evaluations);
  expect([first.length, Math.max(...first) <= 100_100, first.reduce((a, b) => a + b, 0) >= machines * 100]).toEqual([expect.toSatisfy((n: number) => n > 1), true, true]);

  state.historyReadAt = 1_000;
  state.dirty.add(applyUpdates(state.inventory, refs.map((ref) => vmModify(ref, { powerState: "poweredOff" }))));
  const storm = turns();
  expect(storm.map((outcome) => told(outcome, "fact").length).slice(0, 2)).toEqual([1_000, 500]);
  for (const outcome of storm.slice(0, 2)) expect(told(outcome, "alert").toSorted()).toEqual(told(outcome, "fact").toSorted());
  expect(storm.flatMap((outcome) => told(outcome, "alert")).toSorted()).toEqual(refs.toSorted());
});
