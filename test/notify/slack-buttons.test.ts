/** Buttons in Slack: when they are shown, what a request must have to count, and what it says. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseDocument } from "yaml";
import { receiverKinds } from "../../src/notify/catalogue.js";
import { systemResolve } from "../../src/notify/checked-lookup.js";
import { notificationOf } from "../../src/notify/notification-of.js";
import { readPress } from "../../src/notify/slack/read-press.js";
import { signatureComplaint } from "../../src/notify/slack/slack-signature.js";
import { Reading } from "../../src/policies/skeleton/reading.js";
import { keepingDoor, notifierFor, type ReceiverCase } from "../contracts/notifier.js";
import { nastyTexts, sampleAlert, soon } from "./alert-samples.js";
import { pressOf } from "./slack-press.js";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const signed = (body: string, at: number, key = secret): Record<string, string> => ({ "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${createHmac("sha256", key).update(`v0:${at}:${body}`).digest("hex")}` });

describe("a request is Slack's", () => {
  // The example of Slack's own page "Verifying requests from Slack".
  const [body, at] = ["token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c", 1531420618] as const;
  const example = { "x-slack-request-timestamp": String(at), "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" };

  test.each<[string, Record<string, string>, string, number, RegExp | undefined]>([
    ["as in Slack's documentation", example, body, 0, undefined],
    ["four minutes later", example, body, 240, undefined],
    ["not after five minutes", example, body, 301, /older than five minutes/],
    ["nor when it is dated ahead", example, body, -301, /older than five minutes/],
    ["nor with another body", example, `${body}x`, 0, /not that of this app/],
    ["nor with another time", { ...example, "x-slack-request-timestamp": String(at + 1) }, body, 0, /not that of this app/],
    ["nor signed by another app", signed(body, at, "another"), body, 0, /not that of this app/],
    ["nor in another version", { ...example, "x-slack-signature": example["x-slack-signature"].replace("v0", "v1") }, body, 0, /no signature/],
    ["nor with half a signature", { ...example, "x-slack-signature": "v0=a2114d57" }, body, 0, /no signature/],
    ["nor without a time", { "x-slack-signature": example["x-slack-signature"] }, body, 0, /no signature/],
    ["nor without anything", {}, body, 0, /no signature/],
  ])("%s", (_title, headers, text, after, expected) => {
    const complaint = signatureComplaint(secret, { headers, body: Buffer.from(text) }, (at + after) * 1_000);
    if (expected === undefined) expect(complaint).toBeUndefined();
    else expect(complaint).toMatch(expected);
  });
});

describe("what was pressed", () => {
  it("is an action, its hash, and the presser by id and name", () => {
    expect(readPress(Buffer.from(pressOf({ action_id: "tetherd.approve", value: "promote-1 h1" })))).toEqual({
      verb: "approve", action: "promote-1", hash: "h1", sender: "ann (Slack U0123ABCD)", reply: { channel: "C0123456789", user: "U0123ABCD" },
    });
  });

  it("names nobody by what that person calls himself", () => {
    const press = readPress(Buffer.from(pressOf({ action_id: "tetherd.refuse", value: "promote-1 h1" }, { id: "U0BAD00000", username: "ann (Slack U0123ABCD)\u202E" })));
    expect(press).toMatchObject({ verb: "refuse", sender: "ann Slack U0123ABCD (Slack U0BAD00000)" });
  });

  test.each<[string, string, string]>([
    ["no form", "{}", "has no payload that is a JSON object"],
    ["no JSON", "payload=%7B", "has no payload that is a JSON object"],
    ["a dialog", `payload=${encodeURIComponent('{"type":"view_submission"}')}`, "is about no button"],
    ["somebody unknown", pressOf({ action_id: "tetherd.approve", value: "a b" }, { id: "nobody" }), "does not say who pressed, and where"],
    ["another's button", pressOf({ action_id: "deploy", value: "a b" }), "is about a button that is not tetherd's"],
    ["an id that is a part of one, or more", pressOf({ action_id: "tetherd.approve", value: "a" }), "is about a button that is not tetherd's"],
    ["a command", pressOf({ action_id: "tetherd.approve", value: "$(reboot) h" }), "is about a button that is not tetherd's"],
  ])("is refused where it is %s", (_title, body, complaint) => {
    expect(readPress(Buffer.from(body))).toBe(complaint);
  });

  it("breaks nothing, whatever is sent", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json().map((text) => `payload=${encodeURIComponent(text)}`)), (text) => {
      expect(typeof readPress(Buffer.from(text))).toBe("string");
    }), { numRuns: 300 });
  });
});

it("the presser is told in words that ping nobody and forge nothing, whatever the VM is called", async () => {
  const text = "tokenFile: /s/token\nchannel: C0123456789\nbuttons: { signingSecretFile: /s/signing, users: U0123ABCD }\n";
  const made = receiverKinds.find(({ name }) => name === "slack")?.config.read(parseDocument(text).contents, "slack", new Reading("relay.yaml", text, []));
  const { door, sent } = keepingDoor({ status: 200, body: '{"ok":true}' });
  const buttons = made?.buttons?.create({ door, resolve: systemResolve, now: () => soon, secret: (path) => ({ origin: path, read: () => Promise.resolve("xoxb-1") }) });
  const press = readPress(Buffer.from(pressOf({ action_id: "tetherd.approve", value: "promote-1 h1" })));
  if (typeof press === "string") throw new Error(press);
  for (const name of nastyTexts) {
    await buttons?.tell(press, `promote of ${name} is approved.`, new AbortController().signal);
    const { channel, user, text: fallback, blocks } = JSON.parse(sent.at(-1)?.body ?? "") as { channel: string; user: string; text: string; blocks: readonly object[] };
    expect([channel, user]).toEqual(["C0123456789", "U0123ABCD"]);
    expect(fallback).toMatch(/^(?:[^<>&\p{Cc}\p{Cf}\p{Cs}]|&(?:amp|lt|gt);)+$/u);
    expect(blocks).toEqual([{ type: "section", text: { type: "plain_text", text: expect.stringMatching(/^promote of/) as unknown, emoji: false } }]);
  }
  expect(sent).toHaveLength(nastyTexts.length);
});

describe("a proposed action in Slack", () => {
  const slack = (more: string): ReceiverCase => ({ title: "Slack", kind: "slack", yaml: (url) => `tokenFile: /s/token\nchannel: C0123456789\napiUrl: ${url}/api\nallow: [127.0.0.1]\nplainHttp: true\n${more}`, secrets: () => ({ "/s/token": "xoxb-1" }), words: [], accepts: { status: 200, body: '{"ok":true,"ts":"17.1","channel":"C0123456789"}' }, check: () => undefined });
  const set = "buttons: { signingSecretFile: /s/signing, users: [U0123ABCD] }\n";
  const offer = (n: number): readonly [string, object] => [`f${n}`, { fingerprint: `f${n}`, id: `promote-${n}`, verb: "promote", state: "offered" as const, approvalHash: `hash-${n}`, target: { name: `web-${n}` } }];
  const told = async (more: string, count: number, decided = false): Promise<readonly { readonly text: string; readonly value: string }[]> => {
    const { door, sent } = keepingDoor({ status: 200, body: '{"ok":true,"ts":"17.1","channel":"C0123456789"}' });
    const [first, ...others] = Array.from({ length: count }, (_, n) => sampleAlert({ fingerprint: `f${n}` }));
    const actions = new Map(Array.from({ length: count }, (_, n) => offer(n))) as Parameters<typeof notificationOf>[0]["actions"];
    const notification = notificationOf({ ...(count > 1 ? { common: { policy: "p" } } : {}), alerts: [first!, ...others], kind: "proposed", ...(decided || actions === undefined ? {} : { actions }) }, soon);
    await notifierFor(slack(more), "http://127.0.0.1:9", { door }).notify(notification, { ts: "17.1", channel: "C0123456789" }, new AbortController().signal);
    const [update, reply] = sent.map(({ body }) => (JSON.parse(body) as { blocks: readonly { readonly type: string; readonly elements: readonly { readonly text: { readonly text: string }; readonly value: string }[] }[] }).blocks);
    expect(reply?.some(({ type }) => type === "actions")).toBe(false); // replies are never updated, and a button there would stay
    return update?.filter(({ type }) => type === "actions").flatMap(({ elements }) => elements).map(({ text, value }) => ({ text: text.text, value })) ?? [];
  };

  it("has two buttons that name what was shown", async () => {
    expect(await told(set, 1)).toEqual([{ text: "Approve", value: "promote-0 hash-0" }, { text: "Refuse", value: "promote-0 hash-0" }]);
  });

  it("has them once for each of several, at most ten, each with what it is about", async () => {
    const buttons = await told(set, 12);
    expect(buttons).toHaveLength(20);
    expect(buttons[2]).toEqual({ text: "Approve promote of web-1", value: "promote-1 hash-1" });
  });

  it("has none without the set-up, and none once it is decided", async () => {
    expect([await told("", 1), await told(set, 1, true)]).toEqual([[], []]);
  });
});
