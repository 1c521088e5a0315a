// The commands an operator tries a routing file with. What ends well is run here; what goes wrong, as built, with its exit code and both streams.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addRelayCommands } from "../../src/cli/relay-commands.js";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { printed, type Printed } from "../support/printed.js";
import { tetherd } from "../support/tetherd.js";

/** In this process: most of another one is its start. */
async function relay(...args: readonly string[]): Promise<Printed> {
  const root = new Command("tetherd");
  let code = -1;
  addRelayCommands(root, (exit) => { code = exit; });
  return printed(async () => {
    await root.parseAsync(["relay", ...args], { from: "user" });
    return code;
  });
}

let folder: string;
let file: string;
let server: ReceivingServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tetherd-relay-"));
  file = join(folder, "relay.yaml");
  server = await startReceivingServer();
  writeFileSync(join(folder, "token"), "tk_hunter2secret\n");
  writeFileSync(file, `receivers:\n  push: { ntfy: { url: ${server.url}, topic: vms, tokenFile: ${join(folder, "token")}, plainHttp: true, allow: [127.0.0.1] } }\ndefault: { to: push }\n`);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("relay check tells what would take effect, and every mistake with its place", async () => {
  expect(await relay("check", "config/relay.sample.yaml")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^5 routes and the default; receivers: oncall \(pagerduty\), /) as unknown });
  const wrong = join(folder, "wrong.yaml");
  writeFileSync(wrong, "receivers: { a: { ntfy: { url: https://ntfy.example.org } } }\ndefault: { to: b }\n");
  expect(await tetherd(["relay", "check", wrong])).toMatchObject({
    code: 3, stderr: `2 problems; nothing in ${wrong} would take effect\n`, stdout: `${wrong}:1:25: receivers.a.ntfy has no "topic": The topic; who knows its name can read it, unless the server has accounts.\n${wrong}:2:16: unknown receiver "b"; there is none\n`,
  });
});

it("relay route tells who would be told of an alert, and why", async () => {
  const { stdout, code } = await relay("route", "config/relay.sample.yaml", "--alert", "schemas/samples/alert.firing.json", "--at", "2026-11-24T23:30:00Z");
  expect(code).toBe(0);
  expect(stdout).toContain('route 1 (config/relay.sample.yaml:33), as it matches: true\n  tells prometheus (alertmanager)\n  together with what has alertname=clone-group-ha-span, after 1s, at least 5s apart, again after 4h\n  first told at 2026-11-24T23:30:00.000Z\n');
  expect(stdout).toContain('default, as no route takes it for good\n  tells mailbox (mail)\n  together with what has policy="" cluster="", after 30s, at least 5m apart, again after 12h\n');
});

it("relay test sends a marked message and its end, and says what is wrong without the secret", async () => {
  expect(await relay("test", file, "push")).toMatchObject({ code: 0, stdout: "push (ntfy) accepted a test message and its end\n" });
  expect(server.received.map(({ body, headers }) => [headers.authorization, (JSON.parse(body) as { title: string }).title])).toEqual([
    ["Bearer tk_hunter2secret", "Test: tetherd reaches the receiver push"], ["Bearer tk_hunter2secret", "Test: tetherd reaches the receiver push"],
  ]);
  server.answer = () => ({ status: 403, body: "forbidden for tk_hunter2secret" });
  const refused = await tetherd(["relay", "test", file, "push"]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^tetherd: Cannot send to 127\.0\.0\.1:\d+ as it must accept the message: it answered 403 \(forbidden for \*{8}\)/);
  expect(refused.stdout + refused.stderr).not.toContain("hunter2secret");
});
