import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/policies/decide.js";
import { timeWindowOf, windowAt, type TimeWindow } from "../../src/policies/time-window.js";
import { node, snapshots, vm } from "../inventory/estate.js";
import { answer, evaluated, linkedEstate, onePolicy, worldOf } from "./support.js";

const dayMs = 86_400_000;
const created = Date.parse("2026-01-01T00:00:00.000Z");
const estate = [...linkedEstate(2), vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1")) }, "modify")];
const at = (now: number | undefined) => worldOf(estate, { now });
const subject = { kind: "vm", id: "vm-1" } as const;

function windowOf(text: string): TimeWindow {
  const window = timeWindowOf(text);
  if (typeof window === "string") throw new Error(window);
  return window;
}

describe("ages", () => {
  it.each<[string, number, boolean, number | undefined]>([
    ["age(s.createTime) > days(3)", 3, false, created + 3 * dayMs + 1],
    ["age(s.createTime) >= days(3)", 3, true, undefined],
    ["age(s.createTime) < days(3)", 2, true, created + 3 * dayMs],
    ["age(s.createTime) <= days(3)", 3, true, created + 3 * dayMs + 1],
    ["days(3) < age(s.createTime)", 4, true, undefined],
    ["days(3) >= age(s.createTime)", 4, false, undefined],
  ])("%s after %s days is %s, and says when that changes", (source, days, value, until) => {
    expect(evaluated(at(created + days * dayMs), subject, `vm.snapshots.exists(s, ${source})`)).toEqual({ kind: "known", value, ...(until === undefined ? {} : { until }) });
  });

  it("the answer stays until the moment that is told, and is otherwise then", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 * dayMs }), fc.integer({ min: 1, max: 200 }), fc.constantFrom(">", ">=", "<", "<="), (ageMs, hours, op) => {
      const source = `vm.snapshots.exists(s, age(s.createTime) ${op} hours(${hours})) && vm.name != ""`;
      const now = evaluated(at(created + ageMs), subject, source);
      if (now.until === undefined) return;
      const [before, then] = [now.until - 1, now.until].map((moment) => evaluated(at(moment), subject, source));
      expect(before).toMatchObject({ kind: "known", value: now.kind === "known" ? now.value : undefined });
      expect(then).toMatchObject({ kind: "known", value: now.kind === "known" ? !(now.value as boolean) : undefined });
    }), { numRuns: 200 });
  });

  it("without a moment they are unknown", () => {
    expect(answer(at(undefined), subject, "vm.snapshots.exists(s, age(s.createTime) > days(3))")).toBe("unknown: the time");
  });

  it("a decision says when to look again, for its condition and for raise", () => {
    const policy = onePolicy("policy: a\nmode: enforce\neach: vm\nwhen: vm.snapshots.exists(s, age(s.createTime) > days(3))\nalert: { severity: info, raise: [{ to: critical, when: 'vm.snapshots.exists(s, age(s.createTime) > days(9))' }] }");
    expect(decide(policy, at(created), subject)).toMatchObject({ verdict: "false", until: created + 3 * dayMs + 1 });
    expect(decide(policy, at(created + 4 * dayMs), subject)).toMatchObject({ verdict: "true", severity: "info", until: created + 9 * dayMs + 1 });
    expect(decide(policy, at(created + 10 * dayMs), subject)).toEqual(expect.not.objectContaining({ until: expect.anything() as number }));
  });
});

describe("hours of the day in a zone", () => {
  it.each<[string, string, boolean]>([
    ["22:00-05:00 Europe/Berlin", "2026-01-15T20:59:59Z", false],
    ["22:00-05:00 Europe/Berlin", "2026-01-15T21:00:00Z", true],
    ["22:00-05:00 Europe/Berlin", "2026-07-15T20:00:00Z", true],
    ["22:00-05:00 Europe/Berlin", "2026-01-15T03:59:59Z", true],
    ["22:00-05:00 Europe/Berlin", "2026-01-15T04:00:00Z", false],
    ["Fri 22:00-05:00 UTC", "2026-01-17T04:59:00Z", true],
    ["Fri 22:00-05:00 UTC", "2026-01-16T04:59:00Z", false],
    ["Sat-Sun 00:00-24:00 UTC", "2026-01-18T23:59:59Z", true],
    ["Sat-Sun 00:00-24:00 UTC", "2026-01-19T00:00:00Z", false],
    ["02:15-02:45 Europe/Berlin", "2026-03-29T01:30:00Z", false],
    ["02:15-02:45 Europe/Berlin", "2026-10-25T00:30:00Z", true],
    ["02:15-02:45 Europe/Berlin", "2026-10-25T01:30:00Z", true],
  ])("%s at %s", (window, moment, open) => {
    expect(windowAt(windowOf(window), Date.parse(moment)).open).toBe(open);
  });

  it("stay as they are until the moment that is told, nights of changing clocks included", () => {
    const windows = ["22:00-05:00 Europe/Berlin", "02:15-02:45 Europe/Berlin", "Sun 01:00-03:00 America/New_York", "Mon-Fri 09:00-17:00 Australia/Lord_Howe", "00:00-24:00 UTC", "23:30-00:30 Asia/Kathmandu"].map(windowOf);
    const nights = ["2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z", "2026-03-07T12:00:00Z", "2026-04-04T06:00:00Z", "2026-06-01T00:00:00Z"].map((text) => Date.parse(text));
    fc.assert(fc.property(fc.constantFrom(...windows), fc.constantFrom(...nights), fc.integer({ min: 0, max: 1.5 * dayMs }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (window, night, offset, part) => {
      const { open, until } = windowAt(window, night + offset);
      expect(until).toBeGreaterThan(night + offset);
      expect(until).toBeLessThanOrEqual(night + offset + dayMs);
      expect(windowAt(window, night + offset + Math.floor(part * (until - night - offset))).open).toBe(open);
    }), { numRuns: 300 });
  });
});
