import { afterEach, expect, it } from "vitest";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import { calmVCenter, fault, returns, startSoapServer, type SoapServer } from "../support/soap-server.js";
import { within } from "./yard.js";

let server: SoapServer | undefined;
afterEach(async () => server?.stop());

const info = '<objects><obj type="Task">task-1</obj><propSet><name>info</name><val xsi:type="TaskInfo"><key>task-1</key><task type="Task">task-1</task><state>success</state></val></propSet></objects>';

it("a session that has ended and shows nothing is not taken for a task that is gone", async () => {
  let isDead = false;
  const calm = calmVCenter();
  server = await startSoapServer((call) => {
    if (call.operation === "Login") isDead = server?.calls.filter(({ operation }) => operation === "Login").length === 1;
    // On a dead session reading "succeeds" with nothing at all (vim-facts 1.8); any other call tells.
    if (call.operation === "RetrievePropertiesEx") return returns("RetrievePropertiesEx", isDead ? "" : `<returnval>${info}</returnval>`);
    if (call.operation === "CurrentTime" && isDead) return fault("NotAuthenticated", "The session is not authenticated.");
    return calm(call);
  });
  const operator = new VimOperator({ url: server.url, username: "u", password: () => "p", tls: { caFile: server.caFile } });
  expect(await operator.watchTask("task-1", () => undefined, within())).toEqual({ kind: "success" });
  await operator.close();
});

it("nothing is ever sent to an ESX host: what tetherd does exists only behind vCenter", async () => {
  const calm = calmVCenter();
  server = await startSoapServer(async (call) => {
    const answer = await calm(call);
    return call.operation === "RetrieveServiceContent" && typeof answer === "string" ? answer.replace("<apiType>VirtualCenter", "<apiType>HostAgent") : answer;
  });
  const operator = new VimOperator({ url: server.url, username: "u", password: () => "p", tls: { caFile: server.caFile } });
  expect(await operator.start({ kind: "PromoteDisks_Task", vm: "1", unlink: true }, "tetherd-e1-1", within())).toEqual({ kind: "unsent", why: expect.stringMatching(/must be a vCenter: it is .*, an ESX host/) as string });
  expect(server.calls.map(({ operation }) => operation)).not.toContain("Login");
  await operator.close();
});

it("tasks that vCenter does not show are not taken for none", async () => {
  const calm = calmVCenter();
  const vm = (id: string, more: string): string => `<objects><obj type="VirtualMachine">${id}</obj><propSet><name>name</name><val xsi:type="xsd:string">${id}</val></propSet>${more}</objects>`;
  const hidden = '<missingSet><path>recentTask</path><fault><fault xsi:type="NoPermission"><object type="VirtualMachine">vm-2</object><privilegeId>System.View</privilegeId></fault></fault></missingSet>';
  server = await startSoapServer((call) => (call.operation === "RetrievePropertiesEx" ? returns("RetrievePropertiesEx", `<returnval>${vm("vm-1", "")}${vm("vm-2", hidden)}</returnval>`) : calm(call)));
  const operator = new VimOperator({ url: server.url, username: "u", password: () => "p", tls: { caFile: server.caFile } });
  const fresh = await operator.readFresh(["vm-1", "vm-2"], within());
  expect([fresh.get("vm-1")?.tasks, fresh.get("vm-2")?.tasks]).toEqual([[], undefined]);
  await operator.close();
});
