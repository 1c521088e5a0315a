import { X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import type { MethodTable } from "../../../src/lab/methods/method.js";
import { startVimServer, type VimServer } from "../../../src/lab/server/start-vim-server.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import type { Nuisance } from "../../../src/lab/world/nuisances.js";
import type { World } from "../../../src/lab/world/world.js";
import { smallWorld } from "../support/small-world.js";
import { envelope, soapClient, type SoapClient } from "../support/soap-client.js";

const content = '<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>';
const currentTime = '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>';
const powerOn = (id: string) => `<PowerOnVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">${id}</_this></PowerOnVM_Task>`;

let world: World;
let server: VimServer;
let client: SoapClient;

/** Starts the server again with other methods. */
async function serve(methods: MethodTable): Promise<void> {
  await server.close();
  server = await startVimServer(world, methods, { host: "127.0.0.1", port: 0 });
  client = soapClient(server);
}

async function login(): Promise<void> {
  expect((await client.login(world.settings.userName, world.settings.password)).status).toBe(200);
}

beforeEach(async () => {
  ({ world } = smallWorld());
  server = await startVimServer(world, methodCatalogue, { host: "127.0.0.1", port: 0 });
  client = soapClient(server);
});
afterEach(async () => {
  client.close();
  await server.close();
  expect(world.defects).toEqual([]);
});

describe("the server", () => {
  it("has a certificate of its own for the names it is reached by, and tells its thumbprints", () => {
    const certificate = new X509Certificate(server.certificatePem);
    expect(certificate.subjectAltName).toContain("DNS:localhost");
    expect(certificate.subjectAltName).toContain("IP Address:127.0.0.1");
    expect(server.thumbprint).toBe(certificate.fingerprint);
    expect(server.thumbprint).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(server.thumbprintSha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it.each(["/sdk", "/sdk/", "//sdk", "/sdk/vimService", "/sdk?x=1"])("answers calls at %s", async (path) => {
    const answer = await client.send("POST", `https://127.0.0.1:${server.port}${path}`, envelope(content), { SOAPAction: "urn:vim25/6.5" });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/xml; charset=utf-8");
    expect(answer.headers["transfer-encoding"]).toBe("chunked");
  });

  it.each<[string, string, number]>([
    ["GET", "/sdk", 405], ["PUT", "/sdk", 405], ["GET", "/", 200], ["GET", "/about", 200], ["GET", "/sdk/vimService.wsdl", 404],
    ["POST", "/rest/com/vmware/cis/session", 404], ["POST", "/api/session", 404], ["DELETE", "/sdk/vimServiceVersions.xml", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await client.send(method, path)).status).toBe(status);
    expect((await client.call(content)).status).toBe(200);
  });

  it("tells the versions it speaks before anybody logs in, newest first", async () => {
    const { status, body } = await client.send("GET", "/sdk/vimServiceVersions.xml");
    expect(status).toBe(200);
    expect(body).toContain("<name>urn:vim25</name>\n  <version>8.0.3.0</version>\n  <priorVersions>\n   <version>8.0.2.0</version>");
    expect(body).toContain("<version>5.5</version>");
    expect(body.match(/8\.0\.3\.0/g)).toHaveLength(1);
  });

  it("refuses a call without a SOAPAction", async () => {
    for (const soapAction of [null, '""']) {
      const answer = await client.call(content, { soapAction });
      expect(answer.status).toBe(500);
      expect(answer.body).toContain("Unsupported version URI &quot;&quot;");
      expect(answer.body).not.toContain("detail");
    }
  });

  it("answers in the version it is asked in, and in its own when that is older", async () => {
    await login();
    const role = (soapAction: string) => client.call('<FetchUserPrivilegeOnEntities xmlns="urn:vim25"><_this type="AuthorizationManager">AuthorizationManager</_this><userName>x</userName></FetchUserPrivilegeOnEntities>', { soapAction });
    expect((await role("urn:vim25/6.0")).body).toContain("Unable to resolve WSDL method name");
    expect((await role("urn:vim25/6.5")).status).toBe(200);
    expect((await role("urn:vim25/9.1.0.0")).status).toBe(200);
  });

  it("refuses a request without end", async () => {
    const answer = await client.send("POST", "/sdk", "x".repeat(33 * 1024 * 1024), { SOAPAction: "urn:vim25/6.5" }).catch((error: unknown) => error);
    // A client that still writes when the server closes may see the connection break before it has read the answer.
    expect(answer).toSatisfy((each: { status?: number; code?: string }) => each.status === 413 || each.code === "EPIPE" || each.code === "ECONNRESET");
  });

  it("tells a client of a defect as a SystemError, and keeps it for whoever runs the lab", async () => {
    await serve({ ...methodCatalogue, "ServiceInstance.CurrentTime": () => { throw new RangeError("boom"); } });
    await login();
    const answer = await client.call(currentTime);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('<SystemErrorFault xmlns="urn:vim25" xsi:type="SystemError"><reason>boom</reason>');
    expect(world.defects.splice(0).map(({ message }) => message)).toEqual(["boom"]);
  });

  it("ends calls that wait when it closes, and tells their method", async () => {
    const [vm] = world.all("VirtualMachine");
    let aborted: (() => void) | undefined;
    const seen = new Promise<void>((resolve) => { aborted = resolve; });
    let begun: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => { begun = resolve; });
    await serve({ ...methodCatalogue, "VirtualMachine.PowerOnVM_Task": ({ signal }) => new Promise((resolve) => {
      signal.addEventListener("abort", () => { aborted?.(); resolve(undefined); });
      begun?.();
    }) });
    await login();
    const answer = client.call(powerOn(vm!.ref.value)).catch((error: unknown) => error);
    await waits;
    await server.close();
    await seen;
    expect(await answer).toMatchObject({ code: "ECONNRESET" });
  });
});

describe("a nuisance of the transport", () => {
  const plan = (nuisance: Nuisance) => { world.nuisances.plan(nuisance); };
  const fails = (answer: Promise<unknown>) => answer.then(() => undefined, (error: unknown) => (error as { code?: string }).code);

  beforeEach(login);

  it("drop-before: the connection is cut, and nothing was done", async () => {
    plan({ kind: "drop-before", method: "CurrentTime" });
    expect(await fails(client.call(currentTime))).toBe("ECONNRESET");
    expect(world.calls.get("CurrentTime")).toBeUndefined();
    expect((await client.call(currentTime)).status).toBe(200);
  });

  it("drop-during: it was done, and the answer breaks off", async () => {
    plan({ kind: "drop-during", method: "CurrentTime" });
    expect(await fails(client.call(currentTime))).toBe("ECONNRESET");
    expect(world.calls.get("CurrentTime")).toBe(1);
  });

  it("drop-during with nothing sent: it was done, and nobody hears of it", async () => {
    plan({ kind: "drop-during", method: "CurrentTime", amount: 0 });
    expect(await fails(client.call(currentTime))).toBe("ECONNRESET");
    expect(world.calls.get("CurrentTime")).toBe(1);
  });

  it("drop-after: the answer arrives, and the next call needs a new connection", async () => {
    plan({ kind: "drop-after", method: "CurrentTime" });
    expect((await client.call(currentTime)).body).toContain("<returnval>2026-01-01T00:00:00.000Z</returnval>");
    client.close();
    expect((await client.call(currentTime)).status).toBe(200);
  });

  it("status-408: a proxy gave up, and nothing was done", async () => {
    plan({ kind: "status-408", method: "CurrentTime" });
    expect((await client.call(currentTime)).status).toBe(408);
    expect(world.calls.get("CurrentTime")).toBeUndefined();
  });

  it("slow-answer: the call is done at once and its answer comes late", async () => {
    plan({ kind: "slow-answer", method: "CurrentTime", delayMs: 5 });
    expect((await client.call(currentTime)).status).toBe(200);
  });

  it("fault: it is sent like any other", async () => {
    plan({ kind: "fault", method: "CurrentTime", fault: "InvalidArgument", faultFields: { invalidProperty: "x" } });
    expect((await client.call(currentTime)).body).toContain('<InvalidArgumentFault xmlns="urn:vim25" xsi:type="InvalidArgument"><invalidProperty>x</invalidProperty>');
  });

  it("foreign-prefix: xsi has another name", async () => {
    plan({ kind: "foreign-prefix" });
    plan({ kind: "fault", fault: "HostNotReachable" });
    expect((await client.call(currentTime)).body).toContain('_XMLSchema-instance:type="HostNotReachable"');
  });

  it("control-characters: while it is planned, text goes out as it is", async () => {
    await serve({ ...methodCatalogue, "ServiceInstance.CurrentTime": () => { throw new VimFault("", "a\u0001b"); } });
    await login();
    expect((await client.call(currentTime)).body).toContain("<faultstring>ab</faultstring>");
    plan({ kind: "control-characters" });
    expect((await client.call(currentTime)).body).toContain("<faultstring>a\u0001b</faultstring>");
  });

  it("unquoted-cookie: the session's cookie has no quotes and works all the same", async () => {
    plan({ kind: "unquoted-cookie" });
    client.cookie = undefined;
    expect((await client.login(world.settings.userName, world.settings.password)).headers["set-cookie"]?.[0]).toMatch(/^vmware_soap_session=[0-9a-f]{40};/);
    expect((await client.call(currentTime)).status).toBe(200);
  });
});
