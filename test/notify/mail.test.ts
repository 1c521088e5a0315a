import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { parseDocument } from "yaml";
import { makeCertificate } from "../../scripts/servers/certificate.mjs";
import { receiverKinds } from "../../src/notify/catalogue.js";
import { systemResolve } from "../../src/notify/checked-lookup.js";
import { notificationOf } from "../../src/notify/notification-of.js";
import type { Notifier } from "../../src/notify/notifier.js";
import { openDoor } from "../../src/notify/open-door.js";
import type { Problem } from "../../src/policies/problem.js";
import { Reading } from "../../src/policies/skeleton/reading.js";
import { resolvedAlert, sampleAlert, soon } from "./alert-samples.js";

const never = new AbortController().signal;
const fired = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon);
const over = notificationOf({ alerts: [resolvedAlert()], kind: "resolved" }, soon);

let folder: string;
let certFile: string;
let keyFile: string;
let server: SMTPServer;
let port: number;
let mails: { readonly raw: string; readonly secure: boolean; readonly rcptTo: readonly string[]; readonly user: string | undefined }[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tetherd-mail-"));
  ({ certFile, keyFile } = await makeCertificate(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => { mails = []; });
afterEach(async () => new Promise<void>((done) => server.close(done)));

async function start(options: SMTPServerOptions = {}): Promise<void> {
  server = new SMTPServer({
    key: readFileSync(keyFile), cert: readFileSync(certFile), authOptional: true, logger: false,
    onAuth: ({ username, password }, _session, done) => { done(password === "hunter2secret" ? null : Object.assign(new Error(`no, not ${password ?? ""}`), { responseCode: 535 }), { user: username }); },
    onData: (stream: NodeJS.ReadableStream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
        mails.push({ raw: Buffer.concat(chunks).toString("latin1"), secure: session.secure, rcptTo: session.envelope.rcptTo.map(({ address }) => address), user: session.user as string | undefined });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.server.address() as AddressInfo).port;
}

function mailer(more = "", known = ""): Notifier {
  const text = `host: localhost\nport: ${port}\nfrom: tetherd@example.org\nto: [a@example.org, b@example.org]\nallow: [127.0.0.1]\ntimeout: 5s\n${known === "" ? `caFile: ${certFile}` : known}\n${more}`;
  const problems: Problem[] = [];
  const make = receiverKinds.find(({ name }) => name === "mail")?.config.read(parseDocument(text).contents, "mail", new Reading("relay.yaml", text, problems));
  expect(problems).toEqual([]);
  return make!.create({ door: openDoor({ now: () => soon }), resolve: systemResolve, now: () => soon, secret: (path) => ({ origin: path, read: () => Promise.resolve(path === "/s/good" ? "hunter2secret" : "wr0ngsecret") }) });
}

/** Header lines, unfolded. */
function headersOf(raw: string): Readonly<Record<string, string>> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return Object.fromEntries(head.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
}

describe("mail", () => {
  it("goes over STARTTLS with a login, to everybody, in plain and in HTML", async () => {
    await start();
    await mailer("username: tetherd\npasswordFile: /s/good").notify(fired, undefined, never);
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail).toMatchObject({ secure: true, rcptTo: ["a@example.org", "b@example.org"], user: "tetherd" });
    expect(headersOf(mail?.raw ?? "")).toMatchObject({ subject: "[tetherd] Clone group base spans 7 of 8 permitted hosts", from: "tetherd@example.org", "auto-submitted": "auto-generated" });
    expect(mail?.raw).toContain("Content-Type: text/plain");
    expect(mail?.raw).toContain("Content-Type: text/html");
    expect(mail?.raw).toContain("tetherd explain clone-group-ha-span g-1a2b3c");
  });

  it("makes one thread of an alert: what follows answers the first, under its subject", async () => {
    await start();
    const notifier = mailer();
    const { memory } = await notifier.notify(fired, undefined, never);
    await notifier.notify(over, memory, never);
    const [first, second] = mails.map(({ raw }) => headersOf(raw));
    expect(second).toMatchObject({ "in-reply-to": first?.["message-id"], references: first?.["message-id"], subject: `Re: ${first?.["subject"] ?? ""}` });
    expect(second?.["message-id"]).not.toBe(first?.["message-id"]);
    expect(mails[1]?.raw).toContain("Resolved: Clone group base");
  });

  it("has the same id when it is sent again after a lost answer", async () => {
    await start();
    const notifier = mailer();
    await notifier.notify(fired, undefined, never);
    await notifier.notify(fired, undefined, never);
    expect(new Set(mails.map(({ raw }) => headersOf(raw)["message-id"])).size).toBe(1);
  });

  it("is not sent where the server offers no TLS, or a certificate that nobody vouches for", async () => {
    await start({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
    await expect(mailer().notify(fired, undefined, never)).rejects.toMatchObject({ code: "NOTIFY_TLS_REFUSED", retryable: true });
    await new Promise<void>((done) => server.close(done));
    await start();
    await expect(mailer("", "security: starttls").notify(fired, undefined, never)).rejects.toMatchObject({ code: "NOTIFY_TLS_REFUSED", retryable: true });
    expect(mails).toEqual([]);
  });

  it("goes without TLS only where the operator says so", async () => {
    await start({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
    await mailer("security: none").notify(fired, undefined, never);
    expect(mails).toMatchObject([{ secure: false }]);
  });

  test.each([
    ["a refused recipient", { onRcptTo: (_address: unknown, _session: unknown, done: (error: Error) => void) => { done(Object.assign(new Error("unknown user hunter2secret"), { responseCode: 550 })); } }, "NOTIFY_NOT_ACCEPTED", false],
    ["a greylisted recipient", { onRcptTo: (_address: unknown, _session: unknown, done: (error: Error) => void) => { done(Object.assign(new Error("try later hunter2secret"), { responseCode: 451 })); } }, "NOTIFY_SERVER_FAILED", true],
    ["a full server", { onMailFrom: (_address: unknown, _session: unknown, done: (error: Error) => void) => { done(Object.assign(new Error("no space"), { responseCode: 452 })); } }, "NOTIFY_SERVER_FAILED", true],
  ] as const)("%s is told as what it is, without the password", async (_title, options, code, retryable) => {
    await start(options);
    const error: unknown = await mailer("username: tetherd\npasswordFile: /s/good").notify(fired, undefined, never).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code, retryable });
    expect(`${String(error)} ${(error as Error).stack ?? ""} ${JSON.stringify(error)}`).not.toContain("hunter2secret");
  });

  it("with a wrong password is put aside, and does not say which", async () => {
    await start();
    const error: unknown = await mailer("username: tetherd\npasswordFile: /s/wrong").notify(fired, undefined, never).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "NOTIFY_NOT_ACCEPTED", retryable: false });
    expect(`${String(error)} ${(error as Error).stack ?? ""}`).not.toContain("wr0ngsecret");
  });

  it("does not wait longer than it was given, nor after the stop", async () => {
    await start({ onConnect: () => undefined });
    await expect(mailer("", `caFile: ${certFile}`).notify(fired, undefined, AbortSignal.timeout(50))).rejects.toMatchObject({ code: "NOTIFY_ABORTED", retryable: true });
  });

  it("goes to no address that is refused to all receivers", async () => {
    await start();
    const text = `host: localhost\nport: ${port}\nfrom: a@example.org\nto: b@example.org`;
    const make = receiverKinds.find(({ name }) => name === "mail")!.config.read(parseDocument(text).contents, "mail", new Reading("relay.yaml", text, []));
    await expect(make!.create({ door: openDoor({ now: () => soon }), resolve: systemResolve, now: () => soon, secret: () => { throw new Error("no secret is needed"); } }).notify(fired, undefined, never)).rejects.toMatchObject({ code: "NOTIFY_ADDRESS_REFUSED" });
  });
});
