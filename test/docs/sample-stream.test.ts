/** The sample stream that bridges are tried with: what it holds is valid, and whole as a stream is. That it is of today is seen by the demo's test, which makes one. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { mistakesOf } from "../support/published-schemas.js";
import { readSampleStream } from "../support/sample-stream.js";

const sample = readSampleStream(readFileSync("docs/consumers/sample-stream.jsonl", "utf8"));

it("every message of the sample stream is valid by the published schemas", () => {
  for (const { subject, event } of sample) expect([subject, mistakesOf(event)]).toEqual([subject, []]);
});

it("ids of the sample stream are those of the events, each once, and no transition of an alert is missing", () => {
  const named = sample.filter(({ id }) => id !== null);
  expect(named.map(({ id }) => id)).toEqual(named.map(({ event }) => event.id));
  expect(new Set(sample.map(({ event }) => event.id)).size).toBe(sample.length);
  const alerts = sample.filter(({ subject }) => subject.includes(".alert."));
  for (const fingerprint of new Set(alerts.map(({ event }) => event.data["fingerprint"]))) {
    const life = alerts.filter(({ event }) => event.data["fingerprint"] === fingerprint);
    expect(life.map(({ event }) => [event.sequence, event.data["transition"]])).toEqual(life.map((_, n) => [String(n + 1).padStart(10, "0"), n + 1]));
  }
  expect(alerts.map(({ event }) => event.data["status"])).toEqual(["firing", "resolved"]);
});
