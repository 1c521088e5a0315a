/** Requests that say a button was pressed, over real HTTP: which count, what becomes of them, and that nothing listens without the set-up. */
import { createHmac } from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { ButtonDesk, type Send } from "../../../src/app/relay/buttons/button-desk.js";
import { maxBodyBytes } from "../../../src/app/relay/buttons/button-server.js";
import { ButtonsInForce } from "../../../src/app/relay/buttons/buttons-in-force.js";
import { BusError } from "../../../src/bus/errors.js";
import type { HttpRequest, SafeDoor } from "../../../src/notify/safe-door.js";
import { systemResolve } from "../../../src/notify/checked-lookup.js";
import { pressOf } from "../../notify/slack-press.js";
import { freePort } from "../../support/tetherd.js";
import { routingOf, start } from "./relay-parts.js";

const secrets: Readonly<Record<string, string>> = { "/s/token": "xoxb-1", "/s/signing": "5f2c9a1e", "/s/other": "other" };
const receiver = (port: number, { channel = "C0123456789", users = "[U0123ABCD]", signing = "/s/signing" } = {}): string => `{ slack: { tokenFile: /s/token, channel: ${channel}, apiUrl: "https://slack.example.org/api", buttons: { signingSecretFile: ${signing}, users: ${users}, listen: "127.0.0.1:${port}" } } }`;
const routing = (receivers: Readonly<Record<string, string>>): ReturnType<typeof routingOf> => routingOf(`receivers: { ${Object.entries(receivers).map(([name, text]) => `${name}: ${text}`).join(", ")} }\ndefault: { to: [${Object.keys(receivers).join(", ")}] }`);
const body = pressOf({ action_id: "tetherd.approve", value: "promote-1 h1" });
const signed = (text: string, { at = start / 1_000, key = "5f2c9a1e" } = {}): Record<string, string> => ({
  "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${createHmac("sha256", key).update(`v0:${at}:${text}`).digest("hex")}`,
});

let port: number, buttons: ButtonsInForce, desk: ButtonDesk, commands: Parameters<Send>[], told: string[], lines: string[];
let send: Send, door: SafeDoor, counted: string[];

beforeEach(async () => {
  port = await freePort();
  [commands, told, lines, counted] = [[], [], [], []];
  send = (...command) => Promise.resolve(void commands.push(command)).then(() => ({ ok: true, code: "DONE", message: "promote of web-1 is approved." }));
  door = { request: ({ url, body: text }: HttpRequest) => {
    const { channel, user, text: sentence } = JSON.parse(text) as { channel: string; user: string; text: string };
    told.push(`${url.split("/").at(-1) ?? ""} ${channel} ${user}: ${sentence}`);
    return Promise.resolve({ status: 200, headers: {}, body: '{"ok":true}' });
  } };
  const keep = (_details: unknown, line?: string): void => void lines.push(line ?? "");
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  desk = new ButtonDesk({ send: (...command) => send(...command), count: (...press) => void counted.push(press.join(" ")), log, now: () => start });
  buttons = new ButtonsInForce(desk, { door: { request: (one, signal) => door.request(one, signal) }, resolve: systemResolve, now: () => start, secret: (path) => ({ origin: path, read: () => Promise.resolve(secrets[path] ?? "") }) }, log);
});
afterEach(async () => buttons.close());

/** The status, or "refused" where nothing listens. */
async function post(text: string, headers: Record<string, string>, { method = "POST", path = "/slack/interactions" } = {}): Promise<number | "refused"> {
  const status = await new Promise<number | "refused">((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("error", (error: NodeJS.ErrnoException) => { if (error.code === "ECONNREFUSED") resolve("refused"); else reject(error); });
    asked.end(text);
  });
  await desk.settled();
  return status;
}

describe("a press", () => {
  it("is one command, of the presser, for exactly what was shown, and the presser alone is told what came of it", async () => {
    await buttons.use(routing({ chat: receiver(port) }));
    expect(await post(body, signed(body))).toBe(200);
    expect(commands).toEqual([["approve", "ann (Slack U0123ABCD)", { action: "promote-1", hash: "h1" }]]);
    expect(told).toEqual(["chat.postEphemeral C0123456789 U0123ABCD: promote of web-1 is approved."]);
    send = (...command) => Promise.resolve(void commands.push(command)).then(() => ({ ok: false, code: "COMMAND_REFUSED", message: "It does not wait any more." }));
    const refusal = pressOf({ action_id: "tetherd.refuse", value: "promote-1 h1" });
    await post(refusal, signed(refusal));
    expect(commands[1]).toEqual(["refuse", "ann (Slack U0123ABCD)", { action: "promote-1" }]);
    expect(counted).toEqual(["chat approve done", "chat refuse refused"]);
  });

  const large = `${body}&x=${"x".repeat(maxBodyBytes)}`;
  test.each<[string, string, Record<string, string>, { readonly method?: string; readonly path?: string }, number]>([
    ["signed by another app", body, signed(body, { key: "another" }), {}, 401],
    ["with another body than was signed", `${body}&x=1`, signed(body), {}, 401],
    ["six minutes old", body, signed(body, { at: start / 1_000 - 360 }), {}, 401],
    ["without a signature", body, { "content-type": "application/x-www-form-urlencoded" }, {}, 401],
    ["too large", large, signed(large), {}, 413],
    ["too large and without a length", large, { ...signed(large), "transfer-encoding": "chunked" }, {}, 413],
    ["not a form", body, { ...signed(body), "content-type": "application/json" }, {}, 415],
    ["not posted", "", signed(""), { method: "GET" }, 405],
    ["to another path", body, signed(body), { path: "/" }, 404],
    ["about nothing", "payload={}", signed("payload={}"), {}, 400],
    ["from another channel", pressOf({ action_id: "tetherd.approve", value: "a h" }, undefined, "C0OTHER"), signed(pressOf({ action_id: "tetherd.approve", value: "a h" }, undefined, "C0OTHER")), {}, 400],
  ])("that is %s counts for nothing", async (_title, text, headers, where, status) => {
    await buttons.use(routing({ chat: receiver(port) }));
    expect(await post(text, headers, where)).toBe(status);
    expect([commands, told]).toEqual([[], []]);
  });

  it("that comes a second time counts once", async () => {
    await buttons.use(routing({ chat: receiver(port) }));
    expect([await post(body, signed(body)), await post(body, signed(body))]).toEqual([200, 409]);
    expect(commands).toHaveLength(1);
  });

  it("by somebody who is not named changes nothing, and that person is told", async () => {
    await buttons.use(routing({ chat: receiver(port, { users: "[U0456EFGH]" }) }));
    expect(await post(body, signed(body))).toBe(200);
    expect(commands).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^chat\.postEphemeral C0123456789 U0123ABCD: You may not decide .* the users of "chat"\.$/)]);
    expect(counted).toEqual(["chat approve not allowed"]);
    expect(lines).toContainEqual(expect.stringContaining("ann (Slack U0123ABCD) pressed approve and may not"));
  });

  it("that no daemon answers, or whose presser cannot be told, is told as far as can be", async () => {
    await buttons.use(routing({ chat: receiver(port) }));
    send = () => Promise.reject(new BusError("COMMAND_UNANSWERED", 'Cannot send the command "approve" as a daemon must answer'));
    door = { request: () => Promise.resolve({ status: 200, headers: {}, body: '{"ok":false,"error":"user_not_in_channel"}' }) };
    expect(await post(body, signed(body))).toBe(200);
    expect(lines.slice(-2)).toEqual([expect.stringContaining("Nobody has taken that, as far as is known: Cannot send the command"), expect.stringContaining("cannot tell whoever pressed")]);
  });

  it("counts for the receiver whose channel and app it is of, where several listen at one address", async () => {
    await buttons.use(routing({ other: receiver(port, { signing: "/s/other" }), second: receiver(port, { channel: "C0SECOND", users: "[U0456EFGH]" }), chat: receiver(port) }));
    const [mine, foreign] = [body, pressOf({ action_id: "tetherd.approve", value: "promote-2 h2" }, undefined, "C0SECOND")];
    expect([await post(mine, signed(mine)), await post(foreign, signed(foreign))]).toEqual([200, 200]);
    expect(commands.map(([, , { action }]) => action)).toEqual(["promote-1"]);
    expect(told[1]).toMatch(/^chat\.postEphemeral C0SECOND .* the users of "second"\.$/);
  });
});

describe("buttons", () => {
  it("without the set-up have nothing that listens, and an edited file begins and ends it", async () => {
    const without = routing({ chat: "{ slack: { tokenFile: /s/token, channel: C0123456789 } }" });
    await buttons.use(without);
    expect(await post(body, signed(body))).toBe("refused");
    await buttons.use(routing({ chat: receiver(port, { users: "[U0456EFGH]" }) }));
    await post(body, signed(body));
    await buttons.use(routing({ chat: receiver(port) }));
    const again = `${body}&n=2`;
    expect([await post(again, signed(again)), commands.length]).toEqual([200, 1]);
    await buttons.use(without);
    expect(await post(body, signed(body))).toBe("refused");
  });

  it("at an address that is taken are a trouble that is told, and are there once it is free", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    ({ port } = taken.address() as AddressInfo);
    await buttons.use(routing({ chat: receiver(port) }));
    expect(buttons.problems).toEqual([`Cannot listen on 127.0.0.1:${port} for buttons of Slack: EADDRINUSE. Choose another buttons.listen of the receiver`]);
    await new Promise((done) => taken.close(done));
    await buttons.look();
    expect([buttons.problems, await post(body, signed(body))]).toEqual([[], 200]);
  });
});
