/** `tetherd consumer-check` finds nothing at a good bridge and finds each bad habit, through a stream, by requests and at an address. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { CaseName } from "../../src/app/consumer-check/case-names.js";
import { consumerCheck, type CheckReport, type ConsumerCheck } from "../../src/app/consumer-check/consumer-check.js";
import { openBridge } from "../../src/bus/open-bridge.js";
import { addConsumerCheck } from "../../src/cli/consumer-check-command.js";
import { busSettings, forever } from "../bus/nats.js";
import { printed } from "../support/printed.js";
import { withNats } from "../support/requires.js";
import { freePort } from "../support/tetherd.js";
import { goodHabits, trialBridge, type Habits } from "./trial-bridge.js";

/** Long where an answer is awaited, short where none will come. */
const patient = 20_000;
const short = 150;

type Target = ConsumerCheck["target"];
type Opened = { readonly target: Target; readonly close: () => Promise<unknown> };
type Open = (chat: string, habits: Habits) => Promise<Opened>;

async function check(open: Open, habits: Partial<Habits>, cases: readonly CaseName[] | undefined, timeoutMs: number): Promise<CheckReport> {
  const sink = { host: "127.0.0.1", port: await freePort() };
  const { target, close } = await open(`http://127.0.0.1:${sink.port}`, { ...goodHabits, ...habits });
  try {
    return await consumerCheck({ target, sink, cases, stormSize: 20, timeoutMs, settleMs: 20, heartbeatMs: 50 }, forever);
  } finally {
    await close();
  }
}

const findingsOf = ({ cases }: CheckReport): readonly string[] => cases.flatMap(({ findings }) => findings);

/** Bad at one thing, the case that shows it, the finding, and whether it is something that does not come. */
const badHabits: readonly { readonly habits: Partial<Habits>; readonly name: CaseName; readonly finding: RegExp; readonly absent?: true }[] = [
  { habits: { remembers: false }, name: "duplicate", finding: /^the same message again was told once; it must be told not at all$/ },
  { habits: { remembers: false }, name: "resolved-first", finding: /^its firing, which comes later and is older was told once; it must be told not at all$/ },
  { habits: { remembers: false }, name: "late-replay", finding: /^its messages once more, after its end was told 2 times; it must be told not at all$/ },
  { habits: { tellsRaised: false }, name: "raised", finding: /^that it became critical was told to nobody within 150ms; it must be told once$/, absent: true },
];

withNats("tetherd consumer-check", () => {
  let server: Awaited<ReturnType<typeof startNatsServer>>;
  let connection: NatsConnection;
  let number = 0;
  beforeAll(async () => {
    server = await startNatsServer();
    connection = await connect({ servers: server.url });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  const onStream: Open = async (chat, habits) => {
    const bridge = trialBridge(chat, habits);
    const name = `CHECK${++number}`;
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name, subjects: [`tetherd.check${number}.alert.>`] });
    await jsm.consumers.add(name, { durable_name: "chat", ack_policy: AckPolicy.Explicit, max_ack_pending: 1 });
    const messages = await (await jetstream(connection).consumers.get(name, "chat")).consume();
    const beats = connection.subscribe(`tetherd.check${number}.heartbeat`, { callback: (_, message) => void bridge.take(message.string()) });
    void (async () => {
      for await (const message of messages) {
        if (habits.answer === "ignores") continue;
        if (habits.answer === "refuses" || (habits.answer === "naks once" && !message.redelivered)) {
          if (habits.answer === "refuses") message.term();
          else message.nak();
          continue;
        }
        await bridge.take(message.string()).then(() => message.ack(), () => message.term());
      }
    })();
    return {
      target: { kind: "subject", nats: busSettings(server.url), subject: `tetherd.check${number}.alert.>`, consumer: undefined },
      close: async () => {
        bridge.stop();
        beats.unsubscribe();
        await messages.close();
        await jsm.streams.delete(name);
      },
    };
  };

  const byRequest: Open = (chat, habits) => {
    const bridge = trialBridge(chat, habits);
    const subject = `bridge${++number}`;
    const listening = connection.subscribe(subject, { callback: (_, message) => {
      if (habits.answer === "ignores") return;
      if (habits.answer === "refuses") message.respond("-NAK");
      else void bridge.take(message.string()).then(() => message.respond("+ACK"), (error: unknown) => message.respond(JSON.stringify({ ok: false, error: String(error) })));
    } });
    return Promise.resolve({ target: { kind: "subject", nats: busSettings(server.url), subject, consumer: undefined }, close: () => {
      bridge.stop();
      listening.unsubscribe();
      return Promise.resolve();
    } });
  };

  const atUrl: Open = async (chat, habits) => {
    const bridge = trialBridge(chat, habits);
    const asked = new Set<string>();
    const web: Server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const body = Buffer.concat(chunks).toString();
        if (habits.answer === "ignores") return;
        if (habits.answer === "refuses") return void response.writeHead(500).end();
        if (habits.answer === "naks once" && !asked.has(body)) {
          asked.add(body);
          return void response.writeHead(429, { "retry-after": "0" }).end();
        }
        await bridge.take(body).then(() => response.writeHead(204).end(), () => response.writeHead(400).end("unreadable"));
      })();
    });
    await new Promise<void>((done) => web.listen(0, "127.0.0.1", done));
    return { target: { kind: "url", url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/alerts`, caFile: undefined, signingKey: undefined, headers: {} }, close: async () => {
      bridge.stop();
      web.closeAllConnections();
      await new Promise((done) => web.close(done));
    } };
  };

  describe.each([["through a stream", onStream, 7], ["by requests", byRequest, 7], ["at an address", atUrl, 6]] as const)("%s", (_, open, cases) => {
    it("finds nothing at a bridge that does all it should", async () => {
      const report = await check(open, {}, undefined, patient);
      expect(findingsOf(report)).toEqual([]);
      expect(report.cases).toHaveLength(cases);
      expect(report.cases[0]).toMatchObject({ name: "duplicate", sent: 3, told: [1, 0, 1] });
    });

    it.each(badHabits)("$habits is seen by the case $name", async ({ habits, name, finding, absent }) => {
      expect(findingsOf(await check(open, habits, [name], absent === undefined ? patient : short))).toEqual([expect.stringMatching(finding)]);
    });

    it("sees that new members are not borne, and that nothing is answered", async () => {
      const [refused] = findingsOf(await check(open, { bearsUnknownMembers: false }, ["unknown-field"], patient));
      expect(refused).toMatch(/^an alert with members it does not know: 1 message of 1 refused \(/);
      expect(findingsOf(await check(open, { answer: "ignores" }, ["duplicate"], short))).toContainEqual(expect.stringMatching(/^the alert: 1 message of 1 not answered within 150ms \((?:not acked|no answer)\)$/));
      expect(findingsOf(await check(open, { answer: "refuses" }, ["duplicate"], patient))).toContainEqual(expect.stringMatching(/^the alert: 1 message of 1 refused \((?:terminated|-NAK|500)\)$/));
    });
  });

  it("sees a storm told one by one, and that nobody says that the watcher is blind", async () => {
    expect(findingsOf(await check(onStream, { dropsMembersOfStorms: false }, ["storm"], patient))).toContain("the storm alert and its members, which it stands for was told 21 times; it must be told once");
    expect(findingsOf(await check(onStream, { watchesHeartbeat: false }, ["heartbeat-missing"], short))).toEqual(["that no heartbeat has come for three intervals was told to nobody within 150ms; it must be told at least once"]);
  });

  it("a bridge that asks for time and then takes the message is no finding", async () => {
    for (const [open, words] of [[onStream, "nak'd, then acked"], [atUrl, "429, then 204"]] as const) {
      const report = await check(open, { answer: "naks once" }, ["raised"], patient);
      expect([findingsOf(report), report.cases[0]?.answers]).toEqual([[], { [words]: 3 }]);
    }
  });

  it("refuses a site on which a tetherd publishes, a consumer that is not clear, and one that acknowledges nothing", async () => {
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "TETHERD_live_HEARTBEAT", subjects: ["tetherd.live.heartbeat"] });
    await jetstream(connection).publish("tetherd.live.heartbeat", "{}");
    await jsm.streams.add({ name: "TWO", subjects: ["two"] });
    const open = async (subject: string, consumer?: string): Promise<void> => (await openBridge(busSettings(server.url), { subject, consumer, timeoutMs: short })).close();
    await expect(open("tetherd.live.alert.>")).rejects.toMatchObject({ code: "BUS_SUBJECT_IN_USE" });
    await expect(open("two")).rejects.toMatchObject({ code: "BUS_CONSUMER_UNCLEAR", message: expect.stringContaining("stream TWO has none") as unknown });
    await jsm.consumers.add("TWO", { durable_name: "a", ack_policy: AckPolicy.Explicit });
    await jsm.consumers.add("TWO", { durable_name: "b", ack_policy: AckPolicy.None });
    await expect(open("two")).rejects.toMatchObject({ code: "BUS_CONSUMER_UNCLEAR", message: expect.stringContaining("stream TWO has a, b") as unknown });
    await expect(open("two", "b")).rejects.toMatchObject({ code: "BUS_CONSUMER_UNCLEAR", message: expect.stringContaining("policy none") as unknown });
    await expect(open("a.*.b")).rejects.toMatchObject({ code: "BUS_SUBJECT_UNUSABLE" });
    await open("two", "a");
  });

  it("prints a table with what was found, says that it ends with 3, and marks all it sends as a test", async () => {
    const bodies: string[] = [];
    const { target, close } = await atUrl("http://127.0.0.1:9", { ...goodHabits, answer: "refuses" });
    const url = target.kind === "url" ? target.url : "";
    const root = new Command("tetherd");
    let code = -1;
    addConsumerCheck(root, (exit) => { code = exit; });
    const { stdout } = await printed(async () => {
      await root.parseAsync(["consumer-check", "--url", url, "--case", "duplicate", "--timeout", "2s"], { from: "user" });
      return code;
    });
    await close();
    expect(code).toBe(3);
    expect(stdout).toContain("case       sent  slowest  told      answers");
    expect(stdout).toMatch(/duplicate +3 +\d+ ms  not seen  3 500/);
    expect(stdout).toContain("✗ duplicate: the alert: 1 message of 1 refused (500)");
    expect(stdout).toContain("What people were told was not seen; --sink counts it.");
    const listening = connection.subscribe("marked", { callback: (_, message) => {
      bodies.push(message.string());
      message.respond("+ACK");
    } });
    await consumerCheck({ target: { kind: "subject", nats: busSettings(server.url), subject: "marked", consumer: undefined }, sink: undefined, cases: undefined, stormSize: 3, timeoutMs: patient, settleMs: 0, heartbeatMs: 50 }, forever);
    listening.unsubscribe();
    expect(bodies.length).toBeGreaterThan(20);
    for (const body of bodies) expect(body).toMatch(/Test by tetherd consumer-check/);
  });
});
