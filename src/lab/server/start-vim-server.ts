/**
 * The lab's door for VIM clients: HTTPS with POST /sdk, the list of API versions and nothing else that a vCenter has. It understands no request itself.
 */
import { X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { MethodTable } from "../methods/method.js";
import type { World } from "../world/world.js";
import { answerCall } from "./answer-call.js";
import { makeCertificate, type Certificate } from "./make-certificate.js";
import { readBody } from "./read-body.js";
import { sendAnswer } from "./send-answer.js";
import { serviceVersions } from "./service-versions.js";

export interface VimServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Unset: a fresh one. */
  readonly certificate?: Certificate;
}

export interface VimServer {
  /** "https://127.0.0.1:8989/sdk". */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** SHA-1 as "AA:BB:…", as govc's known hosts have it. */
  readonly thumbprint: string;
  readonly thumbprintSha256: string;
  readonly certificatePem: string;
  /** Ends every connection at once, also those that wait. */
  close(): Promise<void>;
}

/** A request of more than this is refused with 413; vSphere's own specifications stay far below. */
const mostBodyBytes = 32 * 1024 * 1024;

/** Rejects with the error of listen, e.g. EADDRINUSE. */
export async function startVimServer(world: World, methods: MethodTable, options: VimServerOptions): Promise<VimServer> {
  const { certificatePem, keyPem } = options.certificate ?? await makeCertificate(options.host);
  const server = createServer({ cert: certificatePem, key: keyPem, keepAlive: true }, (request, response) => {
    respond(world, methods, request, response).catch((error: unknown) => {
      world.defects.push(error instanceof Error ? error : new Error(String(error)));
      response.destroy();
    });
  });
  // Waits of WaitForUpdatesEx have no end of their own, so nothing here ends an answer; idle connections live as long as vCenter's proxy keeps them.
  Object.assign(server, { timeout: 0, keepAliveTimeout: 120_000, headersTimeout: 60_000, requestTimeout: 300_000 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => { server.off("error", reject); resolve(); });
  });
  const { port } = server.address() as AddressInfo;
  const { fingerprint, fingerprint256 } = new X509Certificate(certificatePem);
  return {
    url: `https://${urlHost(options.host)}:${port}/sdk`, host: options.host, port, thumbprint: fingerprint, thumbprintSha256: fingerprint256, certificatePem,
    close: () => new Promise<void>((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

async function respond(world: World, methods: MethodTable, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = ((request.url ?? "/").split("?")[0] ?? "/").replace(/\/{2,}/g, "/");
  if (path === "/sdk" || path === "/sdk/" || path === "/sdk/vimService") {
    if (request.method === "POST") await respondToSoap(world, methods, request, response);
    else sendPage(request, response, 405, "text/plain", "Only POST is answered here.\n", { Allow: "POST" });
    return;
  }
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (path === "/sdk/vimServiceVersions.xml" && isRead) sendPage(request, response, 200, "text/xml", serviceVersions(world.settings.apiVersion));
  else if ((path === "/" || path === "/about") && isRead) sendPage(request, response, 200, "text/plain", `A tetherd lab that speaks vSphere API ${world.settings.apiVersion} at /sdk.\n`);
  else sendPage(request, response, 404, "text/plain", "There is nothing here.\n");
}

async function respondToSoap(world: World, methods: MethodTable, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => { gone.abort(); });
  request.once("error", () => { gone.abort(); });
  const body = await readBody(request, mostBodyBytes).catch(() => { gone.abort(); return ""; });
  if (gone.signal.aborted) return;
  if (body === undefined) {
    sendPage(request, response, 413, "text/plain", "The request is too large.\n", { Connection: "close" });
    return;
  }
  const { soapaction, cookie, "user-agent": userAgent = "" } = request.headers;
  const address = (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const soapAction = Array.isArray(soapaction) ? soapaction[0] : soapaction;
  const answer = await answerCall(world, methods, { body, soapAction, cookie, remote: { address, userAgent }, signal: gone.signal });
  if (answer === "cut") request.socket.destroy();
  else if (answer === "timeout") sendPage(request, response, 408, "text/html", "<html><body><h1>408 Request Timeout</h1></body></html>\n");
  else await sendAnswer(response, answer, gone.signal);
}

function sendPage(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string, headers: Record<string, string> = {}): void {
  request.resume();
  response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, "Content-Length": Buffer.byteLength(text), ...headers });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** The name a client on this machine reaches the listener by. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
