/** Whatever VMs are called, a mail has its own headers and recipients and no others, and its HTML shows names as text. The server is a few lines that take everything. */
import { createServer, type AddressInfo, type Server } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { notificationOf } from "../../src/notify/notification-of.js";
import type { Notifier } from "../../src/notify/notifier.js";
import { notifierFor } from "../contracts/notifier.js";
import { nastyTexts, sampleAlert, soon } from "./alert-samples.js";

interface Mail { readonly commands: readonly string[]; readonly raw: string }

let server: Server;
let mails: Mail[];
let notifier: Notifier;
beforeAll(async () => {
  mails = [];
  server = createServer((socket) => {
    let [buffer, commands, inData] = ["", [] as string[], false];
    socket.on("error", () => undefined).write("220 ready\r\n");
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1");
      for (;;) {
        const end = buffer.indexOf(inData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + (inData ? 5 : 2));
        if (inData) {
          mails.push({ commands, raw: line.replace(/\r\n\.\./g, "\r\n.") });
          [inData, commands] = [false, []];
          socket.write("250 kept\r\n");
        } else {
          commands.push(line);
          inData = line === "DATA";
          socket.write(inData ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        }
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  notifier = notifierFor({
    title: "mail", kind: "mail", yaml: () => `host: localhost\nport: ${port}\nfrom: tetherd@example.org\nto: [a@example.org, b@example.org]\nallow: [127.0.0.1, "::1"]\nsecurity: none`,
    secrets: () => ({}), words: [], accepts: { status: 250 }, check: () => undefined,
  }, "");
});
afterAll(async () => new Promise((done) => server.close(done)));

interface Part { readonly headers: Readonly<Record<string, string>>; readonly body: string }

function partOf(raw: string): Part {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  return { headers: Object.fromEntries(head.replace(/\r\n[ \t]+/g, " ").split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])), body: rest.join("\r\n\r\n") };
}

/** Of a multipart mail: its texts, decoded. */
function textsOf({ headers, body }: Part): readonly string[] {
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  return body.split(`--${boundary}`).slice(1, -1).map((part) => {
    const { headers: own, body: encoded } = partOf(part.replace(/^\r\n/, ""));
    switch (own["content-transfer-encoding"]) {
      case "base64": return Buffer.from(encoded, "base64").toString("utf8");
      case "quoted-printable": return Buffer.from(encoded.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), "latin1").toString("utf8");
      default: return Buffer.from(encoded, "latin1").toString("utf8");
    }
  });
}

/** Tags and attributes that our own HTML has; anything else came in by a name. */
const ownTag = /^<(?:!doctype html|\/?(?:html|head|meta|title|body|div|h1|p|table|tr|th|td|ul|li|pre|a)(?: (?:lang="en"|charset="utf-8"|scope="row"|role="presentation"|style="[^"<>]*"|href="https?:\/\/[^"<>\s]*"))*)>$/;
const head = ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to", "x-auto-response-suppress"];

it("whatever things are called: no header is forged, nobody else gets it, and the HTML shows it as text", { timeout: 300_000 }, async () => {
  const nasty = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: "binary", maxLength: 60 }));
  await fc.assert(fc.asyncProperty(nasty, nasty, nasty, fc.boolean(), fc.boolean(), async (a, b, c, group, again) => {
    const alert = sampleAlert({ subject: { kind: "vm", id: b, name: c }, annotations: { summary: `${a} ${b} ${c}`, description: `${c} ${b} ${a}`, runbook_url: a }, policy: b, object: { cluster: a, host: c }, labels: { vcenter: c, [a]: b } });
    mails.length = 0;
    const notification = group ? notificationOf({ common: { policy: a, [b]: c }, alerts: [alert, { ...alert, fingerprint: "other" }], kind: "fired" }, soon) : notificationOf({ alerts: [alert], kind: "fired" }, soon);
    const { memory } = await notifier.notify(notification, undefined, new AbortController().signal);
    if (again) await notifier.notify(notification, memory, new AbortController().signal);
    expect(mails).toHaveLength(again ? 2 : 1);
    for (const [index, { commands, raw }] of mails.entries()) {
      expect(commands.filter((line) => /^(?:MAIL|RCPT)/.test(line)).map((line) => line.replace(/ (?:BODY|SIZE|SMTPUTF8).*/, ""))).toEqual(["MAIL FROM:<tetherd@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>"]);
      const whole = partOf(raw);
      expect(Object.keys(whole.headers).sort()).toEqual([...head, ...(index === 1 ? ["in-reply-to", "references"] : [])].sort());
      expect(whole.headers).toMatchObject({ from: "tetherd@example.org", to: "a@example.org, b@example.org" });
      expect(raw.split("\r\n").every((line) => line.length <= 998 && /^[\x09\x20-\x7E\x80-\xFF]*$/.test(line))).toBe(true);
      const texts = textsOf(whole);
      expect(texts).toHaveLength(2);
      expect(texts.join("")).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]|[^\P{Cc}\r\n]/u);
      for (const [tag] of texts[1]?.matchAll(/<[^>]*>?/g) ?? []) expect(tag).toMatch(ownTag);
    }
  }), { numRuns: process.env["TETHERD_TEST_LONG"] === "1" ? 500 : 20 });
});
