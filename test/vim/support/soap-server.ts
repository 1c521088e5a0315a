/** A small HTTPS server that answers SOAP calls as a test tells it, with a certificate of its own. It knows nothing of vCenter by itself. */
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { envelope } from "./bodies.js";

export interface Call {
  readonly operation: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** XML of the body's content, or a whole answer; undefined leaves the connection open without an answer. */
export type Reply = string | { readonly status: number; readonly type?: string; readonly text: string; readonly headers?: Readonly<Record<string, string>> } | ((response: ServerResponse) => void) | undefined;

export interface SoapServer {
  readonly url: string;
  readonly port: number;
  readonly thumbprint: string;
  readonly caFile: string;
  readonly calls: Call[];
  /** Requests of any kind whose bytes arrived. */
  readonly requests: () => number;
  stop(): Promise<void>;
}

export interface CertificateOptions {
  readonly name?: string;
  readonly ip?: string;
  readonly notAfter?: Date;
}

export async function startSoapServer(reply: (call: Call) => Reply | Promise<Reply>, certificate: CertificateOptions = {}): Promise<SoapServer> {
  const made = await generate([{ name: "commonName", value: certificate.name ?? "localhost" }], {
    keyType: "ec", algorithm: "sha256", notBeforeDate: new Date(Date.now() - 86_400_000), ...(certificate.notAfter === undefined ? {} : { notAfterDate: certificate.notAfter }),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: certificate.name ?? "localhost" }, ...(certificate.name === undefined ? [{ type: 7, ip: certificate.ip ?? "127.0.0.1" } as const] : [])] },
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), "tetherd-soap-"));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, made.cert);
  const calls: Call[] = [];
  let requests = 0;
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    requests++;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void (async () => {
      const body = Buffer.concat(chunks).toString();
      const operation = request.method === "GET" ? `GET ${request.url ?? ""}` : /:Body><(?:\w+:)?(\w+)/.exec(body)?.[1] ?? "?";
      const call = { operation, body, headers: request.headers as Record<string, string | undefined> };
      calls.push(call);
      const answer = await reply(call);
      if (answer === undefined) return;
      if (typeof answer === "function") answer(response);
      else if (typeof answer === "string") response.writeHead(200, { "content-type": "text/xml" }).end(operation.startsWith("GET") ? answer : envelope("vcenter", answer));
      else response.writeHead(answer.status, { "content-type": answer.type ?? "text/xml", ...answer.headers }).end(answer.text);
    })());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}/sdk`, port, caFile, calls, thumbprint: new X509Certificate(made.cert).fingerprint256, requests: () => requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function fault(type: string, text = "", inside = ""): { status: number; text: string } {
  return { status: 500, text: envelope("vcenter", `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${text}</faultstring><detail><${type}Fault xmlns="urn:vim25" xsi:type="${type}">${inside}</${type}Fault></detail></soapenv:Fault>`) };
}

const versions = '<?xml version="1.0" encoding="utf-8" ?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>uA046D008</version><priorVersions><version>8.0.2.0</version><version>7.0.3.0</version></priorVersions></namespace></namespaces>';

/** `<returnval>` of an operation. */
export function returns(operation: string, returnval: string): string {
  return `<${operation}Response xmlns="urn:vim25">${returnval}</${operation}Response>`;
}

export function refReturn(operation: string, type: string, ref: string): string {
  return returns(operation, `<returnval type="${type}">${ref}</returnval>`);
}

/** The answers of a vCenter that is well and empty; a test overrides what it is about. */
export function calmVCenter(overrides: Readonly<Record<string, (call: Call) => Reply | Promise<Reply>>> = {}): (call: Call) => Reply | Promise<Reply> {
  let made = 0;
  return (call) => {
    const override = overrides[call.operation];
    if (override !== undefined) return override(call);
    switch (call.operation) {
      case "GET /sdk/vimServiceVersions.xml":
        return versions;
      case "RetrieveServiceContent":
        return returns(call.operation, `<returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector><viewManager type="ViewManager">ViewManager</viewManager><about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.2 build-1</fullName><vendor>VMware, Inc.</vendor><version>8.0.2</version><build>1</build><osType>linux-x64</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType><apiVersion>8.0.2.0</apiVersion><instanceUuid>11111111-2222-3333-4444-555555555555</instanceUuid></about><sessionManager type="SessionManager">SessionManager</sessionManager><eventManager type="EventManager">EventManager</eventManager><taskManager type="TaskManager">TaskManager</taskManager></returnval>`);
      case "Login":
        return { status: 200, headers: { "set-cookie": 'vmware_soap_session="0123abc"; Path=/; HttpOnly; Secure;' }, text: envelope("vcenter", returns("Login", "<returnval><key>0123abc</key><userName>u</userName></returnval>")) };
      case "CurrentTime":
        return returns("CurrentTime", "<returnval>2026-01-01T12:00:00.123456Z</returnval>");
      case "CreatePropertyCollector":
        return refReturn(call.operation, "PropertyCollector", "session[a]pc");
      case "CreateContainerView":
        return refReturn(call.operation, "ContainerView", `session[a]view-${++made}`);
      case "CreateFilter":
        return refReturn(call.operation, "PropertyFilter", `session[a]filter-${++made}`);
      case "CreateCollectorForEvents":
        return refReturn(call.operation, "EventHistoryCollector", `session[a]events-${++made}`);
      case "CreateCollectorForTasks":
        return refReturn(call.operation, "TaskHistoryCollector", `session[a]tasks-${++made}`);
      case "RetrievePropertiesEx":
      case "WaitForUpdatesEx":
      case "ReadNextEvents":
      case "ReadNextTasks":
      default:
        return returns(call.operation, "");
    }
  };
}
