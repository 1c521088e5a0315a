import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/policies/advance.js";
import type { Episode, Severity, Verdict } from "../../src/policies/decision.js";
import { flapAfter, flapHoldMs, flapWindowMs } from "../../src/policies/flapping.js";
import { onePolicy } from "./support.js";

const policy = onePolicy("policy: p\nmode: enforce\neach: vm\nwhen: vm.template\nalert: { severity: warning, raise: [{ to: critical, when: vm.linked }], repeat: 6m }");
const subject = { kind: "vm", id: "vm-1" } as const;
const minute = 60_000;
const repeatMs = 6 * minute;

interface Told { readonly at: number; readonly what: string; readonly flapping: boolean }

/** Asks at every moment given, and at every moment the episode asked for in between; what was told, when. */
function lifeOver(moments: readonly (readonly [at: number, verdict: Verdict, severity?: Severity])[]): { readonly told: readonly Told[]; readonly episode: Episode | undefined } {
  let episode: Episode | undefined;
  const told: Told[] = [];
  const ask = (now: number, verdict: Verdict, severity: Severity): number | undefined => {
    const advanced = advance(episode, {
      policy, outcome: { policy: "p", subject, verdict, missing: [], severity: verdict === "true" ? severity : undefined }, armed: false, cause: undefined, vcenter: "vc", subjectName: "one", now,
    });
    if (advanced.tell !== undefined) told.push({ at: now, what: advanced.transition ?? "", flapping: advanced.episode?.flapping !== undefined });
    episode = advanced.episode === undefined ? undefined : advanced.tell === "firing" ? { ...advanced.episode, published: { labels: {}, annotations: {}, object: null } } : advanced.episode;
    return advanced.wakeAt;
  };
  moments.forEach(([at, verdict, severity = "warning"], index) => {
    const end = moments[index + 1]?.[0] ?? at;
    for (let wakeAt = ask(at, verdict, severity); wakeAt !== undefined && wakeAt < end && wakeAt > at;) wakeAt = ask(wakeAt, verdict, severity);
  });
  return { told, episode };
}

/** The condition changes ten times a second for so long, then keeps the verdict for ten minutes. */
function tenHertz(ms: number, then: Verdict): ReturnType<typeof lifeOver> {
  const flips = Array.from({ length: ms / 100 }, (_, index) => [index * 100, index % 2 === 0 ? "true" : "false"] as const);
  return lifeOver([...flips, [ms, then], [ms + 10 * minute, then]]);
}

describe("Y4: a condition that flaps ten times a second", () => {
  it("is told a few times, then held: at most one message per repeat interval, and it says that it flaps", () => {
    const { told } = tenHertz(20 * minute, "false");
    const held = told.slice(flapAfter);
    expect(told.slice(0, flapAfter + 1).map(({ what }) => what)).toEqual(["activated", "resolved", "activated", "resolved", "activated", "resolved", "activated"]);
    expect(held.map(({ what, flapping }) => `${what}${flapping ? " flapping" : ""}`)).toEqual(["activated flapping", "repeated flapping", "repeated flapping", "repeated flapping", "repeated flapping", "resolved"]);
    held.slice(1, -1).forEach(({ at }, index) => expect(at - (held[index]?.at ?? 0)).toBeGreaterThanOrEqual(repeatMs));
  });

  it("is resolved once it has kept still, and not before", () => {
    const { told, episode } = tenHertz(60_000, "false");
    expect(told.at(-1)).toMatchObject({ what: "resolved", at: 60_000 - 100 + flapHoldMs });
    expect(episode).toMatchObject({ state: "ended" });
    expect(episode).not.toHaveProperty("flapping");
  });

  it("goes on firing without flapping once it has kept true", () => {
    const { told, episode } = tenHertz(60_000, "true");
    expect(told.filter(({ at }) => at > 10_000).map(({ what, flapping }) => [what, flapping])).toEqual([["repeated", false]]);
    expect(episode).not.toHaveProperty("flapping");
  });

  it("is told at once when it becomes worse, and better only after a while", () => {
    const moments = Array.from({ length: 600 }, (_, index) => [index * 100, "true", index % 2 === 0 ? "warning" : "critical"] as const);
    const { told } = lifeOver([...moments, [60_000, "true", "warning"], [12 * minute, "true", "warning"]]);
    expect(told.slice(0, 6).map(({ what }) => what)).toEqual(["activated", "raised", "lowered", "raised", "lowered", "raised"]);
    expect(told.slice(6).map(({ what }) => what)).toEqual(["lowered", "repeated"]);
    expect(told[6]?.at).toBe(60_000 + flapHoldMs);
  });
});

describe("an alert that comes and goes", () => {
  it("slowly enough never flaps", () => {
    const apart = flapWindowMs / 4;
    const { told } = lifeOver(Array.from({ length: 40 }, (_, index) => [index * apart, index % 2 === 0 ? "true" : "false"] as const));
    expect(told).toHaveLength(40);
    expect(told.some(({ flapping }) => flapping)).toBe(false);
  });

  it("at any rhythm is told at most six times in ten minutes beyond a worse severity, and is resolved in the end", () => {
    const moment = fc.record({ wait: fc.integer({ min: 1, max: 120_000 }), verdict: fc.constantFrom<Verdict>("true", "false", "unknown"), severity: fc.constantFrom<Severity>("warning", "critical") });
    fc.assert(fc.property(fc.array(moment, { minLength: 20, maxLength: 120 }), (steps) => {
      let at = 0;
      const moments = steps.map(({ wait, verdict, severity }) => [at += wait, verdict, severity] as const);
      const { told } = lifeOver([...moments, [at + 1, "false"], [at + 1 + flapHoldMs, "false"]]);
      for (const { at: from } of told) {
        const within = told.filter((one) => one.at >= from && one.at < from + flapHoldMs && one.what !== "raised" && one.what !== "repeated");
        expect(within.length).toBeLessThanOrEqual(flapAfter + 2);
      }
      if (told.length > 0) expect(told.at(-1)?.what).toBe("resolved");
    }), { numRuns: 300 });
  });
});
