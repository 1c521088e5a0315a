import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { AdaptiveCard, SerializationContext, Versions } from "adaptivecards";
import { CloudEvent } from "cloudevents";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { notificationOf } from "../../src/notify/notification-of.js";
import { keepingDoor, notifierContract, notifierFor, type ReceiverCase } from "../contracts/notifier.js";
import { stormContract } from "../contracts/storm.js";
import { resolvedAlert, sampleAlert, soon } from "./alert-samples.js";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const never = new AbortController().signal;

function schemaCheck(schema: object): (body: unknown) => void {
  const validate = ajv.compile(schema);
  return (body) => {
    if (!validate(body)) throw new Error(ajv.errorsText(validate.errors));
  };
}

/** Every text in it, with the name of its key. */
function textsIn(value: unknown, key = ""): readonly { readonly key: string; readonly text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [...(Array.isArray(value) ? [] : [{ key: "name", text: name }]), ...textsIn(member, Array.isArray(value) ? key : name)]);
}

function cleanLines(body: unknown): void {
  expect(textsIn(body).map(({ text }) => text).join("\n")).not.toMatch(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/u);
}

/** developer.pagerduty.com, Events API v2: fields, kinds and lengths of an event. */
const pagerDutyEvent = schemaCheck({
  type: "object", additionalProperties: false, required: ["routing_key", "event_action", "dedup_key", "payload"],
  properties: {
    routing_key: { type: "string", minLength: 32, maxLength: 32 }, event_action: { enum: ["trigger", "acknowledge", "resolve"] }, dedup_key: { type: "string", minLength: 1, maxLength: 255 }, client: { type: "string" },
    payload: {
      type: "object", additionalProperties: false, required: ["summary", "source", "severity"],
      properties: { summary: { type: "string", minLength: 1, maxLength: 1024 }, source: { type: "string", minLength: 1 }, severity: { enum: ["critical", "error", "warning", "info"] }, timestamp: { type: "string", format: "date-time" }, class: { type: "string" }, component: { type: "string" }, group: { type: "string" }, custom_details: { type: "object" } },
    },
    links: { type: "array", items: { type: "object", additionalProperties: false, required: ["href"], properties: { href: { type: "string", format: "uri", pattern: "^https?://" }, text: { type: "string" } } } },
  },
});

/** docs.slack.dev, Block Kit reference: only kinds of text that read no markup are let through here. */
const plainText = (max: number): object => ({ type: "object", additionalProperties: false, required: ["type", "text", "emoji"], properties: { type: { const: "plain_text" }, text: { type: "string", minLength: 1, maxLength: max }, emoji: { const: false } } });
const slackButton = (id: string, style: string): object => ({
  type: "object", additionalProperties: false, required: ["type", "action_id", "style", "text", "value"],
  properties: {
    type: { const: "button" }, action_id: { const: id, maxLength: 255 }, style: { const: style }, text: plainText(75), value: { type: "string", minLength: 1, maxLength: 2000 },
    confirm: { type: "object", additionalProperties: false, required: ["title", "text", "confirm", "deny"], properties: { title: plainText(100), text: plainText(300), confirm: plainText(30), deny: plainText(30) } },
  },
});
const slackActions = { type: "object", additionalProperties: false, required: ["type", "elements"], properties: { type: { const: "actions" }, elements: { type: "array", minItems: 2, maxItems: 2, prefixItems: [slackButton("tetherd.approve", "primary"), slackButton("tetherd.refuse", "danger")] } } };
const slackMessage = (...more: readonly object[]): ((body: unknown) => void) => schemaCheck({
  type: "object", required: ["text", "blocks"],
  properties: {
    channel: { type: "string", minLength: 1 }, text: { type: "string", maxLength: 4000, pattern: "^(?:[^<>&]|&(?:amp|lt|gt);)*$" }, link_names: { const: false }, parse: { const: "none" }, unfurl_links: { const: false }, unfurl_media: { const: false }, ts: { type: "string" }, thread_ts: { type: "string" },
    blocks: {
      type: "array", minItems: 1, maxItems: 50, items: { oneOf: [
        ...more,
        { type: "object", additionalProperties: false, required: ["type", "text"], properties: { type: { const: "header" }, text: plainText(150) } },
        { type: "object", additionalProperties: false, required: ["type"], minProperties: 2, properties: { type: { const: "section" }, text: plainText(3000), fields: { type: "array", minItems: 1, maxItems: 10, items: plainText(2000) } } },
        { type: "object", additionalProperties: false, required: ["type", "elements"], properties: { type: { const: "rich_text" }, elements: { type: "array", items: { type: "object", required: ["type", "elements"], properties: { type: { enum: ["rich_text_section", "rich_text_preformatted"] }, elements: { type: "array", minItems: 1, items: { oneOf: [
          { type: "object", additionalProperties: false, required: ["type", "text"], properties: { type: { const: "text" }, text: { type: "string", minLength: 1 } } },
          { type: "object", additionalProperties: false, required: ["type", "url", "text"], properties: { type: { const: "link" }, url: { type: "string", pattern: "^https?://" }, text: { type: "string", minLength: 1 } } },
        ] } } } } } } },
      ] },
    },
  },
});

const [slackWithButtons, slackWithout] = [slackMessage(slackActions), slackMessage()];

/** Alertmanager's OpenAPI v2: postableAlerts. */
const postableAlerts = schemaCheck({
  type: "array", minItems: 1, items: {
    type: "object", additionalProperties: false, required: ["labels"],
    properties: {
      labels: { type: "object", minProperties: 1, propertyNames: { pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$" }, additionalProperties: { type: "string", minLength: 1 } },
      annotations: { type: "object", propertyNames: { pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$" }, additionalProperties: { type: "string" } },
      startsAt: { type: "string", format: "date-time" }, endsAt: { type: "string", format: "date-time" }, generatorURL: { type: "string", format: "uri" },
    },
  },
});

/** docs.ntfy.sh, publish as JSON. */
const ntfyMessage = schemaCheck({
  type: "object", additionalProperties: false, required: ["topic", "title", "message", "priority", "tags"],
  properties: { topic: { const: "vm-alerts" }, title: { type: "string", minLength: 1, maxLength: 250 }, message: { type: "string", minLength: 1 }, markdown: { const: false }, priority: { type: "integer", minimum: 1, maximum: 5 }, tags: { type: "array", items: { type: "string", pattern: "^[a-z_]+$" } }, click: { type: "string", pattern: "^https?://" } },
});

/** The vendor's own reader of cards has nothing to complain about; and no element that reads markup or mentions is used. */
function teamsMessage(body: unknown): void {
  const { attachments: [attachment], ...message } = body as { readonly attachments: readonly { readonly contentType: string; readonly content: { readonly body: readonly { readonly type: string }[] } }[] };
  expect(message).toEqual({ type: "message" });
  expect(attachment?.contentType).toBe("application/vnd.microsoft.card.adaptive");
  const context = new SerializationContext(Versions.v1_4);
  const card = new AdaptiveCard();
  card.parse(attachment?.content, context);
  expect(Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message)).toEqual([]);
  expect(card.getItemCount()).toBe(attachment?.content.body.length);
  expect(new Set(attachment?.content.body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
  expect(JSON.stringify(attachment?.content)).not.toContain("msteams");
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(28 * 1024);
}

/** Besides our own bold, lists, code and links nothing is left that Mattermost would read as markup, as a mention or as an address. */
function mattermostMessage(body: unknown): void {
  const { text, ...others } = body as { readonly text: string };
  expect(others).toEqual({});
  expect(text.length).toBeLessThanOrEqual(16_383);
  expect(text).not.toMatch(/@[A-Za-z0-9_.-]|[a-z]:\/\/(?![^\s()]*\)(?: · \[|$))|\bwww\./imu);
  for (const line of text.split("\n")) {
    const foreign = line.replace(/^`[^`]*`$/, "").replace(/^- `[A-Za-z0-9 :._-]+`$/, "").replace(/\[(?:[^\\\]]|\\.)*\]\(https?:\/\/[^\s()<>[\]]*\)/g, "").replace(/^\*\*(.*)\*\*$/, "$1").replace(/^- (?:([A-Za-z ]+): )?/, "$1").replace(/\\[!-/:-@[-`{-~]/g, "").replaceAll("@\u200B", "").replaceAll(":\u200B//", "").replace(/^\(\d+ more lines? left out\)$/, "");
    expect(foreign).not.toMatch(/[!-/:-@[-`{-~]/);
  }
}

const published = (name: string): ((body: unknown) => void) => schemaCheck(JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8")) as object);
const notificationData = published("notification.v1");
const envelope = published("cloudevent.v1");

const words = ["hunter2secret", "topsecretpath"];
const loopback = "timeout: 5s\nallow: [127.0.0.1]\nplainHttp: true\n";

const cases: readonly ReceiverCase[] = [
  {
    title: "webhook", kind: "webhook", yaml: (url) => `url: ${url}/hook\nheaderFiles: { Authorization: /s/auth }\nsigningKeyFile: /s/key\n${loopback}`, secrets: () => ({ "/s/auth": "Bearer hunter2secret", "/s/key": "topsecretpath" }), words,
    accepts: { status: 204 }, identity: (body) => (body as { subject: string }).subject,
    check: (body) => {
      cleanLines(body);
      envelope(body);
      notificationData((body as { data: unknown }).data);
      expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
    },
  },
  {
    title: "webhook with a template", kind: "webhook", yaml: (url) => `url: ${url}/hook\nheaderFiles: { X-Key: /s/auth }\nbody: { summary: "{{heading}}", more: ["{{text}}", "{{key}} is {{status}}", 7, true, null] }\n${loopback}`, secrets: () => ({ "/s/auth": "hunter2secret" }), words,
    accepts: { status: 200 }, identity: (body) => (body as { more: string[] }).more[1]?.split(" ")[0],
    check: (body) => {
      cleanLines(body);
      expect(body).toEqual({ summary: expect.any(String) as unknown, more: [expect.any(String), expect.stringMatching(/^\S+ is (firing|resolved)$/), 7, true, null] });
    },
  },
  {
    title: "Alertmanager", kind: "alertmanager", yaml: (url) => `url: [${url}]\nusername: tetherd\npasswordFile: /s/password\n${loopback}`, secrets: () => ({ "/s/password": "hunter2secret" }), words: [...words, Buffer.from("tetherd:hunter2secret").toString("base64")],
    accepts: { status: 200 }, identity: (body) => (body as { labels: unknown }[])[0]?.labels,
    check: (body) => { cleanLines(body); postableAlerts(body); },
  },
  {
    title: "PagerDuty", kind: "pagerduty", yaml: (url) => `url: ${url}/v2/enqueue\nroutingKeyFile: /s/key\n${loopback}`, secrets: () => ({ "/s/key": "hunter2secret".padEnd(32, "0") }), words,
    accepts: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"x"}' }, identity: (body) => (body as { dedup_key: string }).dedup_key,
    check: (body) => { cleanLines(body); pagerDutyEvent(body); expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(512 * 1024); },
  },
  {
    title: "Slack by a bot", kind: "slack", yaml: (url) => `tokenFile: /s/token\nchannel: C0123456789\nbuttons: { signingSecretFile: /s/signing, users: U0123ABCD }\napiUrl: ${url}/api\n${loopback}`, secrets: () => ({ "/s/token": "xoxb-hunter2secret" }), words,
    accepts: { status: 200, body: '{"ok":true,"ts":"1700000000.000100","channel":"C0123456789"}' },
    check: (body) => { cleanLines(body); slackWithButtons(body); },
  },
  {
    title: "Slack by an incoming webhook", kind: "slack", yaml: () => `urlFile: /s/url\n${loopback}`, secrets: (url) => ({ "/s/url": `${url}/services/T0/B0/topsecretpath` }), words,
    accepts: { status: 200, body: "ok" },
    check: (body) => { cleanLines(body); slackWithout(body); },
  },
  {
    title: "Microsoft Teams", kind: "teams", yaml: () => `urlFile: /s/url\n${loopback}`, secrets: (url) => ({ "/s/url": `${url}/workflows/1?sig=topsecretpath` }), words,
    accepts: { status: 202 }, check: (body) => { cleanLines(body); teamsMessage(body); },
  },
  {
    title: "Mattermost", kind: "mattermost", yaml: () => `urlFile: /s/url\n${loopback}`, secrets: (url) => ({ "/s/url": `${url}/hooks/topsecretpath` }), words,
    accepts: { status: 200, body: "ok" }, check: (body) => { cleanLines(body); mattermostMessage(body); },
  },
  {
    title: "ntfy", kind: "ntfy", yaml: (url) => `url: ${url}\ntopic: vm-alerts\ntokenFile: /s/token\n${loopback}`, secrets: () => ({ "/s/token": "tk_hunter2secret" }), words,
    accepts: { status: 200, body: '{"id":"x"}' }, check: (body) => { cleanLines(body); ntfyMessage(body); expect(Buffer.byteLength((body as { message: string }).message)).toBeLessThanOrEqual(4_096); },
  },
];

for (const receiver of cases) notifierContract(receiver);
stormContract(cases);

const caseOf = (title: string): ReceiverCase => cases.find((one) => one.title === title)!;
const fired = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon);
const over = notificationOf({ alerts: [resolvedAlert()], kind: "resolved" }, soon);

it("the sample of a notification is what a webhook gets", async () => {
  const { door, sent } = keepingDoor({ status: 200 });
  await notifierFor(caseOf("webhook"), "http://127.0.0.1:9", { door }).notify(fired, undefined, never);
  const sample = JSON.parse(readFileSync("schemas/samples/notification.firing.json", "utf8")) as object;
  expect(JSON.parse(sent[0]!.body)).toEqual(sample);
  expect(new CloudEvent(sample, true).type).toBe("io.tetherd.notification.firing.v1");
});

it("a webhook's signature is what Standard Webhooks says, over id, time and body", async () => {
  const { door, sent } = keepingDoor({ status: 200 });
  await notifierFor(caseOf("webhook"), "http://127.0.0.1:9", { door }).notify(fired, undefined, never);
  const { headers, body } = sent[0]!;
  expect(headers["webhook-timestamp"]).toBe(String(soon / 1_000));
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", "topsecretpath").update(`${headers["webhook-id"] ?? ""}.${soon / 1_000}.${body}`).digest("base64")}`);
});

it.each([["fired", 5], ["proposed", 5], ["decided", 2], ["test", 2]] as const)("ntfy pushes a critical alert that is %s with priority %i", async (kind, priority) => {
  const { door, sent } = keepingDoor({ status: 200 });
  await notifierFor(caseOf("ntfy"), "http://127.0.0.1:9", { door }).notify(notificationOf({ alerts: [sampleAlert({ severity: "critical" })], kind }, soon), undefined, never);
  expect(JSON.parse(sent[0]!.body)).toMatchObject({ priority });
});

it("Slack's message is updated in place, and what changed is told in its thread", async () => {
  const { door, sent } = keepingDoor({ status: 200, body: '{"ok":true,"ts":"17.1","channel":"C0123456789"}' });
  const notifier = notifierFor(caseOf("Slack by a bot"), "http://127.0.0.1:9", { door });
  const { memory } = await notifier.notify(fired, undefined, never);
  await notifier.notify(over, memory, never);
  expect(sent.map(({ url, body }) => [url.split("/").at(-1), (JSON.parse(body) as { ts?: string }).ts, (JSON.parse(body) as { thread_ts?: string }).thread_ts])).toEqual([
    ["chat.postMessage", undefined, undefined], ["chat.update", "17.1", undefined], ["chat.postMessage", undefined, "17.1"],
  ]);
});

it("Slack's message that somebody deleted is posted anew", async () => {
  const { door, sent } = keepingDoor({ status: 200, body: '{"ok":false,"error":"message_not_found"}' });
  const update = notifierFor(caseOf("Slack by a bot"), "http://127.0.0.1:9", { door: { request: async (request, signal) => (request.url.endsWith("update") ? door.request(request, signal) : { ...(await door.request(request, signal)), body: '{"ok":true,"ts":"18.2","channel":"C0123456789"}' }) } });
  expect(await update.notify(over, { ts: "17.1", channel: "C0123456789" }, never)).toEqual({ memory: { ts: "18.2", channel: "C0123456789" } });
  expect(sent.map(({ url }) => url.split("/").at(-1))).toEqual(["chat.update", "chat.postMessage"]);
});

it.each([
  ["invalid_auth", "NOTIFY_NOT_ACCEPTED", false], ["channel_not_found", "NOTIFY_NOT_ACCEPTED", false], ["ratelimited", "NOTIFY_BUSY", true], ["internal_error", "NOTIFY_SERVER_FAILED", true], ["<b>odd</b>", "NOTIFY_NOT_ACCEPTED", false],
])("Slack's answer %s is %s", async (error, code, retryable) => {
  const { door } = keepingDoor({ status: 200, body: JSON.stringify({ ok: false, error }) });
  await expect(notifierFor(caseOf("Slack by a bot"), "http://127.0.0.1:9", { door }).notify(fired, undefined, never)).rejects.toMatchObject({ code, retryable });
});

it("what is not Slack's JSON is not taken for accepted", async () => {
  const { door } = keepingDoor({ status: 200, body: "<html>proxy</html>" });
  await expect(notifierFor(caseOf("Slack by a bot"), "http://127.0.0.1:9", { door }).notify(fired, undefined, never)).rejects.toMatchObject({ code: "NOTIFY_ANSWER_UNEXPECTED", retryable: true });
});

it("an alert whose severity has changed is ended in Alertmanager under the former one, and never expires while it is told again", async () => {
  const { door, sent } = keepingDoor({ status: 200 });
  const raised = notificationOf({ alerts: [sampleAlert({ severity: "critical", labels: { ...sampleAlert().labels, severity: "critical" } })], told: new Map([["0f3a5c7e9b1d2468", "warning"]]), kind: "raised" }, soon);
  await notifierFor(caseOf("Alertmanager"), "http://127.0.0.1:9", { door }).notify(raised, undefined, never);
  const posts = JSON.parse(sent[0]!.body) as { labels: { severity: string }; endsAt: string }[];
  expect(posts.map(({ labels, endsAt }) => [labels.severity, Date.parse(endsAt) - soon])).toEqual([["warning", 0], ["critical", 15 * 60_000]]);
});

it("all instances of Alertmanager are told, and one that accepts is enough", async () => {
  const asked: string[] = [];
  const twice: ReceiverCase = { ...caseOf("Alertmanager"), yaml: () => `url: [https://am-1.example.org, https://am-2.example.org/prefix/]` };
  const notifier = (answers: (url: string) => boolean) => notifierFor(twice, "", { door: { request: ({ url }) => { asked.push(url); return answers(url) ? Promise.resolve({ status: 200, headers: {}, body: "" }) : Promise.reject(new Error("down")); } } });
  expect(await notifier((url) => url.includes("am-2")).notify(fired, undefined, never)).toEqual({ unreached: [new Error("down")] });
  expect(asked).toEqual(["https://am-1.example.org/api/v2/alerts", "https://am-2.example.org/prefix/api/v2/alerts"]);
  await expect(notifier(() => false).notify(fired, undefined, never)).rejects.toThrow("down");
});
