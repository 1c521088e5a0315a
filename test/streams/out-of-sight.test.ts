import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TetherdError } from "../../src/shared/errors.js";
import { FakeVCenter, instanceUuid, vmEnter } from "./fake-vcenter.js";
import { pass, policiesFrom, start, type Rig } from "./rig.js";

const minute = 60_000;
const blind = "policy: blind\nmode: enforce\neach: vcenter\nwhen: '!vcenter.inSight'\nfor: 5m\nalert: { severity: error }";
const vms = "policy: linked\nmode: enforce\neach: vm\nwhen: 'vm.linked'\nfor: 10m\nalert: { severity: info }";
const lost = "policy: lost\nmode: enforce\neach: vcenter\non: ingest.gap\nwhen: vcenter.historyLost && age(vcenter.historyLostAt) < hours(1)\nalert: { severity: warning }";
const away = new TetherdError("VIM_UNREACHABLE", "no route", { retryable: true });
const pair = [vmEnter("vm-1", ["[ds] a/a.vmdk", "[ds] base/base.vmdk"]), vmEnter("vm-2", ["[ds] b/b.vmdk", "[ds] base/base.vmdk"])];

const told = ({ ledger }: Rig): readonly string[] => ledger.messages.flatMap((message) => (message.kind === "alert" ? [`${message.alert.policy} ${message.alert.status} ${message.alert.subject.name}`] : []));
const seen = (): FakeVCenter => Object.assign(new FakeVCenter(), { state: pair });

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

it("a vCenter out of sight is told after its time, with the age of what is known, and resolved once it is in sight, also after a restart", async () => {
  const rig = start(policiesFrom(blind), seen());
  await pass(minute);
  Object.assign(rig.vcenter, { openError: away }).fail(away);
  await pass(5 * minute);
  expect(told(rig)).toEqual([]);
  await pass(2 * minute);
  expect(told(rig)).toEqual(["blind firing fake"]);
  expect(rig.ledger.messages.find((message) => message.kind === "alert")).toMatchObject({ alert: { subject: { kind: "vcenter" }, labels: { subject_kind: "vcenter", name: "fake" }, object: { inSight: false, vmCount: 2 } } });
  const { dataAge } = (rig.ledger.messages.at(-1) as { readonly alert: { readonly dataAge: number } }).alert;
  expect(dataAge).toBeGreaterThanOrEqual(300);
  rig.unsubscribe();
  const again = start(policiesFrom(blind), seen(), rig.ledger);
  await pass(minute);
  expect(told(again)).toEqual(["blind firing fake", "blind resolved fake"]);
  again.unsubscribe();
});

describe("a vCenter that does not answer after a restart", () => {
  const none = "policy: none\nmode: enforce\neach: vcenter\nwhen: vcenter.vmCount == 0\nalert: { severity: error }";
  const dark = (): FakeVCenter => Object.assign(seen(), { openError: away });
  async function watched(): Promise<Rig> {
    const rig = start(policiesFrom(blind, none), seen());
    await pass(minute);
    rig.unsubscribe();
    return rig;
  }

  it("is told of where an earlier run knew it, and never as one without VMs", async () => {
    const { ledger } = await watched();
    const again = start(policiesFrom(blind, none), dark(), ledger, { lastKnown: () => instanceUuid });
    await pass(7 * minute);
    expect(told(again)).toEqual(["blind firing fake"]);
    Object.assign(again.vcenter, { openError: undefined });
    await pass(3 * minute);
    expect(told(again)).toEqual(["blind firing fake", "blind resolved fake"]);
    again.unsubscribe();
  });

  it("is not spoken of where nobody knows which it was, or another daemon may watch it", async () => {
    const { ledger } = await watched();
    const again = start(policiesFrom(blind, none), dark(), ledger, { lastKnown: () => undefined });
    await pass(7 * minute);
    expect(told(again)).toEqual([]);
    again.unsubscribe();
  });

  it("may turn out to be another one, which is then watched as itself", async () => {
    const { ledger } = await watched();
    const again = start(policiesFrom(blind, none), dark(), ledger, { lastKnown: () => "uuid-before" });
    await pass(7 * minute);
    expect(told(again)).toEqual(["blind firing fake"]);
    Object.assign(again.vcenter, { openError: undefined });
    await pass(3 * minute);
    expect(again.ended).toBeUndefined();
    expect(again.reports.filter(({ kind }) => kind === "synced")).toHaveLength(1);
    again.unsubscribe();
  });
});

it("while vCenter is out of sight nothing is said of its objects and their for: stands still", async () => {
  const rig = start(policiesFrom(blind, vms), seen());
  await pass(5 * minute);
  Object.assign(rig.vcenter, { openError: away }).fail(away);
  await pass(60 * minute);
  expect(told(rig)).toEqual(["blind firing fake"]);
  Object.assign(rig.vcenter, { openError: undefined });
  await pass(3 * minute);
  expect(told(rig)).toEqual(["blind firing fake", "blind resolved fake"]);
  await pass(5 * minute);
  expect(told(rig).slice(2)).toEqual([]);
  await pass(5 * minute);
  expect(told(rig).slice(2).sort()).toEqual(["linked firing name of vm-1", "linked firing name of vm-2"]);
  rig.unsubscribe();
});

it("lost history wakes the policies of its vCenter, is remembered over a restart, and is over after its time", async () => {
  const gappy = Object.assign(seen(), { gaps: [{ from: "2025-01-01T00:00:00Z", to: "2025-12-01T00:00:00Z", reason: "aged out" }] });
  const rig = start(policiesFrom(lost), gappy);
  await pass(minute);
  expect(told(rig)).toEqual(["lost firing fake"]);
  rig.unsubscribe();
  const again = start(policiesFrom(lost), seen(), rig.ledger);
  await pass(50 * minute);
  expect(told(again)).toEqual(["lost firing fake"]);
  await pass(10 * minute);
  expect(told(again)).toEqual(["lost firing fake", "lost resolved fake"]);
  again.unsubscribe();
});
