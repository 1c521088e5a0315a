import { request } from "node:https";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startLab, type Lab } from "../../../src/lab/start-lab.js";

let lab: Lab;
beforeEach(async () => { lab = await startLab({ clock: { factor: 0 }, control: true, settings: { taskBaseMs: 0, copyBytesPerSecond: 0 } }); });
afterEach(() => lab.stop());

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${lab.control.url ?? ""}${path}`, { method, headers, ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

it("the door is on a port of its own", () => {
  expect(new URL(lab.control.url ?? "").port).not.toBe(String(lab.port));
  expect(new URL(lab.control.url ?? "").hostname).toBe("127.0.0.1");
});

it("the truth is read as JSON", async () => {
  expect(await ask("GET", "/truth/vms/vm0")).toMatchObject({ status: 200, body: { name: "vm0", power: "poweredOff" } });
  expect((await ask("GET", `/truth/users?file=${encodeURIComponent("[ds0] vm0/vm0.vmdk")}`)).body).toEqual(["vm0"]);
  expect((await ask("GET", "/truth/files?datastore=ds1")).body).toEqual([]);
  expect((await ask("GET", "/truth/defects")).body).toEqual([]);
});

it("the clock, nuisances, hosts and datastores answer to their routes", async () => {
  expect((await ask("POST", "/clock/advance", { by: "1h" })).body).toEqual({ now: "2026-01-01T01:00:00.000Z" });
  expect((await ask("POST", "/nuisances", { kind: "status-408", times: 3 })).body).toMatchObject({ id: 1, struck: 0 });
  expect((await ask("DELETE", "/nuisances/1")).status).toBe(200);
  expect((await ask("GET", "/nuisances")).body).toEqual([]);
  expect((await ask("POST", "/hosts/h0/fail")).status).toBe(200);
  expect(lab.control.vm("vm0").connection).toBe("disconnected");
  expect((await ask("POST", "/datastores/ds1/space", { size: "2 TiB", otherUsed: "1 GiB" })).status).toBe(200);
  expect((await ask("POST", "/datastores/ds0/accessible", { accessible: false })).status).toBe(200);
  expect((await ask("POST", "/sessions/expire")).body).toEqual({ ended: 0 });
});

it("an operation begun over the door is followed by its task", async () => {
  const begun = (await ask("POST", "/operate", { on: "vm1", method: "CreateSnapshot_Task", args: { name: "s", memory: false, quiesce: false }, wait: false })).body as { readonly task: string };
  lab.control.advance("1m");
  expect((await ask("GET", `/truth/tasks/${begun.task}`)).body).toMatchObject({ state: "success" });
});

it("a verb over the door does what the command line would", async () => {
  expect((await ask("POST", "/do", { words: ["write", "vm0", "1GiB"] })).status).toBe(200);
  expect((await ask("POST", "/do", { words: ["truth", "calls"] })).body).toEqual({});
});

it.each([
  ["POST", "/clock/advance", { by: "later" }, "allowed: milliseconds, or a duration"],
  ["POST", "/clock/advance", { bye: "1s" }, 'did you mean "by"?'],
  ["POST", "/hosts/h9/fail", undefined, 'there is no host "h9"'],
  ["POST", "/operate", { method: "X" }, 'an operation needs "on" and "method"'],
  ["POST", "/operate", { on: "vm0", method: "Destroy_Task", via: "esx" }, "allowed: vcenter, host"],
  ["POST", "/do", { words: ["remove-snapshot", "vm0"] }, "allowed: remove-snapshot VM SNAPSHOT"],
  ["POST", "/do", { words: "advance 1h" }, "allowed: a list of texts"],
  ["POST", "/nuisances", "{", "the body is not JSON"],
  ["GET", "/truth/nothing", undefined, "there is no GET /truth/nothing"],
])("%s %s is answered with 400 and a reason when it makes no sense: %j", async (method, path, body, why) => {
  const answer = await ask(method, path, body);
  expect(answer.status).toBe(400);
  expect((answer.body as { readonly error: string }).error).toContain(why);
});

it("orders of web pages are refused", async () => {
  expect((await ask("POST", "/restart", {}, { Origin: "https://evil.example" })).status).toBe(400);
});

it("vCenter comes back after a restart at the same address with the same certificate and ids, and without sessions", async () => {
  const id = lab.control.vm("vm0").id;
  const about = () => new Promise<number | undefined>((resolve, reject) => {
    request(new URL("/sdk/vimServiceVersions.xml", lab.url), { ca: lab.certificatePem }, (response) => { response.resume(); resolve(response.statusCode); }).once("error", reject).end();
  });
  expect(await about()).toBe(200);
  const back = lab.control.restart("30s");
  await vi.waitFor(() => expect(about()).rejects.toMatchObject({ code: "ECONNREFUSED" }));
  lab.control.advance("30s");
  await back;
  expect([await about(), lab.control.vm("vm0").id, lab.world.sessions.size]).toEqual([200, id, 0]);
});
