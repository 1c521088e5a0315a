// What all receivers together must stand: one cluster fails, and ten thousand alerts come at once. Told in a group, each gets a few messages within its limits with the right count; told one
// by one, none gets more than it takes. The clock is the test's; the mail server is a real one, and too slow to be asked often.
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alert } from "../../src/alerts/alert.js";
import type { Notifier } from "../../src/notify/notifier.js";
import type { Routing } from "../../src/notify/routing/routing.js";
import { firing, hour, MemoryEntries, minute, over, receiver, routingOf, settle, start, startRelay, TestClock, type TestReceiver, type TestRelay } from "../app/relay/relay-parts.js";
import { keepingDoor, notifierFor, type ReceiverCase } from "./notifier.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const inGroup = long ? 10_000 : 300;
const onTheirOwn = long ? 1_000 : 40;

interface Mail { readonly text: string }

interface Told extends TestReceiver {
  readonly receiver: ReceiverCase;
  /** What was sent, and when: ms of the test's clock. */
  readonly sent: { readonly at: number; readonly url: string; readonly body: string }[];
}

export function stormContract(cases: readonly ReceiverCase[]): void {
  describe("a storm of alerts through every kind of receiver", () => {
    let smtp: SMTPServer, mail: ReceiverCase, mails: Mail[];
    /** Mails on their way: they take time of their own, and the test's clock waits for them. */
    let onTheirWay = 0;
    beforeAll(async () => {
      mails = [];
      smtp = new SMTPServer({ authOptional: true, hideSTARTTLS: true, disabledCommands: ["STARTTLS"], logger: false, onData: (stream: NodeJS.ReadableStream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
          mails.push({ text: Buffer.concat(chunks).toString("latin1").replaceAll("=\r\n", "") });
          done();
        });
      } });
      await new Promise<void>((done) => smtp.listen(0, "127.0.0.1", done));
      const { port } = smtp.server.address() as AddressInfo;
      mail = { title: "mail", kind: "mail", yaml: () => `host: localhost\nport: ${port}\nfrom: tetherd@example.org\nto: ops@example.org\nallow: [127.0.0.1, "::1"]\nsecurity: none`, secrets: () => ({}), words: [], accepts: { status: 250 }, check: () => undefined };
    });
    afterAll(async () => new Promise<void>((done) => smtp.close(done)));

    const begin = async (receivers: readonly ReceiverCase[], how: string): Promise<{ readonly relay: TestRelay; readonly clock: TestClock; readonly all: readonly Told[]; readonly routing: Routing }> => {
      mails.length = 0;
      const clock = new TestClock();
      const all = receivers.map((one): Told => {
        const sent: { at: number; url: string; body: string }[] = [];
        const { door } = keepingDoor(one.accepts);
        const notifier: Notifier = notifierFor(one, "http://127.0.0.1:9", { now: clock.now, door: { request: async (request, signal) => {
          sent.push({ at: clock.now(), url: request.url, body: request.body });
          one.check(JSON.parse(request.body), request);
          return door.request(request, signal);
        } } });
        return { ...receiver(), receiver: one, sent, answer: async (notification, memory, signal) => {
          if (one.kind !== "mail") return (await notifier.notify(notification, memory, signal)).memory;
          onTheirWay++;
          const told = await notifier.notify(notification, memory, signal).finally(() => {
            onTheirWay--;
          });
          sent.push({ at: clock.now(), url: "", body: mails.at(-1)?.text ?? "" });
          return told.memory;
        } };
      });
      const indented = (yaml: string): string => yaml.trimEnd().split("\n").map((line) => `      ${line}`).join("\n");
      const routing = routingOf(`receivers:\n${all.map(({ receiver: { kind, yaml } }, n) => `  r${n}:\n    ${kind}:\n${indented(yaml("http://127.0.0.1:9"))}`).join("\n")}\ndefault: { to: [${all.map((_, n) => `r${n}`).join(", ")}], ${how} }\n`);
      const relay = await startRelay({ entries: new MemoryEntries(), routing, clock, receivers: Object.fromEntries(all.map((one, n) => [`r${n}`, one])) });
      return { relay, clock, all, routing };
    };
    const hear = async ({ relay }: TestRelay, count: number, make: (n: number) => Alert, first: number): Promise<void> => {
      for (let at = 0; at < count; at += 250) {
        await Promise.all(Array.from({ length: Math.min(250, count - at) }, async (_, n) => relay.take({ text: JSON.stringify({ data: make(at + n) }), at: { stream: "s", sequence: first + at + n } })));
        await settle();
      }
    };
    const told = async ({ reports }: TestRelay, clock: TestClock, ready: () => boolean, stepMs: number): Promise<void> => {
      for (let n = 0; n < 6_000 && !ready(); n++) {
        await clock.pass(stepMs);
        while (onTheirWay > 0) await new Promise((done) => setTimeout(done, 1));
        expect(reports.flatMap((report) => (report.kind === "told" ? [] : [report]))).toEqual([]);
      }
      expect(ready()).toBe(true);
    };
    const one = (n: number): Partial<Alert> => ({ fingerprint: `f${n}`, subject: { kind: "vm", id: `vm-${n}`, name: `desk-${n}` }, object: { cluster: "prod-a" } });

    it(`of ${inGroup} in one group is a few messages that each receiver takes, and the count in them is right, also of the ends`, async () => {
      const { relay, clock, all } = await begin([...cases, mail], "group: [policy, cluster], wait: 30s, interval: 5m");
      await hear(relay, inGroup, (n) => firing(one(n)), 1);
      await told(relay, clock, () => all.every((one) => one.told.length === 1), 10_000);
      for (const { receiver: { kind, title }, sent, told: [notification] } of all) {
        expect([title, notification?.firing, notification?.resolved]).toEqual([title, inGroup, 0]);
        if (kind === "alertmanager") expect(new Set(sent.flatMap(({ body }) => (JSON.parse(body) as { labels: { subject: string } }[]).map(({ labels }) => JSON.stringify(labels)))).size, title).toBe(1);
        else expect(sent.map(({ body }) => body).join(""), title).toContain(`${inGroup} alerts firing`);
      }
      await hear(relay, inGroup, (n) => over(one(n), minute), inGroup + 1);
      await told(relay, clock, () => all.every((one) => one.told.some(({ status }) => status === "resolved")), minute);
      for (const { receiver: { kind, title }, told: tellings, sent } of all) {
        expect([title, tellings.reduce((sum, { resolved }) => sum + resolved, 0)]).toEqual([title, inGroup]);
        expect(tellings.filter(({ kind: news }) => news !== "repeated").length, title).toBeLessThanOrEqual(3);
        if (kind !== "alertmanager") expect(sent.at(-1)?.body, title).toContain(`${inGroup} alerts resolved`);
      }
      await relay.stop();
    });

    it(`of ${onTheirOwn}, each told on its own, is told to each receiver no faster than it takes, and whole`, { timeout: 300_000 }, async () => {
      const { relay, clock, all, routing } = await begin(cases, "repeat: 24h");
      await hear(relay, onTheirOwn, (n) => firing(one(n)), 1);
      const news = ({ told: tellings }: Told, status: string): number => new Set(tellings.filter((telling) => telling.status === status).map(({ key }) => key)).size;
      await told(relay, clock, () => all.every((one) => news(one, "firing") === onTheirOwn), 2_000);
      await hear(relay, onTheirOwn, (n) => over(one(n), clock.now() - start), onTheirOwn + 1);
      await told(relay, clock, () => all.every((one) => news(one, "resolved") === onTheirOwn), 2_000);
      for (const [n, { receiver: { kind, title }, sent, told: tellings }] of all.entries()) {
        const perMinute = routing.receivers.get(`r${n}`)?.pace.perMinute ?? 0;
        expect(new Set(tellings.map(({ id }) => id)).size, title).toBe(tellings.length);
        if (kind === "alertmanager") continue;
        const posts = sent.filter(({ url }) => !url.endsWith("chat.update")).map(({ at }) => at);
        expect([title, posts.length]).toEqual([title, 2 * onTheirOwn]);
        expect([title, Math.max(...posts.map((at, index) => posts.filter((other, later) => later >= index && other < at + minute).length))], title).toEqual([title, expect.toSatisfy((most: number) => most <= perMinute)]);
        if (kind === "slack") expect(posts.every((at, index) => index === 0 || at - posts[index - 1]! >= 1_000), title).toBe(true);
      }
      expect(clock.now() - start).toBeLessThan(long ? 24 * hour : hour);
      await relay.stop();
    });
  });
}
