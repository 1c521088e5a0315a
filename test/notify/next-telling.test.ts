import fc from "fast-check";
import { expect, it, test } from "vitest";
import type { Alert } from "../../src/alerts/alert.js";
import { mutedBy } from "../../src/notify/routing/choose-routes.js";
import { nextTelling, type Thread, type ToldAlert } from "../../src/notify/routing/next-telling.js";
import type { Route } from "../../src/notify/routing/routing.js";
import { timeWindowOf, type TimeWindow } from "../../src/policies/time-window.js";
import { resolvedAlert, sampleAlert } from "./alert-samples.js";

const minute = 60_000;
const start = Date.parse("2026-11-24T08:00:00Z");
const route: Route = { name: "default", match: undefined, to: [], group: ["policy"], waitMs: minute / 2, intervalMs: 5 * minute, repeatMs: 240 * minute, mute: [], goOn: false };
const window = timeWindowOf("22:00-06:00 UTC") as TimeWindow;
const muted: Route = { ...route, mute: [{ name: "nights", windows: [window] }] };
const at = (minutes: number): string => new Date(start + minutes * minute).toISOString();

const firing = (change: Partial<Alert> = {}): Alert => sampleAlert({ updatedAt: at(0), ...change });
const over = (change: Partial<Alert> = {}): Alert => resolvedAlert({ updatedAt: at(10), endsAt: at(10), ...change });
const toldFiring = new Map<string, ToldAlert>([["0f3a5c7e9b1d2468", { status: "firing", severity: "warning", transition: 1 }]]);
const toldOver = new Map<string, ToldAlert>([["0f3a5c7e9b1d2468", { status: "resolved", severity: "warning", transition: 2 }]]);

test.each<[string, Route, Thread, number, ReturnType<typeof nextTelling>]>([
  ["a first alert waits for others", route, { alerts: [firing()], told: new Map(), lastToldAt: undefined }, start, { reason: "waits for more", kind: "fired", at: start + minute / 2 }],
  ["on its own it is told at once", { ...route, waitMs: 0, intervalMs: 0 }, { alerts: [firing()], told: new Map(), lastToldAt: undefined }, start, { reason: "news", kind: "fired", at: start }],
  ["what is new soon after a telling waits for the interval", route, { alerts: [firing(), firing({ fingerprint: "other", updatedAt: at(2) })], told: toldFiring, lastToldAt: start + minute }, start + 2 * minute, { reason: "told a short while ago", kind: "fired", at: start + 6 * minute }],
  ["its end is told", route, { alerts: [over()], told: toldFiring, lastToldAt: start }, start + 10 * minute, { reason: "news", kind: "resolved", at: start + 10 * minute }],
  ["a worse severity is told", route, { alerts: [firing({ severity: "critical", updatedAt: at(20) })], told: toldFiring, lastToldAt: start }, start + 20 * minute, { reason: "news", kind: "raised", at: start + 20 * minute }],
  ["a better one too", route, { alerts: [firing({ severity: "info", updatedAt: at(20) })], told: toldFiring, lastToldAt: start }, start + 20 * minute, { reason: "news", kind: "lowered", at: start + 20 * minute }],
  ["a storm that has grown is told once", route, { alerts: [firing({ transition: 2, transitionKind: "grown", updatedAt: at(20) })], told: toldFiring, lastToldAt: start }, start + 20 * minute, { reason: "news", kind: "grown", at: start + 20 * minute }],
  ["and not again", route, { alerts: [firing({ transition: 1, transitionKind: "grown" })], told: toldFiring, lastToldAt: start }, start + 20 * minute, { reason: "repeat", kind: "repeated", at: start + 240 * minute }],
  ["a repetition of the stream is no news, but what fires is told again", route, { alerts: [firing({ transition: 2, transitionKind: "repeated", updatedAt: at(30) })], told: toldFiring, lastToldAt: start }, start + 30 * minute, { reason: "repeat", kind: "repeated", at: start + 240 * minute }],
  ["what is over and told is done", route, { alerts: [over()], told: toldOver, lastToldAt: start }, start + 999 * minute, { reason: "nothing new" }],
  ["the end of what nobody was told of is told to nobody", route, { alerts: [over()], told: new Map(), lastToldAt: undefined }, start + 10 * minute, { reason: "nothing new" }],
  ["what fires anew is told anew", route, { alerts: [firing({ transition: 3, updatedAt: at(60) })], told: toldOver, lastToldAt: start }, start + 60 * minute, { reason: "waits for more", kind: "fired", at: start + 60.5 * minute }],
  ["what nobody has confirmed for so long that it may be over is not told again", route, { alerts: [firing({ validUntil: at(200) })], told: toldFiring, lastToldAt: start }, start + 20 * minute, { reason: "nothing new" }],
  ["in a mute time it waits for its end", muted, { alerts: [firing({ updatedAt: "2026-11-24T23:00:00Z" })], told: new Map(), lastToldAt: undefined }, Date.parse("2026-11-24T23:10:00Z"), { reason: "mute time", kind: "fired", at: Date.parse("2026-11-25T00:00:00Z") }],
])("%s", (_title, through, thread, now, expected) => {
  expect(nextTelling(through, thread, now)).toEqual(expected);
});

it("whatever happens and whenever: all news is told in the end, no oftener than the interval, never in a mute time, and no end without its beginning", () => {
  const event = fc.record({ who: fc.integer({ min: 0, max: 4 }), after: fc.integer({ min: 0, max: 400 }), severity: fc.constantFrom("warning" as const, "critical" as const), fires: fc.boolean() });
  fc.assert(fc.property(fc.array(event, { maxLength: 25 }), fc.constantFrom(route, muted, { ...muted, waitMs: 0, intervalMs: 0 }), (events, through) => {
    const alerts = new Map<string, Alert>();
    const told = new Map<string, ToldAlert>();
    let lastToldAt: number | undefined;
    let now = start;
    const run = (until: number): void => {
      for (let steps = 0; steps < 500; steps++) {
        const { kind, at: when } = nextTelling(through, { alerts: [...alerts.values()], told, lastToldAt }, now);
        if (when === undefined || when > until) break;
        const moment = Math.max(now, when);
        now = moment;
        if (kind === undefined || mutedBy(through, moment) !== undefined) continue;
        if (lastToldAt !== undefined) expect(moment - lastToldAt).toBeGreaterThanOrEqual(through.intervalMs);
        for (const { fingerprint, status, severity, transition } of alerts.values()) {
          if (status === "resolved" && told.get(fingerprint) === undefined) continue;
          told.set(fingerprint, { status, severity, transition });
        }
        if (kind !== "repeated" && kind !== "resolved") expect([...alerts.values()].some(({ status }) => status === "firing")).toBe(true);
        lastToldAt = moment;
      }
      now = Math.max(now, until);
    };
    for (const { who, after, severity, fires } of events) {
      run(now + after * minute);
      const fingerprint = `f${who}`;
      const before = alerts.get(fingerprint);
      if (!fires && before?.status !== "firing") continue;
      const change = { fingerprint, severity, transition: (before?.transition ?? 0) + 1, updatedAt: new Date(now).toISOString() };
      alerts.set(fingerprint, fires ? sampleAlert(change) : resolvedAlert({ ...change, severity: before?.severity ?? severity, endsAt: new Date(now).toISOString() }));
    }
    run(now + 2 * 24 * 60 * minute);
    for (const { fingerprint, status, severity } of alerts.values()) {
      const known = told.get(fingerprint);
      if (status === "firing") expect(known).toMatchObject({ status, severity });
      else if (known !== undefined) expect(known.status).toBe("resolved");
    }
  }), { numRuns: 150 });
});
