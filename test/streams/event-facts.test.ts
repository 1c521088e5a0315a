// Events of vCenter through the decision line: which are told, once each, and whose policies they wake.
import { asyncScheduler, ReplaySubject, Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VCenterEvent } from "../../src/inventory/activity.js";
import { TetherdError } from "../../src/shared/errors.js";
import { decisionLine } from "../../src/streams/decision-line.js";
import { loaded } from "../policies/support.js";
import { FakeVCenter, vmEnter } from "./fake-vcenter.js";
import { MemoryLedger } from "./memory-ledger.js";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const event = (key: number, className: string): VCenterEvent => ({ key, chainId: key, createdTime: "2026-01-01T00:00:01Z", class: className, userName: "ann", vm: "vm-1", host: "host-1" });
const policies = loaded("policy: deleted\nmode: enforce\neach: vm\non: { event: VmMessageErrorEvent }\nwhen: 'true'\nalert: { severity: error, keepFiringFor: 1m }");

/** Runs `story` beside a line, and returns what was told: "vcenter.event 7", "firing". */
async function told(story: (vcenter: FakeVCenter, pass: (ms: number) => Promise<void>) => Promise<void>): Promise<readonly string[]> {
  const [vcenter, ledger] = [new FakeVCenter(), new MemoryLedger()];
  vcenter.state = [vmEnter("vm-1", [])];
  const line = decisionLine({
    vcenter, ledger, policies: () => policies, wake$: new Subject(), resync$: new Subject(), stop$: new ReplaySubject(1), scheduler: asyncScheduler, random: () => 0,
    limits: { hostLimit: undefined, maxWaitSeconds: 30, historyIntervalMs: 10_000, settleMs: 2_000, sweepMs: 900_000 },
  }).subscribe();
  const pass = async (ms: number): Promise<void> => { await vi.advanceTimersByTimeAsync(ms); };
  await pass(100);
  await story(vcenter, pass);
  line.unsubscribe();
  return ledger.messages.map((message) => (message.kind === "fact" ? `${message.fact.kind} ${message.fact.cause.eventKey ?? ""}` : message.kind === "alert" ? message.alert.status : message.kind));
}

describe("events in the decision line", () => {
  it("tells those that matter always and those a policy names, and no others", async () => {
    expect(await told(async (vcenter, pass) => {
      vcenter.happened([], [event(5, "VmPoweredOnEvent"), event(6, "VmFailoverFailed"), event(7, "UserLoginSessionEvent")]);
      await pass(11_000);
    })).toEqual(["vcenter.event 6"]);
  });

  it("raises the alert of the policy that names it, and lowers it after its time", async () => {
    expect(await told(async (vcenter, pass) => {
      vcenter.happened([], [event(5, "VmMessageErrorEvent")]);
      await pass(120_000);
    })).toEqual(["vcenter.event 5", "firing", "resolved"]);
  });

  it("tells what was read before a session was lost with the next turn, once", async () => {
    expect(await told(async (vcenter, pass) => {
      vcenter.historyFails = true;
      vcenter.happened([], [event(5, "VmFailoverFailed")]);
      await pass(11_000);
      vcenter.historyFails = false;
      await pass(30_000);
    })).toEqual(["vcenter.event 5"]);
  });

  it("does not tell again what a lost session lets it read beside", async () => {
    expect(await told(async (vcenter, pass) => {
      vcenter.happened([], [event(5, "VmFailoverFailed")]);
      await pass(11_000);
      vcenter.fail(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
      await pass(30_000);
      expect(vcenter.openedAt.at(-1)).toEqual({ time: "2026-01-01T00:00:00Z", eventKey: 1 });
    })).toEqual(["vcenter.event 5"]);
  });
});
