import { describe, expect, it } from "vitest";
import { alertOf } from "../../src/alerts/alert-of.js";
import { AlertError } from "../../src/alerts/errors.js";
import type { Episode } from "../../src/policies/decision.js";

const episode: Episode = {
  policy: "span", subject: { kind: "group", id: "g-1" }, subjectName: "base", fingerprint: "0123456789abcdef", state: "active", episode: 2, transition: 3,
  since: 0, activeAt: 600_000, endedAt: undefined, severity: "warning", cause: { user: "eve", via: "vcenter" }, published: undefined,
};
const said = { labels: { alertname: "span", severity: "warning" }, annotations: { summary: "s" }, object: { hostSpan: 9 } };

describe("an alert", () => {
  it("says what fires, since when, with the words and the object of that moment", () => {
    expect(alertOf({ kind: "fired", episode, said, dataAgeSeconds: 2, now: 700_000 })).toEqual({
      status: "firing", fingerprint: "0123456789abcdef", startsAt: "1970-01-01T00:10:00.000Z", labels: said.labels, annotations: said.annotations,
      generatorURL: "urn:tetherd:policy:span", policy: "span", severity: "warning", subject: { kind: "group", id: "g-1", name: "base" },
      cause: { user: "eve", via: "vcenter" }, dataAge: 2, transition: 3, transitionKind: "fired", updatedAt: "1970-01-01T00:11:40.000Z", object: { hostSpan: 9 },
    });
  });

  it("says when and why it is resolved, under the same fingerprint and labels", () => {
    const over: Episode = { ...episode, state: "ended", endedAt: 800_000, transition: 4 };
    expect(alertOf({ kind: "resolved", episode: over, said, reason: "policy removed", dataAgeSeconds: 0, now: 900_000 })).toMatchObject({
      status: "resolved", fingerprint: "0123456789abcdef", startsAt: "1970-01-01T00:10:00.000Z", endsAt: "1970-01-01T00:15:00.000Z", labels: said.labels, reason: "policy removed", transition: 4,
    });
  });

  it("counts for three repeat intervals while it fires", () => {
    expect(alertOf({ kind: "repeated", episode, said, dataAgeSeconds: 0, repeatMs: 3_600_000, now: 0 })).toMatchObject({ transitionKind: "repeated", validUntil: "1970-01-01T03:00:00.000Z" });
    expect(alertOf({ kind: "resolved", episode, said, dataAgeSeconds: 0, repeatMs: 3_600_000, now: 0 })).not.toHaveProperty("validUntil");
  });

  it("says what holds it back from people: silences, a storm, flapping, and since when nothing is known", () => {
    const held: Episode = { ...episode, silencedBy: ["s1"], storm: "ffff", flapping: { since: 1, unmovedSince: 1 }, unknownSince: 60_000 };
    expect(alertOf({ kind: "silenced", episode: held, said, dataAgeSeconds: 0, now: 0 })).toMatchObject({ status: "firing", silencedBy: ["s1"], storm: "ffff", flapping: true, unknownSince: "1970-01-01T00:01:00.000Z" });
  });

  it("leaves out what there is not, and is plain JSON", () => {
    const bare = alertOf({ kind: "fired", episode: { ...episode, cause: undefined }, said: { ...said, object: null }, dataAgeSeconds: -1, now: 0 });
    expect(bare).not.toHaveProperty("cause");
    expect(bare).not.toHaveProperty("object");
    expect(bare.dataAge).toBe(0);
    expect(JSON.parse(JSON.stringify(bare))).toEqual(bare);
  });

  it("of an episode that never was active is refused", () => {
    expect(() => alertOf({ kind: "fired", episode: { ...episode, activeAt: undefined, state: "pending" }, said, dataAgeSeconds: 0, now: 0 })).toThrow(AlertError);
  });
});
