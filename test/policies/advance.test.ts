import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/policies/advance.js";
import type { Advanced, AdvanceInput } from "../../src/policies/advanced.js";
import { armHoldMs } from "../../src/policies/begin-episode.js";
import type { Decision, Episode, Severity, Verdict } from "../../src/policies/decision.js";
import { fingerprintOf } from "../../src/policies/fingerprint.js";
import type { Policy } from "../../src/policies/policy.js";
import { onePolicy } from "./support.js";

const minute = 60_000;
const subject = { kind: "vm", id: "vm-1" } as const;
const alerting = onePolicy("policy: p\nmode: enforce\neach: vm\nwhen: vm.template\nfor: 10m\nalert: { severity: warning, raise: [{ to: critical, when: vm.linked }], keepFiringFor: 5m }");
const acting = onePolicy("policy: p\nmode: enforce\neach: vm\non: vm.snapshot-removed\nwhen: vm.template\nfor: 2m\ndo: { promote: { unlink: false } }\nlimits: { perHour: 1 }");
const said = { labels: { a: "b" }, annotations: {}, object: null };

interface Step extends Partial<Omit<AdvanceInput, "outcome">> {
  readonly verdict?: Verdict;
  readonly gone?: string;
  readonly severity?: Severity;
  readonly ceiling?: Severity;
}

function decision({ verdict = "true", severity, ceiling }: Step, policy: Policy): Decision {
  const worst = severity ?? policy.alert?.severity;
  return { policy: policy.name, subject, verdict, missing: [], severity: verdict === "true" ? worst : undefined, ...(ceiling === undefined ? {} : { severityCeiling: ceiling }) };
}

/** What a line does with an episode between turns: save it, with what was said. */
class Life {
  episode: Episode | undefined;
  wakeAt: number | undefined;
  now = 0;
  readonly told: string[] = [];
  policy: Policy;

  constructor(policy: Policy) {
    this.policy = policy;
  }

  step(step: Step): Advanced {
    const policy = "policy" in step ? step.policy : this.policy;
    this.now = step.now ?? this.now;
    const advanced = advance(this.episode, {
      policy, outcome: step.gone === undefined ? decision(step, policy ?? this.policy) : { gone: step.gone },
      armed: step.armed ?? false, cause: step.cause, vcenter: "vc-1", subjectName: "one", now: this.now,
    });
    if (advanced.tell !== undefined) this.told.push(`${advanced.transition === "repeated" ? "repeated" : advanced.tell} ${advanced.episode?.transition ?? 0}`);
    if (advanced.act === true) this.told.push(`act ${advanced.episode?.episode ?? 0}`);
    if (advanced.tell === "resolved") expect(advanced.published).toEqual(said);
    if (advanced.transition === "repeated") expect(advanced.published ?? said).toEqual(said);
    const saved = advanced.tell === "firing" && advanced.episode !== undefined ? { ...advanced.episode, published: said } : advanced.episode;
    this.episode = saved === undefined ? undefined : JSON.parse(JSON.stringify(saved)) as Episode;
    this.wakeAt = advanced.wakeAt;
    return advanced;
  }

  /** Steps at these minutes with these verdicts; returns what was told. */
  run(...steps: readonly (readonly [atMinutes: number, step: Step])[]): readonly string[] {
    for (const [at, step] of steps) this.step({ now: at * minute, ...step });
    return this.told;
  }
}

const yes = { verdict: "true" } as const;
const no = { verdict: "false" } as const;
const unknown = { verdict: "unknown" } as const;

describe("an alert", () => {
  it("waits for its time, fires once, lingers, and is resolved", () => {
    const life = new Life(alerting);
    expect(life.step({ now: 0, ...yes })).toMatchObject({ transition: "pending", wakeAt: 10 * minute });
    expect(life.step({ now: 9 * minute, ...yes })).not.toHaveProperty("transition");
    expect(life.step({ now: 10 * minute, ...yes })).toMatchObject({ transition: "activated", tell: "firing", episode: { episode: 1, transition: 1, since: 0, activeAt: 10 * minute, severity: "warning" } });
    expect(life.step({ now: 11 * minute, ...yes }).tell).toBeUndefined();
    expect(life.step({ now: 20 * minute, ...no })).toMatchObject({ transition: "lingering", wakeAt: 25 * minute, episode: { state: "lingering", endedAt: 20 * minute } });
    expect(life.step({ now: 25 * minute, ...no })).toMatchObject({ transition: "resolved", tell: "resolved", reason: "condition ended", episode: { state: "ended", episode: 1, transition: 2 } });
    expect(life.told).toEqual(["firing 1", "resolved 2"]);
  });

  it("that does not hold for its time leaves no trace", () => {
    const life = new Life(alerting);
    expect(life.run([0, yes], [5, no])).toEqual([]);
    expect(life.episode).toBeUndefined();
  });

  it("that returns while lingering goes on without a word", () => {
    const life = new Life(alerting);
    expect(life.run([0, yes], [10, yes], [20, no], [22, yes], [30, no], [34, no])).toEqual(["firing 1"]);
    expect(life.run([35, no])).toEqual(["firing 1", "resolved 2"]);
  });

  it("never repeats a number, whatever happened before", () => {
    const life = new Life(alerting);
    expect(life.run([0, yes], [10, yes], [20, no], [25, no], [30, yes], [31, no], [40, yes], [50, yes], [60, no], [65, no])).toEqual(["firing 1", "resolved 2", "firing 3", "resolved 4"]);
    expect(life.episode).toMatchObject({ episode: 2, transition: 4, fingerprint: fingerprintOf("vc-1", "p", subject) });
  });

  it("is told again when it becomes worse or better, as the same alert", () => {
    const life = new Life(alerting);
    life.run([0, yes], [10, yes]);
    expect(life.step({ now: 11 * minute, ...yes, severity: "critical" })).toMatchObject({ transition: "raised", tell: "firing", episode: { episode: 1, transition: 2, severity: "critical", activeAt: 10 * minute } });
    expect(life.step({ now: 12 * minute, ...yes })).toMatchObject({ transition: "lowered", tell: "firing", episode: { transition: 3, severity: "warning" } });
  });

  it("keeps its severity while it is unknown whether a worse one holds", () => {
    const life = new Life(alerting);
    life.run([0, yes], [10, { ...yes, severity: "critical" }]);
    expect(life.run([11, { ...yes, severity: "warning", ceiling: "critical" }], [12, { ...yes, severity: "critical" }])).toEqual(["firing 1"]);
    expect(life.run([13, { ...yes, severity: "warning" }], [14, { ...yes, severity: "warning", ceiling: "critical" }])).toEqual(["firing 1", "firing 2"]);
  });

  it("waits unmoved while nothing is known, and that time does not count", () => {
    const life = new Life(alerting);
    expect(life.run([0, yes], [4, unknown], [30, unknown], [31, yes], [36, yes])).toEqual([]);
    expect(life.wakeAt).toBe(37 * minute);
    expect(life.run([37, yes])).toEqual(["firing 1"]);
    expect(life.run([40, unknown], [200, unknown])).toEqual(["firing 1"]);
    expect(life.run([201, no], [202, unknown], [230, unknown], [231, no])).toEqual(["firing 1", "resolved 2"]);
  });

  it("is repeated while it fires, also while nothing is known and while it lingers, so that nobody takes it for over", () => {
    const life = new Life({ ...alerting, alert: { ...alerting.alert!, repeatMs: 60 * minute, keepFiringForMs: 90 * minute } });
    life.run([0, yes], [10, yes]);
    expect(life.wakeAt).toBe(70 * minute);
    expect(life.run([69, yes], [70, yes], [100, unknown], [130, unknown], [131, no], [190, no])).toEqual(["firing 1", "repeated 2", "repeated 3", "repeated 4"]);
    expect(life.episode).toMatchObject({ state: "lingering", toldAt: 190 * minute });
    expect(life.wakeAt).toBe(221 * minute);
    expect(life.run([221, no])).toEqual(["firing 1", "repeated 2", "repeated 3", "repeated 4", "resolved 5"]);
  });

  it("says since when it stands on what was known before", () => {
    const life = new Life(alerting);
    life.run([0, yes], [10, yes], [12, unknown], [20, unknown]);
    expect(life.episode).toMatchObject({ unknownSince: 12 * minute });
    life.run([21, yes]);
    expect(life.episode).not.toHaveProperty("unknownSince");
  });

  it("does not begin on unknown", () => {
    const life = new Life(alerting);
    expect(life.run([0, unknown], [100, unknown])).toEqual([]);
    expect(life.episode).toBeUndefined();
  });

  it.each<[string, Step, string]>([
    ["the policy is removed", { policy: undefined, gone: "policy removed" }, "policy removed"],
    ["the policy is switched off", { policy: { ...alerting, mode: "off" } }, "policy switched off"],
    ["the policy goes into shadow", { policy: { ...alerting, mode: "shadow" } }, "policy went into shadow"],
    ["the policy looks at something else", { policy: { ...alerting, each: "host" } }, "the policy now looks at each host"],
    ["the subject leaves", { gone: "subject left vCenter" }, "subject left vCenter"],
    ["the policy raises no alert any more", { policy: { ...alerting, alert: undefined } }, "the policy no longer raises an alert"],
  ])("is resolved at once, saying why, when %s", (_when, step, reason) => {
    for (const lingering of [[], [[20, no]]] as const) {
      const life = new Life(alerting);
      life.run([0, yes], [10, yes], ...lingering);
      if (lingering.length > 0 && reason.includes("no longer")) continue;
      expect(life.step({ now: 21 * minute, ...step })).toMatchObject({ tell: "resolved", reason });
      expect(life.step({ now: 22 * minute, ...step }).tell).toBeUndefined();
    }
  });

  it("that never fired is not resolved", () => {
    const life = new Life(alerting);
    expect(life.run([0, yes], [5, { gone: "subject left vCenter" }])).toEqual([]);
  });

  it("added to a policy whose episode is active is told", () => {
    const life = new Life({ ...alerting, alert: undefined });
    expect(life.run([0, yes], [10, yes])).toEqual([]);
    life.policy = alerting;
    expect(life.run([11, yes], [12, yes])).toEqual(["firing 1"]);
  });
});

describe("a policy in shadow", () => {
  const shadow: Policy = { ...alerting, mode: "shadow" };

  it("goes through the motions and tells nothing", () => {
    const life = new Life(shadow);
    life.run([0, yes]);
    expect(life.step({ now: 10 * minute, ...yes })).toMatchObject({ transition: "activated" });
    expect(life.run([20, no])).toEqual([]);
  });

  it("keeps going for keepFiringFor, so that what it would have told is what it will tell", () => {
    const life = new Life({ ...shadow, alert: { ...alerting.alert!, keepFiringForMs: 5 * minute } });
    life.run([0, yes], [10, yes]);
    expect(life.step({ now: 11 * minute, ...no })).toMatchObject({ transition: "lingering" });
    expect(life.step({ now: 13 * minute, ...yes })).toMatchObject({ transition: "rekindled" });
    expect(life.step({ now: 14 * minute, ...no })).toMatchObject({ transition: "lingering" });
    expect(life.step({ now: 19 * minute, ...no })).toMatchObject({ transition: "resolved" });
  });

  it("tells what holds as soon as it leaves shadow, with its time counted", () => {
    const life = new Life(shadow);
    life.run([0, yes], [10, yes]);
    life.policy = alerting;
    expect(life.run([11, unknown])).toEqual([]);
    expect(life.run([12, yes])).toEqual(["firing 1"]);
  });

  it("records its action", () => {
    const life = new Life({ ...acting, on: undefined, mode: "shadow" });
    expect(life.run([0, yes], [2, yes])).toEqual(["act 1"]);
    life.policy = { ...acting, on: undefined };
    expect(life.run([3, yes])).toEqual(["act 1", "act 2"]);
  });
});

describe("a policy with on:", () => {
  const cause = { user: "eve", via: "vcenter" } as const;

  it("begins only after its fact, and acts once", () => {
    const life = new Life(acting);
    expect(life.run([0, yes], [100, yes])).toEqual([]);
    expect(life.run([101, { ...yes, armed: true, cause }], [102, yes], [103, yes], [104, yes])).toEqual(["act 1"]);
    expect(life.episode).toMatchObject({ cause, state: "active" });
    expect(life.run([110, no], [120, yes], [130, yes])).toEqual(["act 1"]);
    expect(life.run([131, { ...yes, armed: true }], [133, yes])).toEqual(["act 1", "act 2"]);
  });

  it("stays armed for a while, for a fact may come before its condition", () => {
    const life = new Life(acting);
    life.step({ now: 0, ...no, armed: true, cause });
    expect(life.wakeAt).toBe(armHoldMs);
    expect(life.run([5, yes], [7, yes])).toEqual(["act 1"]);
    expect(life.episode).toMatchObject({ cause });
  });

  it("forgets the fact when the condition does not hold in time", () => {
    const life = new Life(acting);
    life.step({ now: 0, ...no, armed: true });
    life.step({ now: armHoldMs, ...no });
    expect(life.episode).toBeUndefined();
    expect(life.run([16, yes], [18, yes])).toEqual([]);
  });

  it("stays armed as long as nothing is known", () => {
    const life = new Life(acting);
    life.step({ now: 0, ...unknown, armed: true });
    expect(life.run([14, unknown], [60, unknown], [61, yes], [63, yes])).toEqual(["act 1"]);
  });

  it("stays armed when the condition pauses before its time", () => {
    const life = new Life(acting);
    expect(life.run([0, { ...yes, armed: true }], [1, no], [4, yes], [5, yes], [6, yes])).toEqual(["act 1"]);
  });

  it("does not act on an old fact when it leaves shadow", () => {
    const life = new Life({ ...acting, mode: "shadow" });
    expect(life.run([0, { ...yes, armed: true }], [2, yes])).toEqual(["act 1"]);
    life.policy = acting;
    expect(life.run([3, yes], [10, yes])).toEqual(["act 1"]);
  });
});

const verdicts = fc.constantFrom<Verdict>("true", "false", "unknown");
const policies = fc.constantFrom<Policy | undefined>(alerting, { ...alerting, forMs: 0 }, { ...alerting, mode: "shadow" }, { ...alerting, mode: "off" }, { ...alerting, alert: undefined }, { ...acting, alert: alerting.alert }, { ...alerting, mode: "propose" }, undefined);
const randomSteps = fc.array(fc.record({
  verdict: verdicts, minutes: fc.integer({ min: 0, max: 12 }), armed: fc.boolean(), gone: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
  severity: fc.constantFrom<Severity>("warning", "critical"), change: fc.option(policies, { freq: 4, nil: null }),
}), { maxLength: 60 });

describe("over long random histories", () => {
  it("firing and resolved alternate, numbers grow by one, and in the end what fired is resolved", () => {
    fc.assert(fc.property(randomSteps, (steps) => {
      const life = new Life(alerting);
      let policy: Policy | undefined = alerting;
      for (const { verdict, minutes, armed, gone, severity, change } of steps) {
        policy = change === null ? policy : change;
        life.step({ now: life.now + minutes * minute, policy, verdict, armed, severity, ...(gone ? { gone: "subject left vCenter" } : policy === undefined ? { gone: "policy removed" } : {}) });
      }
      for (const minutes of [1, 20]) life.step({ now: life.now + minutes * minute, policy: alerting, ...no });
      const alerts = life.told.filter((told) => !told.startsWith("act"));
      alerts.forEach((told, index) => expect(told.split(" ")[1]).toBe(String(index + 1)));
      alerts.forEach((told, index) => told.startsWith("resolved") && expect(alerts[index - 1]).toMatch(/^(firing|repeated)/));
      if (alerts.length > 0) expect(alerts.at(-1)).toMatch(/^resolved/);
      const acts = life.told.filter((told) => told.startsWith("act"));
      expect(new Set(acts).size).toBe(acts.length);
    }), { numRuns: 2_000 });
  });

  it("a step with an unknown verdict tells nothing and moves no state", () => {
    fc.assert(fc.property(randomSteps, (steps) => {
      const life = new Life(alerting);
      for (const { verdict, minutes, severity } of steps) {
        const before = life.episode?.state;
        const advanced = life.step({ now: life.now + minutes * minute, verdict, severity });
        if (verdict !== "unknown") continue;
        if (advanced.transition !== "repeated") expect(advanced).not.toHaveProperty("tell");
        expect(advanced).not.toHaveProperty("act");
        expect(life.episode?.state).toBe(before);
      }
    }), { numRuns: 1_000 });
  });

  it("asking again at the same moment changes nothing", () => {
    fc.assert(fc.property(randomSteps, (steps) => {
      const life = new Life(alerting);
      for (const { verdict, minutes, severity } of steps) {
        life.step({ now: life.now + minutes * minute, verdict, severity });
        const { episode, told: { length } } = life;
        life.step({ verdict, severity });
        expect(life.told.length).toBe(length);
        expect(life.episode).toEqual(episode);
      }
    }), { numRuns: 1_000 });
  });

  it("being asked at the promised moments is enough: more often tells the same", () => {
    fc.assert(fc.property(fc.array(fc.record({ verdict: verdicts, minutes: fc.integer({ min: 1, max: 30 }) }), { maxLength: 20 }), (spans) => {
      const [lazy, eager] = [new Life(alerting), new Life(alerting)];
      const at: Record<"lazy" | "eager", [number, string][]> = { lazy: [], eager: [] };
      const ask = (name: "lazy" | "eager", life: Life, now: number, verdict: Verdict): void => {
        const { length } = life.told;
        life.step({ now, verdict });
        for (const told of life.told.slice(length)) at[name].push([now, told]);
      };
      let now = 0;
      for (const { verdict, minutes } of spans) {
        ask("lazy", lazy, now, verdict);
        const end = now + minutes * minute;
        while (lazy.wakeAt !== undefined && lazy.wakeAt < end) ask("lazy", lazy, lazy.wakeAt, verdict);
        for (; now < end; now += minute) ask("eager", eager, now, verdict);
      }
      expect(at.lazy).toEqual(at.eager);
    }), { numRuns: 500 });
  });
});
