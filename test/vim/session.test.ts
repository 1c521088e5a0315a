import { afterEach, describe, expect, it } from "vitest";
import { checkVCenter } from "../../src/vim/check-vcenter.js";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import type { VCenterAccess } from "../../src/vim/settings.js";
import { envelope } from "./support/bodies.js";
import { calmVCenter, fault, returns, startSoapServer, type Call, type Reply, type SoapServer } from "./support/soap-server.js";

let server: SoapServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(overrides: Readonly<Record<string, (call: Call) => Reply | Promise<Reply>>> = {}): Promise<SoapServer> {
  return (server = await startSoapServer(calmVCenter(overrides)));
}

function access({ url, caFile }: SoapServer, more: Partial<VCenterAccess> = {}): VCenterAccess {
  return { url, username: "watcher@vsphere.local", password: () => "canary-password", tls: { caFile }, ...more };
}

const signal = (): AbortSignal => AbortSignal.timeout(15_000);
const fromNow = (): Promise<undefined> => Promise.resolve(undefined);
const open = async (served: SoapServer, more: Partial<VCenterAccess> = {}) => await createVCenter(access(served, more)).open(fromNow, signal());
const names = (calls: readonly Call[]): readonly string[] => calls.map(({ operation }) => operation);

describe("a session", () => {
  it("speaks the newest version that both sides know, from the version list on", async () => {
    const watch = await open(await serve());
    await watch.close();
    const soap = server!.calls.filter(({ operation }) => !operation.startsWith("GET"));
    expect(new Set(soap.map(({ headers }) => headers["soapaction"]))).toEqual(new Set(['"urn:vim25/8.0.2.0"']));
  });

  it("sends its cookie back with the quotes, and only after the login", async () => {
    const watch = await open(await serve());
    await watch.close();
    const cookies = server!.calls.map(({ operation, headers }) => [operation, headers["cookie"]]);
    expect(cookies.slice(0, 3)).toEqual([["GET /sdk/vimServiceVersions.xml", undefined], ["RetrieveServiceContent", undefined], ["Login", undefined]]);
    expect(new Set(cookies.slice(3).map(([, cookie]) => cookie))).toEqual(new Set(['vmware_soap_session="0123abc"']));
  });

  it("is logged out when its watch is closed, after the collectors are given back", async () => {
    const watch = await open(await serve());
    await watch.close();
    await watch.close();
    const called = names(server!.calls);
    expect(called.slice(-5).sort()).toEqual(["CancelWaitForUpdates", "DestroyCollector", "DestroyCollector", "DestroyPropertyCollector", "Logout"]);
    expect(called.at(-1)).toBe("Logout");
  });

  it("is logged out when opening fails after the login", async () => {
    await expect(open(await serve({ CreateFilter: () => fault("NoPermission", "", "<object type=\"Folder\">group-d1</object><privilegeId>System.View</privilegeId>") })))
      .rejects.toMatchObject({ code: "VIM_NO_PERMISSION", message: expect.stringContaining("System.View") as string, hint: expect.stringContaining("read-only") as string });
    expect(names(server!.calls).at(-1)).toBe("Logout");
  });

  it("is logged out when the position cannot be told, and the reason comes out as it is", async () => {
    const reason = new Error("the ledger is taken");
    await expect(createVCenter(access(await serve())).open(() => Promise.reject(reason), signal())).rejects.toBe(reason);
    expect(names(server!.calls).at(-1)).toBe("Logout");
  });

  it("asks for the position once, with the instance UUID, after the login", async () => {
    const asked: string[] = [];
    const watch = await createVCenter(access(await serve())).open((instanceUuid) => {
      asked.push(`${instanceUuid} ${String(names(server!.calls).includes("Login"))}`);
      return fromNow();
    }, signal());
    await watch.close();
    expect(asked).toEqual(["11111111-2222-3333-4444-555555555555 true"]);
    expect(watch.about).toEqual({ instanceUuid: "11111111-2222-3333-4444-555555555555", fullName: "VMware vCenter Server 8.0.2 build-1", apiVersion: "8.0.2.0" });
  });

  it("is lost, and can be had again, when vCenter no longer knows it", async () => {
    const watch = await open(await serve({ WaitForUpdatesEx: () => fault("NotAuthenticated", "The session is not authenticated.") }));
    await expect(watch.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_SESSION_LOST", retryable: true });
    await watch.close();
  });

  it.each(["InvalidCollectorVersion", "RequestCanceled", "ManagedObjectNotFound"])("ends its watch with a retryable error on %s", async (type) => {
    const watch = await open(await serve({ WaitForUpdatesEx: () => fault(type, "", type === "ManagedObjectNotFound" ? '<obj type="PropertyCollector">session[a]pc</obj>' : "") }));
    await expect(watch.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_COLLECTOR_LOST", retryable: true });
    await watch.close();
  });

  it("does not take an empty first state for an empty inventory when it is dead", async () => {
    let told = 0;
    const watch = await open(await serve({ CurrentTime: () => (++told > 1 ? fault("NotAuthenticated") : returns("CurrentTime", "<returnval>2026-01-01T00:00:00Z</returnval>")) }));
    await expect(watch.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_SESSION_LOST" });
    await watch.close();
  });

  it("refuses a second wait while one is pending", async () => {
    const watch = await open(await serve({ WaitForUpdatesEx: () => undefined }));
    const stop = new AbortController();
    const first = watch.waitForUpdates(30, stop.signal);
    await expect(watch.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_WAIT_PENDING" });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: "VIM_ABORTED" });
    await watch.close();
  });
});

describe("a login", () => {
  it("with a wrong password is told as such, with the time to the next attempt and without the password", async () => {
    const served = await serve({ Login: () => fault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.") });
    const failure = await open(served).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "VIM_INVALID_LOGIN", retryAfterMs: expect.closeTo(60_000, -4) as number, message: expect.stringContaining('"watcher@vsphere.local"') as string });
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain("canary-password");
  });

  it("is tried twice with the same password, then not before half an hour or another password", async () => {
    let now = 0;
    let password = "wrong";
    const served = await serve({ Login: () => fault("InvalidLogin") });
    const vcenter = createVCenter(access(served, { now: () => now, password: () => password }));
    const attempts = async (): Promise<number> => {
      await expect(vcenter.open(fromNow, signal())).rejects.toMatchObject({ code: "VIM_INVALID_LOGIN" });
      return names(served.calls).filter((name) => name === "Login").length;
    };
    expect(await attempts()).toBe(1);
    expect(await attempts()).toBe(1);
    now += 60_000;
    expect(await attempts()).toBe(2);
    now += 29 * 60_000;
    expect(await attempts()).toBe(2);
    password = "changed";
    expect(await attempts()).toBe(3);
    now += 31 * 60_000;
    expect(await attempts()).toBe(4);
  });

  it("reads the password anew each time", async () => {
    const served = await serve();
    const given = ["first", "second"];
    const vcenter = createVCenter(access(served, { password: () => given.shift() ?? "" }));
    await (await vcenter.open(fromNow, signal())).close();
    await (await vcenter.open(fromNow, signal())).close();
    const sent = served.calls.filter(({ operation }) => operation === "Login").map(({ body }) => /password>([^<]*)</.exec(body)?.[1]);
    expect(sent).toEqual(["first", "second"]);
  });

  it("says which password could not be read", async () => {
    const served = await serve();
    await expect(open(served, { password: () => Promise.reject(new Error("ENOENT: /run/secrets/vc")) })).rejects.toMatchObject({ code: "VIM_PASSWORD", message: expect.stringContaining("/run/secrets/vc") as string });
  });

  it("does not happen at an ESX host", async () => {
    const served = await serve({
      RetrieveServiceContent: () => returns("RetrieveServiceContent", '<returnval><rootFolder type="Folder">ha-folder-root</rootFolder><propertyCollector type="PropertyCollector">ha-property-collector</propertyCollector><about><name>VMware ESXi</name><fullName>VMware ESXi 8.0.2 build-1</fullName><apiType>HostAgent</apiType><apiVersion>8.0.2.0</apiVersion></about></returnval>'),
    });
    await expect(open(served)).rejects.toMatchObject({ code: "VIM_NOT_VCENTER", retryable: false, message: expect.stringContaining("VMware ESXi 8.0.2 build-1, an ESX host") as string, hint: expect.stringContaining("manages this host") as string });
    expect(names(served.calls)).not.toContain("Login");
  });

  it("of a wrong password sets no cookie that is used later", async () => {
    let first = true;
    const served = await serve({
      Login: () => {
        if (!first) return calmVCenter()({ operation: "Login", body: "", headers: {} });
        first = false;
        return { ...fault("InvalidLogin"), headers: { "set-cookie": 'vmware_soap_session="bad"' } };
      },
    });
    let now = 0;
    const vcenter = createVCenter(access(served, { now: () => now }));
    await expect(vcenter.open(fromNow, signal())).rejects.toMatchObject({ code: "VIM_INVALID_LOGIN" });
    now += 60_000;
    await (await vcenter.open(fromNow, signal())).close();
    expect(served.calls.some(({ headers }) => headers["cookie"]?.includes("bad"))).toBe(false);
  });
});

describe("an answer that is none", () => {
  it("of a service that is starting is told with its status", async () => {
    const served = await serve({ "GET /sdk/vimServiceVersions.xml": () => ({ status: 503, type: "text/html", text: "<html><body>503</body></html>" }) });
    await expect(open(served)).rejects.toMatchObject({ code: "VIM_HTTP_STATUS", retryable: true, message: expect.stringContaining("status 503 and text/html") as string, hint: expect.stringContaining("services are not up") as string });
  });

  it("of some web server is told as no vCenter", async () => {
    const served = await serve({ "GET /sdk/vimServiceVersions.xml": () => ({ status: 200, type: "text/html", text: "<!DOCTYPE html><html></html>" }) });
    await expect(open(served)).rejects.toMatchObject({ code: "VIM_HTTP_STATUS", hint: expect.stringContaining("address is that of a vCenter") as string });
  });

  it("of an API too old or unknown is told", async () => {
    const served = await serve({ "GET /sdk/vimServiceVersions.xml": () => '<namespaces version="1.0"><namespace><name>urn:vim25</name><version>4.1</version></namespace></namespaces>' });
    await expect(open(served)).rejects.toMatchObject({ code: "VIM_NOT_VCENTER", message: expect.stringContaining("4.1") as string });
  });

  it("cut in the middle is refused, with a length and without", async () => {
    const whole = envelope("vcenter", returns("WaitForUpdatesEx", "<returnval><version>1</version><filterSet><filter type=\"PropertyFilter\">f</filter><objectSet><kind>enter</kind><obj type=\"Folder\">group-1</obj></objectSet></filterSet></returnval>"));
    const half = whole.slice(0, whole.length / 2);
    const served = await serve({
      WaitForUpdatesEx: () => (response) => {
        response.writeHead(200, { "content-type": "text/xml", connection: "close" });
        response.end(half);
      },
    });
    const watch = await open(served);
    await expect(watch.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED", retryable: true });
    await watch.close();
    await served.stop();
    const reset = await serve({
      WaitForUpdatesEx: () => (response) => {
        response.writeHead(200, { "content-type": "text/xml", "content-length": String(whole.length) });
        response.write(half, () => response.destroy());
      },
    });
    const second = await open(reset);
    await expect(second.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_CONNECTION_LOST", retryable: true });
    await second.close();
  });

  it("with a document type declaration is refused wherever it comes", async () => {
    const served = await serve({ Login: () => ({ status: 200, text: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>' }) });
    await expect(open(served)).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED" });
  });

  it("of an unexpected shape is told without its content", async () => {
    const served = await serve({ CurrentTime: () => "<Surprise>canary</Surprise>" });
    const failure = await open(served).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "VIM_ANSWER_MALFORMED" });
    expect(JSON.stringify(failure)).not.toContain("canary");
  });

  it("that does not come ends when it is given up", async () => {
    const served = await serve({ RetrieveServiceContent: () => undefined });
    await expect(createVCenter(access(served)).open(fromNow, AbortSignal.timeout(100))).rejects.toMatchObject({ code: "VIM_ABORTED" });
  });
});

describe("a check", () => {
  it("tells every step of a vCenter that is well", async () => {
    const served = await serve({
      RetrievePropertiesEx: () => returns("RetrievePropertiesEx", '<returnval><objects><obj type="Datacenter">datacenter-1</obj><propSet><name>name</name><val xsi:type="xsd:string">Berlin</val></propSet></objects></returnval>'),
    });
    const steps = await checkVCenter(access(served), signal());
    expect(steps.map(({ name, ok }) => `${name} ${String(ok)}`)).toEqual(["resolve true", "settings true", "connect true", "service content true", "log in true", "read the inventory true", "read the history true"]);
    expect(steps.map(({ detail }) => detail).join("\n")).toContain("e.g. Berlin");
    expect(names(served.calls).at(-1)).toBe("Logout");
  });

  it("stops at what is wrong and says what to do", async () => {
    const served = await serve({ Login: () => fault("InvalidLogin") });
    const steps = await checkVCenter(access(served), signal());
    expect(steps.at(-1)).toMatchObject({ name: "log in", ok: false, detail: expect.stringContaining("InvalidLogin") as string, hint: expect.stringContaining("domain") as string });
  });

  it("tells an account that sees nothing", async () => {
    const steps = await checkVCenter(access(await serve()), signal());
    expect(steps.at(-1)).toMatchObject({ name: "read the inventory", ok: false, hint: expect.stringContaining("read-only role") as string });
    expect(names(server!.calls).at(-1)).toBe("Logout");
  });
});
