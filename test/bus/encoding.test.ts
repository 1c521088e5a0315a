import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudEvent } from "../../src/bus/cloud-event.js";
import { fitMessage } from "../../src/bus/fit-message.js";
import { entriesOf, headText, packEntries, parseEntries, parseHead, type JournalTurn } from "../../src/bus/journal-record.js";
import type { BusSettings } from "../../src/bus/bus-settings.js";
import { withoutUsers } from "../../src/bus/server-addresses.js";
import { requireServerVersion, versionCaveat } from "../../src/bus/server-version.js";
import { escapeToken, subjectToken, unescapeToken } from "../../src/bus/subject-token.js";
import { toMessage } from "../../src/bus/to-message.js";
import { streamOfSubject, streamsOf, topologyOf } from "../../src/bus/topology.js";
import { stateKinds, type OutMessage } from "../../src/bus/turn.js";
import { retryDelayMs } from "../../src/bus/waiting.js";
import { busSettings } from "./nats.js";
import { action, alert, fact, resolved } from "./samples.js";

const origin = { site: "lab", instanceUuid: "uuid-1" };
const anyText = fc.string({ unit: "binary", maxLength: 200 });

describe("messages", () => {
  const rows: readonly (readonly [title: string, message: OutMessage, subject: string, msgID: string, type: string, about: string, time: string])[] = [
    ["an alert lies under severity and policy", alert(), "tetherd.lab.alert.warning.clone-group-ha-span", "uuid-1:0f3a5c7e9b1d2468:1", "io.tetherd.alert.firing.v1", "g-1a2b3c", "2026-11-24T08:00:00.000Z"],
    ["resolved lies where it fired, and is dated when it ended", resolved(), "tetherd.lab.alert.warning.clone-group-ha-span", "uuid-1:0f3a5c7e9b1d2468:2", "io.tetherd.alert.resolved.v1", "g-1a2b3c", "2026-11-24T09:00:00.000Z"],
    ["a policy's name is escaped", alert({ policy: "my policy.*" }), "tetherd.lab.alert.warning.my=20policy=2E=2A", "uuid-1:0f3a5c7e9b1d2468:1", "io.tetherd.alert.firing.v1", "g-1a2b3c", "2026-11-24T08:00:00.000Z"],
    ["an action lies under verb and state", action(), "tetherd.lab.action.promote.requested", "uuid-1:promote-6b1f20c94ad3e857:requested", "io.tetherd.action.requested.v1", "vm-42", "2026-11-24T08:02:00.000Z"],
    ["a proposal is another message", action({ state: "proposed" }), "tetherd.lab.action.promote.proposed", "uuid-1:promote-6b1f20c94ad3e857:proposed", "io.tetherd.action.proposed.v1", "vm-42", "2026-11-24T08:02:00.000Z"],
    ["a shadow record asks nobody", action({ state: "shadow" }), "tetherd.lab.action.promote.shadow", "uuid-1:promote-6b1f20c94ad3e857:shadow", "io.tetherd.action.shadow.v1", "vm-42", "2026-11-24T08:02:00.000Z"],
    ["a shadow alert lies where no consumer of alerts looks", { kind: "shadow", alert: (alert()).alert }, "tetherd.lab.shadow.alert.warning.clone-group-ha-span", "uuid-1:0f3a5c7e9b1d2468:shadow:1795507200000", "io.tetherd.shadow.firing.v1", "g-1a2b3c", "2026-11-24T08:00:00.000Z"],
    ["a fact lies under its kind, with vCenter's time", fact(), "tetherd.lab.fact.vm.snapshot-removed", "uuid-1:vm.snapshot-removed:vm-42:17", "io.tetherd.fact.vm.snapshot-removed.v1", "vm-42", "2026-11-24T07:59:58.123456Z"],
    ["a fact without vCenter's time is dated when it was seen", fact({ at: undefined }), "tetherd.lab.fact.vm.snapshot-removed", "uuid-1:vm.snapshot-removed:vm-42:17", "io.tetherd.fact.vm.snapshot-removed.v1", "vm-42", "2026-11-24T08:00:00.000Z"],
  ];
  test.each(rows)("%s", (_title, message, subject, msgID, type, about, time) => {
    const encoded = toMessage(message, origin);
    expect(encoded).toMatchObject({ subject, msgID, event: { specversion: "1.0", id: msgID, source: "tetherd/uuid-1", type, subject: about, time, datacontenttype: "application/json" } });
  });

  test("only alerts carry a sequence, which sorts as text", () => {
    expect(toMessage(alert({ transition: 12 }), origin).event.sequence).toBe("0000000012");
    expect(toMessage(fact(), origin).event).not.toHaveProperty("sequence");
  });

  test("a message that fits is left alone", () => {
    const message = toMessage(alert(), origin);
    expect(JSON.parse(fitMessage(message, 1_000_000))).toEqual(JSON.parse(JSON.stringify(message.event)));
  });

  test("detail goes first, then long texts; identity stays; the message says what was left out", () => {
    const message = toMessage(alert({ object: "x".repeat(50_000), annotations: { summary: "s".repeat(50_000) } }), origin);
    const data = (JSON.parse(fitMessage(message, 8_000)) as CloudEvent<Record<string, unknown>>).data;
    expect(data).toMatchObject({ fingerprint: "0f3a5c7e9b1d2468", labels: { team: "storage" }, reduced: { omitted: ["object", "annotations"], limit: 8_000, reference: "g-1a2b3c" } });
    expect((data["annotations"] as { summary: string }).summary).toMatch(/^s{1024}…$/);
    const whole = toMessage(fact({ before: "x".repeat(9_000) }), origin);
    expect(JSON.parse(fitMessage(whole, 2_000))).toMatchObject({ data: { kind: "vm.snapshot-removed", before: null, after: null, reduced: { omitted: ["before, after"] } } });
  });

  test("an action's forecast is left out before its reasons are cut", () => {
    const folded = Array.from({ length: 500 }, (_, i) => `datastore-11:web-1/web-1-${i}.vmdk`);
    const message = toMessage(action({ forecast: { folded, copied: [], deleted: [], space: [], chains: [], losesSharing: [], dependants: [], orphans: [], seconds: null, missing: [] } }), origin);
    const { data } = JSON.parse(fitMessage(message, 8_000)) as CloudEvent<Record<string, unknown>>;
    expect(data).toMatchObject({ reasons: ["2 levels that no snapshot and no other VM needs"], reduced: { omitted: ["forecast"] } });
    expect(data).not.toHaveProperty("forecast");
  });

  test("an action's disks are never left out", () => {
    const disks = Array.from({ length: 5_000 }, (_, i) => i);
    expect(() => fitMessage(toMessage(action({ params: { unlink: false, disks } }), origin), 8_000)).toThrow(/Cannot publish message uuid-1:promote-6b1f20c94ad3e857:requested/);
  });
});

describe("tokens", () => {
  test("a token has no character that means something in a subject, and can be read back", () => {
    fc.assert(fc.property(anyText, (text) => {
      expect(escapeToken(text)).toMatch(/^[A-Za-z0-9_=-]+$/);
      expect(unescapeToken(escapeToken(text))).toBe(text);
    }));
  });

  test("different texts have different tokens, also when they are long", () => {
    fc.assert(fc.property(anyText, anyText, (a, b) => {
      fc.pre(a !== b);
      expect(subjectToken(a)).not.toBe(subjectToken(b));
      const long = "x".repeat(150);
      expect(subjectToken(long + a)).not.toBe(subjectToken(long + b));
      expect(subjectToken(long + a).length).toBeLessThanOrEqual(120);
    }));
  });
});

describe("the journal's text", () => {
  const json = fc.jsonValue().map((value) => JSON.stringify(value));
  const turn: fc.Arbitrary<JournalTurn> = fc.record({
    messages: fc.array(fc.record({ subject: anyText, msgID: anyText, lane: anyText, alertKey: fc.option(anyText, { nil: undefined }), body: json })),
    puts: fc.array(fc.record({ key: fc.record({ kind: fc.constantFrom(...stateKinds), id: anyText }), body: fc.option(json, { nil: undefined }) })),
  });

  test("what is read is what was written, in however many parts it was cut", () => {
    fc.assert(fc.property(turn, fc.integer({ min: 1, max: 500 }), (written, limit) => {
      expect(parseEntries(packEntries(entriesOf(written), limit).join("\n"))).toEqual(written);
    }));
  });

  test("a part is larger than its limit only when it is one entry", () => {
    fc.assert(fc.property(turn, fc.integer({ min: 1, max: 500 }), (written, limit) => {
      for (const pack of packEntries(entriesOf(written), limit)) expect(Buffer.byteLength(pack) <= limit || pack.split("\n").length === 2).toBe(true);
    }));
  });

  test("a head comes back with what follows it", () => {
    const head = { schema: 1, holder: "h", epoch: 2, turn: 3, nonce: "n", state: "open", parts: [] } as const;
    expect(parseHead(headText(head, "a\nb"))).toEqual({ head, body: "a\nb" });
    expect(parseHead(headText(head, ""))).toEqual({ head, body: "" });
  });

  test.each([["garbage", "not JSON"], ['{"schema":2}', "schema is 2"]])("an unreadable head %s is refused: %s", (text, why) => {
    expect(() => parseHead(text)).toThrow(why);
  });
});

describe("streams", () => {
  const topology = topologyOf({ site: "lab", replicas: 3, streamMaxBytes: 1_000 });

  test("every kind of message has its stream", () => {
    expect([alert(), action(), fact()].map((message) => streamOfSubject(topology, toMessage(message, origin).subject))).toEqual(["TETHERD_lab_ALERTS", "TETHERD_lab_ACTIONS", "TETHERD_lab_FACTS"]);
  });

  test("alerts and actions push back when full, facts make room; all are on file, replicated, bounded, and keep half an hour of ids", () => {
    expect(streamsOf(topology).map(({ name, discard }) => [name, discard])).toEqual([
      ["TETHERD_lab_ALERTS", "new"], ["TETHERD_lab_ACTIONS", "new"], ["TETHERD_lab_FACTS", "old"], ["TETHERD_lab_SHADOW", "old"], ["TETHERD_lab_HEARTBEAT", "old"], ["KV_tetherd_lab_alerts", "new"], ["KV_tetherd_lab_state", "new"], ["KV_tetherd_lab_commands", "new"], ["KV_tetherd_lab_silences", "new"],
      ["KV_tetherd_lab_intents", "new"], ["KV_tetherd_lab_relay", "new"], ["TETHERD_lab_DEAD", "old"],
    ]);
    for (const stream of streamsOf(topology)) expect(stream).toMatchObject({ storage: "file", retention: "limits", num_replicas: 3, allow_direct: false });
    expect(topology.alerts).toMatchObject({ duplicate_window: 1_800_000_000_000, max_age: 2_592_000_000_000_000, max_bytes: 1_000 });
  });

  test.each(["", "a.b", "a b", "*", ">", "ä", "x".repeat(33)])("site %j is refused", (site) => {
    expect(() => topologyOf({ site, replicas: 1, streamMaxBytes: 1 })).toThrow(/one subject token/);
  });

  test("sites that differ only in capitals share nothing", () => {
    const other = topologyOf({ site: "LAB", replicas: 1, streamMaxBytes: 1 });
    const names = [...streamsOf(topology), ...streamsOf(other)].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("server versions", () => {
  test.each(["2.8.4", "2.0", "1.9.9", "0"])("%s is too old", (version) => {
    expect(() => requireServerVersion(version)).toThrow(/older than 2\.9/);
  });
  test.each([["2.9.0", /cannot promise/], ["2.9.10", /cannot promise/], ["2.10.0", /repaired in 2\.10\.23/], ["2.10.22", /repaired in 2\.10\.23/], ["v2.9.25-beta.1", /cannot promise/]])("%s is used, with a word", (version, word) => {
    expect(() => requireServerVersion(version)).not.toThrow();
    expect(versionCaveat(version)).toMatch(word);
  });
  test.each(["2.10.23", "2.11.0", "2.15.2", "3.0.0"])("%s is fine", (version) => {
    expect(() => requireServerVersion(version)).not.toThrow();
    expect(versionCaveat(version)).toBeUndefined();
  });
});

describe("pauses between attempts", () => {
  test("grow from 50 ms to 5 s, half of each by chance", () => {
    expect([0, 1, 2, 10, 1_000].map((attempt) => [retryDelayMs(attempt, 0), retryDelayMs(attempt, 0.999_999)])).toEqual([[25, 50], [50, 100], [100, 200], [2_500, 5_000], [2_500, 5_000]]);
  });
});

describe("server addresses", () => {
  const of = (servers: string[], change: Partial<BusSettings> = {}): BusSettings => withoutUsers(busSettings("", { servers, ...change }));

  test("a user before the @ becomes the credentials, and leaves the address", async () => {
    const settings = of(["nats://a:p%40ss:word@one:4222", "two:4222"]);
    expect(settings).toMatchObject({ servers: ["nats://one:4222", "two:4222"], username: "a" });
    expect(await settings.password?.read()).toBe("p@ss:word");
    expect(await of(["tls://t0ken@one"]).token?.read()).toBe("t0ken");
  });

  test("credentials of the settings come first", () => {
    expect(of(["nats://a:b@one"], { credsFile: "/c" })).toMatchObject({ servers: ["nats://one"], credsFile: "/c", username: undefined });
    expect(of(["nats://one:4222"])).toMatchObject({ servers: ["nats://one:4222"], username: undefined, token: undefined });
  });
});
