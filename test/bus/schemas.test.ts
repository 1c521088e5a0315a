import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transitionKinds } from "../../src/alerts/alert.js";
import { schemas, type CloudEvent } from "../../src/bus/cloud-event.js";
import { fitMessage } from "../../src/bus/fit-message.js";
import { heartbeatEvent, type Heartbeat } from "../../src/bus/heartbeat.js";
import { actionStateMessage, toMessage } from "../../src/bus/to-message.js";
import type { OutMessage } from "../../src/bus/turn.js";
import { factKinds } from "../../src/inventory/facts.js";
import { severities, subjectKinds } from "../../src/policies/decision.js";
import { mistakesOf, readSchema, schemaFolder, schemaOf } from "../support/published-schemas.js";
import { action, alert, eventFactMessage, fact, resolved, storm, succeeded } from "./samples.js";

const origin = { site: "test", instanceUuid: "4c4c4544-0044-4a10-8053-b7c04f4d3732" };
const heartbeat: Heartbeat = {
  at: "2026-11-24T08:00:00.000Z", version: "0.1.0", uptimeSeconds: 86_400, ready: true, reasons: [], intervalMs: 60_000, policies: { inForce: 2, hash: "0f3a5c7e9b1d2468" },
  vcenters: [{ name: "vc1.example.org", instanceUuid: origin.instanceUuid, state: "following", since: "2026-11-23T08:00:00.000Z", lastTurnAt: "2026-11-24T07:59:59.000Z", vms: 2_000, groups: 12 }],
};

const samples: Readonly<Record<string, CloudEvent>> = {
  "alert.firing": toMessage(alert(), origin).event,
  "alert.resolved": toMessage(resolved(), origin).event,
  "alert.storm": toMessage(storm(), origin).event,
  "action.requested": toMessage(action(), origin).event,
  "action.succeeded": actionStateMessage(succeeded(), origin).event,
  "fact.vm.snapshot-removed": toMessage(fact(), origin).event,
  "fact.vcenter.event": toMessage(eventFactMessage(), origin).event,
  "heartbeat": heartbeatEvent(heartbeat, origin.site),
};

describe("published schemas", () => {
  test.each(Object.entries(samples))("the sample of %s is what tetherd writes, and valid", (name, event) => {
    expect(readSchema(`samples/${name}.json`)).toEqual(JSON.parse(JSON.stringify(event)));
    expect(mistakesOf(event)).toEqual([]);
  });

  test("there is a sample for each sample file, and a schema for each name in use", () => {
    const onTheBus = readdirSync(`${schemaFolder}samples`).filter((name) => !name.startsWith("notification."));
    expect(onTheBus.sort()).toEqual(Object.keys(samples).map((name) => `${name}.json`).sort());
    for (const id of Object.values(schemas)) expect(schemaOf(id)).toBeDefined();
  });

  test("a message without what consumers rely on is not valid", () => {
    const { event } = toMessage(resolved(), origin);
    const open = Object.fromEntries(Object.entries(event.data as Record<string, unknown>).filter(([key]) => key !== "endsAt"));
    expect(mistakesOf({ ...event, data: open })).not.toEqual([]);
    expect(mistakesOf({ ...event, sequence: "2" })).not.toEqual([]);
    expect(mistakesOf({ ...event, data: { ...open, endsAt: "yesterday" } })).not.toEqual([]);
  });

  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  const time = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString());
  const cause = fc.record({ user: name, task: name, operation: name, eventKey: fc.nat(), via: fc.constantFrom("vcenter" as const, "host" as const, "unknown" as const) }, { requiredKeys: ["via"] });
  const texts = fc.dictionary(name, name, { maxKeys: 4, noNullPrototype: true });
  const anyMessage: fc.Arbitrary<OutMessage> = fc.oneof(
    fc.record({
      status: fc.constantFrom("firing" as const, "resolved" as const), fingerprint: name, startsAt: time, endsAt: time, labels: texts, annotations: texts, generatorURL: name, policy: name,
      severity: fc.constantFrom(...severities), subject: fc.record({ kind: fc.constantFrom(...subjectKinds), id: name, name }), cause, dataAge: fc.nat(), transition: fc.integer({ min: 1, max: 1e9 }),
      object: fc.jsonValue(), transitionKind: fc.constantFrom(...transitionKinds), updatedAt: time, validUntil: time, flapping: fc.constant(true as const), silencedBy: fc.array(name), storm: name, unknownSince: time,
      members: fc.record({ count: fc.nat(), omitted: fc.nat(), list: fc.array(fc.record({ fingerprint: name, severity: fc.constantFrom(...severities), subject: fc.record({ kind: fc.constantFrom(...subjectKinds.filter((kind) => kind !== "vcenter")), id: name, name }) }), { maxLength: 3 }) }),
    }, { requiredKeys: ["status", "fingerprint", "startsAt", "endsAt", "labels", "annotations", "generatorURL", "policy", "severity", "subject", "dataAge", "transition", "transitionKind", "updatedAt"] }).map((one) => ({ kind: "alert" as const, alert: one })),
    fc.record({ id: name, verb: name, state: fc.constantFrom("requested" as const, "proposed" as const, "shadow" as const), params: fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true }), policy: name, fingerprint: name, reasons: fc.array(name), cause, requestedAt: time, notAfter: time })
      .map((one) => action(one)),
    fc.record({ kind: fc.constantFrom(...factKinds), subject: name, subjectName: fc.option(name, { nil: undefined }), at: fc.option(time, { nil: undefined }), observedAt: fc.nat(), cause, before: fc.jsonValue(), after: fc.jsonValue(), occurrence: name })
      .map((one) => ({ kind: "fact" as const, fact: one })),
  );

  test("every message is valid, whatever names are in it, and also when it had to be reduced", () => {
    fc.assert(fc.property(anyMessage, (message) => {
      const encoded = toMessage(message, origin);
      expect(mistakesOf(encoded.event)).toEqual([]);
      const whole = Buffer.byteLength(JSON.stringify(encoded.event));
      const big = toMessage(message.kind === "alert" ? { kind: "alert", alert: { ...message.alert, object: "x".repeat(5_000) } } : message, origin);
      const fitted = message.kind === "alert" ? JSON.parse(fitMessage(big, whole + 1_000)) as CloudEvent : encoded.event;
      expect(mistakesOf(fitted)).toEqual([]);
    }), { numRuns: 300 });
  });

  test("no name can break a subject or an id", () => {
    fc.assert(fc.property(anyMessage, (message) => {
      const { subject, msgID, alertKey } = toMessage(message, origin);
      expect(subject).toMatch(/^tetherd\.test\.(alert\.[a-z]+\.[\w=-]+|action\.[\w=-]+\.[a-z]+|fact\.[a-z.-]+)$/);
      expect(msgID).toMatch(/^[\w=.:-]+$/);
      expect(alertKey ?? "a").toMatch(/^[\w=-]+$/);
    }), { numRuns: 300 });
  });
});
