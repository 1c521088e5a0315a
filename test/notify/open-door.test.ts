import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { networkOf, type Network } from "../../src/notify/addresses.js";
import { retryAfterMsOf } from "../../src/notify/answer-error.js";
import { NotifyError } from "../../src/notify/errors.js";
import { openDoor } from "../../src/notify/open-door.js";
import type { HttpRequest, Way } from "../../src/notify/safe-door.js";
import { startReceivingServer, type ReceivingServer } from "./receiving-server.js";

const loopback = ["127.0.0.0/8", "::1"].flatMap((text): Network[] => { const network = networkOf(text); return network === undefined ? [] : [network]; });
const now = Date.parse("2026-11-24T08:00:00Z");
const never = new AbortController().signal;

let plain: ReceivingServer;
let secure: ReceivingServer;
beforeAll(async () => {
  plain = await startReceivingServer();
  secure = await startReceivingServer({ tls: true });
});
afterAll(async () => {
  await plain.stop();
  await secure.stop();
});
afterEach(() => {
  for (const server of [plain, secure]) {
    server.received.length = 0;
    server.answer = () => ({ status: 200, body: "{}" });
  }
});

const way: Way = { timeoutMs: 10_000, allow: loopback, plainHttp: true };
const request = (url: string, change: Partial<HttpRequest> = {}): HttpRequest => ({ url, method: "POST", headers: { authorization: "Bearer s3cret-token" }, body: "{}", way, secrets: ["s3cret-token"], ...change });
const door = openDoor({ now: () => now });

async function refusal(asked: HttpRequest, { signal = never, through = door } = {}): Promise<NotifyError> {
  try {
    await through.request(asked, signal);
  } catch (error) {
    if (error instanceof NotifyError) return error;
    throw error;
  }
  throw new Error("it was sent");
}

describe("what an answer means", () => {
  test.each([
    [400, {}, "NOTIFY_NOT_ACCEPTED", false, undefined], [401, {}, "NOTIFY_NOT_ACCEPTED", false, undefined], [404, {}, "NOTIFY_NOT_ACCEPTED", false, undefined], [413, {}, "NOTIFY_NOT_ACCEPTED", false, undefined],
    [408, {}, "NOTIFY_SERVER_FAILED", true, undefined], [500, {}, "NOTIFY_SERVER_FAILED", true, undefined], [502, {}, "NOTIFY_SERVER_FAILED", true, undefined], [503, {}, "NOTIFY_SERVER_FAILED", true, undefined],
    [503, { "retry-after": "120" }, "NOTIFY_BUSY", true, 120_000], [429, {}, "NOTIFY_BUSY", true, undefined], [429, { "retry-after": "7" }, "NOTIFY_BUSY", true, 7_000],
    [429, { "retry-after": "Tue, 24 Nov 2026 08:01:00 GMT" }, "NOTIFY_BUSY", true, 60_000], [429, { "retry-after": "soon" }, "NOTIFY_BUSY", true, undefined],
    [301, { location: "https://169.254.169.254/" }, "NOTIFY_REDIRECTED", false, undefined], [307, { location: "/else" }, "NOTIFY_REDIRECTED", false, undefined],
  ] as const)("%i with %o is %s, worth trying again: %s, not before %s ms", async (status, headers, code, retryable, retryAfterMs) => {
    plain.answer = () => ({ status, headers });
    expect(await refusal(request(`${plain.url}/hook`))).toMatchObject({ code, retryable, retryAfterMs });
    expect(plain.received).toHaveLength(1);
  });

  it("a wait of more than a day is taken for a day", () => {
    expect(retryAfterMsOf("999999999", now)).toBe(86_400_000);
  });
});

describe("the way out", () => {
  it("hands over what was asked, and what came back", async () => {
    plain.answer = () => ({ status: 202, headers: { "x-id": "7" }, body: "accepted" });
    const answer = await door.request(request(`${plain.url}/a?b=c`, { method: "PUT", body: "grüß" }), never);
    expect(answer).toMatchObject({ status: 202, body: "accepted" });
    expect(answer.headers["x-id"]).toBe("7");
    expect(plain.received[0]).toMatchObject({ method: "PUT", path: "/a?b=c", body: "grüß" });
  });

  it("verifies the certificate, and sends nothing where it cannot", async () => {
    expect(await refusal(request(secure.url))).toMatchObject({ code: "NOTIFY_TLS_REFUSED", retryable: true });
    expect(secure.received).toEqual([]);
    await door.request(request(secure.url, { way: { ...way, caFile: secure.caFile } }), never);
    expect(secure.received).toHaveLength(1);
  });

  it("verifies it also where the environment tells Node not to", async () => {
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      expect((await refusal(request(secure.url))).code).toBe("NOTIFY_TLS_REFUSED");
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
  });

  test.each(["http://127.0.0.1", "http://[::1]", "http://2130706433", "http://0x7f.1", "http://[::ffff:127.0.0.1]", "http://169.254.169.254/latest/meta-data", "http://localhost"])("goes to %s only when that is allowed", async (url) => {
    const { port } = new URL(plain.url);
    const asked = new URL(url);
    asked.port = port;
    expect(await refusal(request(asked.href, { way: { ...way, allow: [] } }))).toMatchObject({ code: "NOTIFY_ADDRESS_REFUSED", retryable: false });
    expect(plain.received).toEqual([]);
  });

  it("connects to the address it has checked, whatever the name says the next time", async () => {
    const answers = [[{ address: "127.0.0.1", family: 4 }], [{ address: "169.254.169.254", family: 4 }]];
    let asked = 0;
    const rebinding = openDoor({ now: () => now, resolve: () => Promise.resolve(answers[asked++] ?? []) });
    const url = `http://hook.example.org:${new URL(plain.url).port}/`;
    await rebinding.request(request(url), never);
    expect({ asked, host: plain.received[0]?.headers.host }).toEqual({ asked: 1, host: new URL(url).host });
    expect((await refusal(request(url, { way: { ...way, allow: loopback } }), { through: rebinding })).code).toBe("NOTIFY_ADDRESS_REFUSED");
  });

  it("leaves refused addresses of a name out, and takes the others", async () => {
    const mixed = openDoor({ now: () => now, resolve: () => Promise.resolve([{ address: "169.254.169.254", family: 4 }, { address: "127.0.0.1", family: 4 }]) });
    await mixed.request(request(`http://hook.example.org:${new URL(plain.url).port}/`), never);
    expect(plain.received).toHaveLength(1);
  });

  test.each([
    ["ftp://example.org/"], ["http://user:s3cret-token@example.org/"], ["no address s3cret-token"], ["file:///etc/passwd"],
  ])("does not know what to do with %s", async (url) => {
    const error = await refusal(request(url));
    expect(error.code).toBe("NOTIFY_SECRET_UNUSABLE");
    expect(error.message).not.toContain("s3cret-token");
  });

  it("takes http:// only where the operator says so", async () => {
    expect((await refusal(request(plain.url, { way: { ...way, plainHttp: false } }))).code).toBe("NOTIFY_SECRET_UNUSABLE");
  });

  it("says what is wrong when a name does not resolve, nothing listens, or the connection is cut", async () => {
    const lost = openDoor({ now: () => now, resolve: () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })) });
    expect(await refusal(request("https://hook.example.org/"), { through: lost })).toMatchObject({ code: "NOTIFY_HOST_UNKNOWN", retryable: true });
    const gone = await startReceivingServer();
    await gone.stop();
    expect(await refusal(request(gone.url))).toMatchObject({ code: "NOTIFY_UNREACHABLE", retryable: true });
    plain.answer = () => "cut";
    expect(await refusal(request(plain.url))).toMatchObject({ code: "NOTIFY_UNREACHABLE", retryable: true });
  });

  it("does not wait longer than it was given, nor after the stop", async () => {
    plain.answer = () => "hang";
    expect(await refusal(request(plain.url, { way: { ...way, timeoutMs: 50 } }))).toMatchObject({ code: "NOTIFY_TIMEOUT", retryable: true });
    const stop = new AbortController();
    const waiting = refusal(request(plain.url), { signal: stop.signal });
    stop.abort();
    expect(await waiting).toMatchObject({ code: "NOTIFY_ABORTED", retryable: true });
  });

  it("reads no more of an answer than 64 KiB, and waits for no more", async () => {
    plain.answer = () => ({ status: 200, body: "x".repeat(300_000), endless: true });
    expect((await door.request(request(plain.url), never)).body).toHaveLength(65_536);
  });

  it("says what the receiver said, but no secret, however it is echoed", async () => {
    const secret = "s3cret/+ tök\"en";
    const path = "/services/T000/B000/pathsecret";
    plain.answer = () => ({ status: 400, body: `invalid_blocks ${secret} ${encodeURIComponent(secret)} ${Buffer.from(secret).toString("base64")} ${JSON.stringify(secret)} ${path}` });
    const { message } = await refusal(request(`${plain.url}${path}`, { secrets: [secret] }));
    expect(message).toContain("invalid_blocks");
    expect(message).not.toMatch(/s3cret|tök|pathsecret/);
    expect(message).not.toContain(Buffer.from(secret).toString("base64").slice(0, 12));
  });
});
