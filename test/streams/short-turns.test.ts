import { NEVER } from "rxjs";
import { expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { judge } from "../../src/streams/judge.js";
import { KeptLedger } from "../../src/streams/kept-ledger.js";
import type { LineContext } from "../../src/streams/line-context.js";
import { LineState } from "../../src/streams/line-state.js";
import type { OutMessage } from "../../src/streams/ports.js";
import { FakeVCenter, instanceUuid, vmEnter, vmModify } from "./fake-vcenter.js";
import { policiesFrom } from "./rig.js";

const machines = 1_500;
const silent = Array.from({ length: 99 }, (_, n) => `policy: silent-${n}\nmode: enforce\neach: vm\nwhen: vm.depth > ${n + 10}\nalert: { severity: info }`);
const set = policiesFrom(['policy: off\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: info, storm: { above: 100000 } }', ...silent].join("\n---\n"));

test("where more is to be judged than a turn may take, the rest is judged in the turns that follow, and what facts wake comes first", () => {
  const context: LineContext = {
    vcenter: new FakeVCenter(), ledger: new KeptLedger(), policies: () => set, wake$: NEVER, resync$: NEVER, stop$: NEVER, random: () => 0,
    scheduler: { now: () => 1_000, schedule: () => { throw new Error("no timers"); } }, limits: { hostLimit: undefined, maxWaitSeconds: 1, historyIntervalMs: 600_000, settleMs: 0, sweepMs: 600_000 },
  };
  const state = new LineState(instanceUuid, undefined, 0);
  const refs = Array.from({ length: machines }, (_, n) => `vm-${n}`);
  state.dirty.add(applyUpdates(state.inventory, refs.map((ref) => vmEnter(ref, [`[ds] ${ref}/disk.vmdk`]))));
  const alerts = (messages: readonly OutMessage[]): readonly string[] => messages.flatMap((message) => (message.kind === "alert" ? [message.alert.subject.id] : []));
  const turns = (): { readonly evaluations: readonly number[]; readonly told: readonly (readonly string[])[] } => {
    const outcomes = [judge(context, state)];
    while (state.dueAt(context.limits) === 0) outcomes.push(judge(context, state));
    return { evaluations: outcomes.map(({ evaluations }) => evaluations), told: outcomes.map(({ turn }) => alerts(turn.messages)) };
  };
  const first = turns();
  expect(Math.max(...first.evaluations)).toBeLessThanOrEqual(100_100);
  expect(first.evaluations.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(machines * 100);
  state.markAllDirty();
  state.historyReadAt = 1_000;
  state.dirty.add(applyUpdates(state.inventory, refs.slice(-3).map((ref) => vmModify(ref, { powerState: "poweredOff" }))));
  const { evaluations, told } = turns();
  expect(evaluations.length).toBeGreaterThan(1);
  expect([told[0]?.toSorted(), told.slice(1).flat()]).toEqual([refs.slice(-3).toSorted(), []]);
});
