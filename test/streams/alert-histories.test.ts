/**
 * What alerts promise, over random histories of a vCenter with crashes, lost sessions, missing data, gaps, silences and edited policies: the real line on
 * virtual time. Long with TETHERD_TEST_LONG=1.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Alert } from "../../src/alerts/alert.js";
import { silenceSet, type Silence } from "../../src/alerts/silence.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { decide } from "../../src/policies/decide.js";
import type { PolicySet } from "../../src/policies/policy-set.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { episodeKey } from "../../src/streams/line-state.js";
import { KeptLedger } from "../../src/streams/kept-ledger.js";
import type { Gap, UpdateBatch, VCenter, Watch } from "../../src/streams/ports.js";
import { VirtualLine } from "../../src/streams/virtual-line.js";
import { worldOf } from "../../src/streams/world-of.js";
import { vmEnter } from "./fake-vcenter.js";
import { policiesFrom } from "./rig.js";

const minute = 60_000;
const count = 6;
const refs = Array.from({ length: count }, (_, index) => `vm-${index}`);
const now: PolicySet = policiesFrom('policy: now\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: warning, raise: [{ to: critical, when: vm.template }], repeat: 30m, storm: { above: 3, within: 1m } }');
const later = 'policy: later\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nfor: 10m\nalert: { severity: error, keepFiringFor: 5m }\n';
const sets: readonly PolicySet[] = [
  now, policiesFrom('policy: now\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: warning, storm: { above: 3, within: 1m } }', later), policiesFrom(later),
  policiesFrom('policy: now\nmode: off\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: warning }', later.replace("mode: enforce", "mode: shadow")), policiesFrom(),
];
const silence: Silence = { id: "s", matchers: [{ label: "policy", op: "=", value: "now" }], author: "ann", comment: "x", createdAt: "1970-01-01T00:00:00Z", startsAt: "1970-01-01T00:00:00Z", endsAt: "1970-01-01T06:00:00Z" };

type Power = "on" | "off" | "unknown" | "gone";
type Step =
  | { readonly kind: "power"; readonly vm: number; readonly to: Power; readonly template: boolean } | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "crash" } | { readonly kind: "session" } | { readonly kind: "blind"; readonly minutes: number } | { readonly kind: "gap" }
  | { readonly kind: "policies"; readonly set: number } | { readonly kind: "silence"; readonly on: boolean };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("power" as const), vm: fc.nat(count - 1), to: fc.constantFrom<Power>("on", "off", "off", "unknown", "gone"), template: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "crash" }) }, { weight: 1, arbitrary: fc.constant<Step>({ kind: "session" }) }, { weight: 1, arbitrary: fc.constant<Step>({ kind: "gap" }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("blind" as const), minutes: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("policies" as const), set: fc.nat(sets.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("silence" as const), on: fc.boolean() }) },
), { minLength: 1, maxLength: 60 });

/** What a VM shows of itself. */
function enter(vm: number, power: Power, template: boolean): InventoryUpdate {
  const ref = refs[vm] ?? "";
  const whole = vmEnter(ref, [`[ds] ${ref}/leaf.vmdk`, "[ds] base/base.vmdk"], { powerState: power === "off" ? "poweredOff" : "poweredOn", template });
  if (power !== "unknown") return whole;
  return { ...whole, set: Object.fromEntries(Object.entries(whole.set).filter(([name]) => name !== "powerState")), unreadable: ["powerState"] };
}

/** The world, and a line over it that may die and be lost at any moment. */
class History implements VCenter {
  readonly name = "history";
  readonly vms = new Map<number, InventoryUpdate>();
  readonly ledger = new KeptLedger();
  set: PolicySet = now;
  silences = silenceSet([]);
  now = 0;
  line: VirtualLine;
  #queue: InventoryUpdate[] = [];
  #lost = false;
  #blind = false;
  #gaps: Gap[] = [];

  readonly #mostVms: number;

  /** So many changed VMs are compared in a turn. */
  constructor(mostVms = 1_000) {
    this.#mostVms = mostVms;
    this.line = this.#start();
  }

  #start(): VirtualLine {
    return new VirtualLine({
      vcenter: this, ledger: this.ledger, policies: () => this.set, silences: () => this.silences, now: () => this.now, report: () => undefined,
      limits: { hostLimit: undefined, historyIntervalMs: 600_000, settleMs: 2_000, sweepMs: 3_600_000, mostVms: this.#mostVms },
    });
  }

  async open(positionOf: (instanceUuid: string) => Promise<unknown>): Promise<Watch> {
    if (this.#blind) throw new Error("out of sight");
    await positionOf("vc");
    this.#lost = false;
    this.#queue = [...this.vms.values()];
    return {
      about: { instanceUuid: "vc", fullName: "history 8.0", apiVersion: "8.0" }, gaps: this.#gaps.splice(0),
      waitForUpdates: async (): Promise<UpdateBatch> => {
        if (this.#lost || this.#blind) throw new Error("session lost");
        return Promise.resolve({ updates: this.#queue.splice(0), truncated: false, historyChanged: false });
      },
      readHistory: async () => Promise.resolve({ events: [], tasks: [], position: { time: "2026-01-01T00:00:00Z", eventKey: 0 }, complete: true, tasksReadable: true, gaps: [] }),
      readTasks: async () => Promise.resolve([]), close: async () => Promise.resolve(),
    };
  }

  change(...updates: readonly (readonly [vm: number, update: InventoryUpdate | undefined])[]): void {
    for (const [vm, update] of updates) {
      const before = this.vms.get(vm);
      if (update === undefined) this.vms.delete(vm);
      else this.vms.set(vm, update);
      if (update === undefined && before !== undefined) this.#queue.push({ ...before, kind: "leave", set: {}, unreadable: [] });
      else if (update !== undefined) this.#queue.push(before === undefined ? update : { ...update, kind: "modify" });
    }
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "power": this.change([step.vm, step.to === "gone" ? undefined : enter(step.vm, step.to, step.template)]); break;
      case "wait": await this.pass(step.minutes); break;
      case "crash": this.line = this.#start(); break;
      case "session": this.#lost = true; break;
      case "blind":
        this.#blind = true;
        await this.pass(step.minutes);
        this.#blind = false;
        this.#lost = true;
        break;
      case "gap":
        this.#gaps.push({ from: undefined, to: undefined, reason: "aged out" });
        this.#lost = true;
        break;
      case "policies": this.set = sets[step.set] ?? now; break;
      case "silence": this.silences = silenceSet(step.on ? [silence] : []); break;
    }
    await this.settle();
  }

  /** A lost session is found and opened anew within a minute; that much time goes by. */
  async settle(): Promise<void> {
    await this.line.settle();
    for (let tries = 0; (this.#lost && !this.#blind) && tries < 60; tries++) {
      this.now += 1_000;
      await this.line.settle();
    }
  }

  async pass(minutes: number): Promise<void> {
    const end = this.now + minutes * minute;
    while (this.now < end) {
      this.now = Math.min(end, Math.max(this.now + 1_000, Math.min(this.line.dueAt(), this.now + 5 * minute)));
      await this.line.settle();
    }
  }

  get alerts(): readonly Alert[] {
    return this.ledger.messages.flatMap((message) => (message.kind === "alert" ? [message.alert] : []));
  }

  /** Judged from scratch: what the present world says must fire does, and what it says does not hold does not fire. */
  firingIsAsJudgedAnew(): void {
    const { state } = this.line;
    if (state === undefined || this.#lost || this.#blind || state.judgedWith !== this.set) return;
    const sight = sightOf(worldOf(state, undefined, "fake"));
    for (const policy of this.set.policies) {
      for (const [vm, ref] of refs.entries()) {
        const episode = state.episodes.get(episodeKey(policy.name, { kind: "vm", id: ref }));
        if (!this.vms.has(vm)) {
          expect(episode?.published).toBeUndefined();
          continue;
        }
        const { verdict } = decide(policy, sight, { kind: "vm", id: ref });
        if (verdict === "true" && policy.forMs === 0 && policy.mode === "enforce") expect(episode?.published).toBeDefined();
        if (verdict === "false" && policy.alert?.keepFiringForMs === 0 && episode?.flapping === undefined) expect(episode?.published).toBeUndefined();
      }
    }
  }
}

const runs = process.env["TETHERD_TEST_LONG"] === "1" ? { numRuns: 2_000 } : { numRuns: 60, seed: 20261128 };

it("every firing is followed by its resolved, numbers have no holes, unknown flips nothing, and what fires is what is judged anew after every step", async () => {
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(1, 2, 1_000), async (list, mostVms) => {
    const history = new History(mostVms);
    history.change(...refs.map((_, vm) => [vm, enter(vm, "on", false)] as const));
    await history.settle();
    for (const step of list) {
      const [{ length }, before] = [history.alerts, history.line.state];
      await history.take(step);
      history.firingIsAsJudgedAnew();
      if (step.kind !== "power" || step.to !== "unknown" || before !== history.line.state) continue;
      // What became unknown neither fires nor resolves; others may do in the same turn only what was due by time.
      expect(history.alerts.slice(length).filter(({ subject, transitionKind }) => subject.id === refs[step.vm] && transitionKind !== "repeated" && transitionKind !== "silenced" && transitionKind !== "unsilenced")).toEqual([]);
    }
    history.change(...refs.map((_, vm) => [vm, enter(vm, "on", false)] as const));
    await history.settle();
    await history.pass(30);
    const byFingerprint = new Map<string, Alert[]>();
    for (const alert of history.alerts) byFingerprint.set(alert.fingerprint, [...(byFingerprint.get(alert.fingerprint) ?? []), alert]);
    for (const told of byFingerprint.values()) {
      expect(told.map(({ transition }) => transition)).toEqual(told.map((_, index) => index + 1));
      expect(told.at(-1)?.status).toBe("resolved");
      told.forEach(({ status, transitionKind }, index) => {
        const begins = index === 0 || told[index - 1]?.status === "resolved";
        expect([status, transitionKind === "fired"]).toEqual([begins ? "firing" : status, begins]);
      });
    }
    for (const alert of history.alerts) if (alert.storm !== undefined) expect(byFingerprint.get(alert.storm)?.[0]?.members).toBeDefined();
  }), runs);
}, 600_000);

it("the order in which updates come changes no alert in the end", async () => {
  const change = fc.record({ vm: fc.nat(count - 1), to: fc.constantFrom<Power>("on", "off", "unknown", "gone"), template: fc.boolean() });
  const firing = (history: History): unknown => [...(history.line.state?.episodes.values() ?? [])].filter(({ published }) => published !== undefined).map(({ policy, subject, severity }) => `${policy} ${subject.id} ${severity ?? ""}`).sort();
  await fc.assert(fc.asyncProperty(fc.uniqueArray(change, { selector: ({ vm }) => vm, minLength: 1 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.boolean())), async ([list, shuffled, apart]) => {
    const [one, other] = [new History(), new History()];
    for (const history of [one, other]) {
      history.set = sets[1] ?? now;
      history.change(...refs.map((_, vm) => [vm, enter(vm, "on", false)] as const));
      await history.settle();
    }
    one.change(...list.map(({ vm, to, template }) => [vm, to === "gone" ? undefined : enter(vm, to, template)] as const));
    await one.settle();
    for (const { vm, to, template } of shuffled) {
      other.change([vm, to === "gone" ? undefined : enter(vm, to, template)]);
      if (apart) await other.settle();
    }
    await other.settle();
    for (const history of [one, other]) await history.pass(15);
    expect(firing(other)).toEqual(firing(one));
  }), { numRuns: process.env["TETHERD_TEST_LONG"] === "1" ? 500 : 40, seed: 20261128 });
}, 600_000);
