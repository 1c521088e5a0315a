// What the relay may expect of every receiver that speaks HTTP: what answers mean, that secrets stay secret, that resolved goes where firing went, that nothing anybody
// is called can break or forge a message, and that limits hold. One suite for all of the catalogue.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { parseDocument } from "yaml";
import { receiverKinds } from "../../src/notify/catalogue.js";
import { systemResolve } from "../../src/notify/checked-lookup.js";
import { NotifyError } from "../../src/notify/errors.js";
import { notificationOf } from "../../src/notify/notification-of.js";
import type { Notification } from "../../src/notify/notification.js";
import type { Notifier, NotifierGround } from "../../src/notify/notifier.js";
import { openDoor } from "../../src/notify/open-door.js";
import type { HttpRequest, SafeDoor } from "../../src/notify/safe-door.js";
import type { Problem } from "../../src/policies/problem.js";
import { Reading } from "../../src/policies/skeleton/reading.js";
import { nastyTexts, resolvedAlert, sampleAlert, soon } from "../notify/alert-samples.js";
import { startReceivingServer, type Answer, type ReceivingServer } from "../notify/receiving-server.js";

export interface ReceiverCase {
  readonly title: string;
  /** The key in the routing file, and its keys as YAML; `url` is that of a server on loopback. */
  readonly kind: string;
  readonly yaml: (url: string) => string;
  /** By path: what secret files hold. Every one of these words must stay secret: `words`. */
  readonly secrets: (url: string) => Readonly<Record<string, string>>;
  readonly words: readonly string[];
  readonly accepts: Answer;
  /** Throws for what the receiver would refuse or misread. */
  readonly check: (body: unknown, request: Pick<HttpRequest, "body" | "headers" | "url">) => void;
  /** What ties messages of one alert together there; undefined where each stands alone. */
  readonly identity?: (body: unknown) => unknown;
}

export function notifierFor({ kind, yaml, secrets }: ReceiverCase, url: string, ground: Partial<NotifierGround> = {}): Notifier {
  const text = yaml(url);
  const problems: Problem[] = [];
  const make = receiverKinds.find(({ name }) => name === kind)?.config.read(parseDocument(text).contents, kind, new Reading("relay.yaml", text, problems));
  expect(problems).toEqual([]);
  const files = secrets(url);
  return make!.create({ door: openDoor({ now: () => soon }), resolve: systemResolve, now: () => soon, secret: (path) => ({ origin: path, read: () => Promise.resolve(files[path] ?? "") }), ...ground });
}

/** Keeps what would be sent; for properties that need no wire. */
export function keepingDoor(answer: Answer): { readonly door: SafeDoor; readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  return { sent, door: { request: (request) => { sent.push(request); return Promise.resolve({ status: 200, headers: {}, body: typeof answer === "object" ? (answer.body ?? "") : "" }); } } };
}

const never = new AbortController().signal;
const fired = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon);
const over = notificationOf({ alerts: [resolvedAlert()], kind: "resolved" }, soon + 3_600_000);

const long = "漢".repeat(5_000);
const many = Array.from({ length: 1_000 }, (_, n) => sampleAlert({ fingerprint: `f${n}`, ...(n < 150 ? { annotations: { summary: `${n} ${long}`, description: long }, subject: { kind: "vm" as const, id: `vm-${n}`, name: long } } : {}) }));
const storm = notificationOf({ common: { policy: "vm-inaccessible" }, alerts: [many[0]!, ...many.slice(1)], kind: "fired" }, soon);

export function notifierContract(receiver: ReceiverCase): void {
  describe(receiver.title, () => {
    let server: ReceivingServer;
    beforeAll(async () => { server = await startReceivingServer(); });
    afterAll(async () => server.stop());
    beforeEach(() => {
      server.received.length = 0;
      server.answer = () => receiver.accepts;
    });
    const failure = async (notifier: Notifier, signal = never): Promise<NotifyError> => {
      const outcome: unknown = await notifier.notify(fired, undefined, signal).catch((error: unknown) => error);
      if (outcome instanceof NotifyError) return outcome;
      throw outcome instanceof Error ? outcome : new Error("it was accepted");
    };

    it("tells what fired, then what became of it, in a form that the receiver accepts", async () => {
      const notifier = notifierFor(receiver, server.url);
      const { memory } = await notifier.notify(fired, undefined, never);
      const before = server.received.length;
      await notifier.notify(over, memory, never);
      expect(before).toBeGreaterThan(0);
      expect(server.received.length).toBeGreaterThan(before);
      for (const request of server.received) {
        receiver.check(JSON.parse(request.body), { url: request.path, headers: request.headers as Record<string, string>, body: request.body });
        expect(request.body).toContain("spans 7 of 8 permitted hosts");
      }
      const [first, last] = [server.received[0], server.received.at(-1)].map((request) => request?.body);
      expect(first).not.toMatch(/"resolve"|Resolved:/);
      if (receiver.identity !== undefined) expect(receiver.identity(JSON.parse(last ?? ""))).toEqual(receiver.identity(JSON.parse(first ?? "")));
    });

    it("tells of a proposed action with the two commands that approve and refuse it, also of several at once and where it had told of the alert before", async () => {
      const alerts = [0, 1, 2].map((n) => sampleAlert({ fingerprint: `f${n}` }));
      const actions = new Map(alerts.map(({ fingerprint }, n) => [fingerprint, { fingerprint, id: `promote-${n}`, verb: "promote", state: "offered" as const, approvalHash: `hash-${n}`, target: { name: `web-${n}` } }]));
      const decisions = (n: number): readonly string[] => [`tetherd actions approve promote-${n}`, `tetherd actions refuse promote-${n}`];
      for (const [notification, commands] of [
        [notificationOf({ alerts: [alerts[0]!], actions, kind: "fired" }, soon), decisions(0)],
        [notificationOf({ common: { policy: "x" }, alerts: [alerts[0]!, ...alerts.slice(1)], actions, kind: "fired" }, soon), [0, 1, 2].flatMap(decisions)],
      ] as const) {
        const { door, sent } = keepingDoor(receiver.accepts);
        const notifier = notifierFor(receiver, "http://127.0.0.1:9", { door });
        const { memory } = await notifier.notify(notification, undefined, never);
        await notifier.notify(notification, memory, never);
        for (const { body } of sent) {
          receiver.check(JSON.parse(body), { url: "", headers: {}, body });
          for (const command of commands) expect(body).toContain(command);
        }
      }
    });

    test.each([
      [400, false], [401, false], [403, false], [404, false], [413, false], [302, false], [408, true], [429, true], [500, true], [502, true], [503, true], [504, true],
    ])("an answer of %i is worth trying again: %s", async (status, retryable) => {
      server.answer = () => ({ status, headers: { "retry-after": "3", location: "http://169.254.169.254/" } });
      const error = await failure(notifierFor(receiver, server.url));
      expect(error.retryable).toBe(retryable);
      if (status === 429) expect(error.retryAfterMs).toBe(3_000);
    });

    it("says no secret, even when the receiver echoes everything it was sent", async () => {
      const notifier = notifierFor(receiver, server.url);
      for (const status of [400, 429, 500, 302]) {
        server.answer = (request) => ({ status, body: `${JSON.stringify(request.headers)} ${request.path} ${request.body}` });
        const error = await failure(notifier);
        const said = [error.message, error.hint, error.stack, JSON.stringify(error), String(error.cause)].join("\n");
        for (const word of receiver.words) expect(said).not.toContain(word);
      }
    });

    it("ends at once when it is to stop, and at its time limit", async () => {
      server.answer = () => "hang";
      const stop = new AbortController();
      const waiting = failure(notifierFor(receiver, server.url), stop.signal);
      stop.abort();
      expect(await waiting).toMatchObject({ code: "NOTIFY_ABORTED", retryable: true });
    });

    it("can be broken, forged or made to ping by nothing that anybody is called", async () => {
      const nasty = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: "binary", maxLength: 60 }));
      await fc.assert(fc.asyncProperty(nasty, nasty, nasty, fc.boolean(), async (a, b, c, group) => {
        const alert = sampleAlert({
          subject: { kind: "vm", id: a, name: b }, annotations: { summary: c, description: a, runbook_url: b, [c]: a }, policy: b, cause: { user: c, operation: a, via: "host" },
          object: { cluster: a, host: b, datastores: [a, b, c], powerState: c, group: { base: `datastore-1:${a}`, datastore: b, members: [{ name: a, host: b, role: c }, { name: c, host: a }], membersOmitted: 3 } }, labels: { vcenter: c, [a]: b, severity: a }, generatorURL: `https://example.org/${c}`,
        });
        const actions = new Map(["other", alert.fingerprint].map((fingerprint) => [fingerprint, { fingerprint, id: "promote-1", verb: c, state: "offered" as const, approvalHash: "h1", target: { name: b } }]));
        const decided = new Map([[alert.fingerprint, { fingerprint: alert.fingerprint, id: "promote-1", verb: c, state: "refused" as const, decision: `${a} refused it: ${b}`, target: { name: c } }]]);
        const notification = group ? notificationOf({ common: { policy: a, [b]: c }, alerts: [alert, { ...alert, fingerprint: "other" }], actions, kind: "fired" }, soon) : notificationOf({ alerts: [alert], actions: a.length % 2 === 0 ? actions : decided, kind: "decided" }, soon);
        await checked(receiver, notification);
      }), { numRuns: process.env["TETHERD_TEST_LONG"] === "1" ? 500 : 20 });
    });

    it("keeps within the receiver's limits when a thousand alerts with long names come at once, and counts them", async () => {
      const bodies = await checked(receiver, storm);
      if (receiver.kind === "alertmanager") expect(bodies.flatMap((body) => JSON.parse(body) as unknown[])).toHaveLength(1_000);
      else expect(bodies.join("")).toContain("1000 alerts firing");
    });
  });
}

async function checked(receiver: ReceiverCase, notification: Notification): Promise<readonly string[]> {
  const { door, sent } = keepingDoor(receiver.accepts);
  await notifierFor(receiver, "http://127.0.0.1:9", { door }).notify(notification, undefined, never);
  expect(sent.length).toBeGreaterThan(0);
  for (const request of sent) {
    receiver.check(JSON.parse(request.body), request);
    expect(Object.values(request.headers).join("")).toMatch(/^[\x20-\x7E]*$/);
  }
  return sent.map(({ body }) => body);
}
