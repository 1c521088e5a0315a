/** `tetherd consumer-check --url`: what it needs to be let in lies in files, is sent as the relay sends it, and is shown nowhere. */
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addConsumerCheck } from "../../src/cli/consumer-check-command.js";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { printed, type Printed } from "../support/printed.js";

let bridge: ReceivingServer;
let folder: string;
beforeAll(async () => {
  bridge = await startReceivingServer({ tls: true });
  folder = mkdtempSync(join(tmpdir(), "tetherd-check-"));
  writeFileSync(join(folder, "key"), "topsecretkey\n");
  writeFileSync(join(folder, "auth"), "Bearer hunter2secret\n");
});
afterAll(async () => {
  await bridge.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  bridge.received.length = 0;
  bridge.answer = () => ({ status: 204 });
});

async function check(...flags: readonly string[]): Promise<Printed> {
  const root = new Command("tetherd").exitOverride();
  let code = -1;
  addConsumerCheck(root, (exit) => { code = exit; });
  return printed(async () => {
    await root.parseAsync(["consumer-check", "--url", `${bridge.url}/alerts`, "--case", "raised", "--timeout", "5s", ...flags], { from: "user" });
    return code;
  });
}

it("each message is signed with the key, has the headers, and goes only where the authority vouches for the certificate", async () => {
  const flags = ["--signing-key-file", join(folder, "key"), "--header-file", `Authorization=${join(folder, "auth")}`, "--header-file", `X-Team=${join(folder, "auth")}`, "--ca-file", bridge.caFile ?? ""];
  expect(await check(...flags)).toMatchObject({ code: 0, stdout: expect.stringMatching(/raised +3 +\d+ ms +not seen +3 204/) as unknown });
  expect(bridge.received).toHaveLength(3);
  for (const { headers, body, path } of bridge.received) {
    const [id, time] = [String(headers["webhook-id"]), String(headers["webhook-timestamp"])];
    expect({ path, authorization: headers.authorization, team: headers["x-team"], type: headers["content-type"] }).toEqual({ path: "/alerts", authorization: "Bearer hunter2secret", team: "Bearer hunter2secret", type: "application/cloudevents+json" });
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", "topsecretkey").update(`${id}.${time}.${body}`).digest("base64")}`);
    expect(Math.abs(Number(time) - Date.now() / 1_000)).toBeLessThan(120);
    expect((JSON.parse(body) as { id: string }).id).toBe(id);
  }
});

it("a certificate that nobody vouches for is a finding, and nothing is sent", async () => {
  const { code, stdout } = await check();
  expect([code, bridge.received]).toEqual([3, []]);
  expect(stdout).toContain("✗ raised: the warning: 1 message of 1 not answered within 5s (tls refused)");
});

it("what is refused is told without the secrets, whatever the bridge says", async () => {
  bridge.answer = ({ headers }) => ({ status: 401, body: JSON.stringify(headers) });
  const { code, stdout } = await check("--json", "--signing-key-file", join(folder, "key"), "--header-file", `Authorization=${join(folder, "auth")}`, "--ca-file", bridge.caFile ?? "");
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ cases: [{ name: "raised", answers: { 401: 3 } }] });
  expect(stdout).not.toMatch(/hunter2secret|topsecretkey/);
});

it.each([
  ["--signing-key-file", "/none/key", /"\/none\/key"/],
  ["--header-file", "Authorization=/none/auth", /"\/none\/auth"/],
  ["--ca-file", "/none/ca.pem", /"\/none\/ca\.pem"/],
])("%s that cannot be read is an error that names the file", async (flag, value, message) => {
  await expect(check(flag, value, ...(flag === "--ca-file" ? [] : ["--ca-file", bridge.caFile ?? ""]))).rejects.toMatchObject({ message: expect.stringMatching(message) as unknown });
  expect(bridge.received).toEqual([]);
});
