/**
 * The control door: HTTP and JSON on a port of its own, never the VIM port, for tests and rehearsals in other processes. It only translates: every route is
 * one function of the control object. It knows no users, so it listens on loopback unless told otherwise, and it refuses what a web page sends.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LabError } from "../errors.js";
import type { LabControl } from "./lab-control.js";
import { routes } from "./routes.js";

export interface ControlDoor {
  /** "http://127.0.0.1:8990". */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const mostBodyBytes = 1024 * 1024;

/** Rejects with the error of listen, e.g. EADDRINUSE. */
export async function startControlDoor(control: LabControl, { host, port }: { readonly host: string; readonly port: number }): Promise<ControlDoor> {
  const server = createServer((request, response) => {
    answer(control, request).then(
      (value) => { send(response, 200, value); },
      (error: unknown) => {
        const refused = error instanceof LabError;
        send(response, refused ? 400 : 500, { error: refused ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error) });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => { server.off("error", reject); resolve(); });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`, port: taken,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

async function answer(control: LabControl, request: IncomingMessage): Promise<unknown> {
  if (request.headers.origin !== undefined) throw new LabError("LAB_ORDER_REFUSED", "orders from web pages are refused");
  const url = new URL(request.url ?? "/", "http://door");
  const path = url.pathname.split("/").filter((part) => part !== "").map(decodeURIComponent);
  for (const { method, pattern, run } of routes) {
    const wanted = pattern.split("/").filter((part) => part !== "");
    if (method !== request.method || wanted.length !== path.length || !wanted.every((part, index) => part.startsWith(":") || part === path[index])) continue;
    const name = path[wanted.findIndex((part) => part.startsWith(":"))] ?? "";
    return run(control, { name, query: url.searchParams, body: await bodyOf(request) });
  }
  throw new LabError("LAB_ORDER_REFUSED", `there is no ${request.method ?? ""} ${url.pathname}; allowed: ${routes.map((route) => `${route.method} ${route.pattern}`).join(", ")}`);
}

/** A JSON object; empty when nothing was sent. */
async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBodyBytes) throw new LabError("LAB_ORDER_REFUSED", `an order is larger than ${mostBodyBytes} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new LabError("LAB_ORDER_REFUSED", `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new LabError("LAB_ORDER_REFUSED", "the body is no JSON object");
  return body as Readonly<Record<string, unknown>>;
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
  response.end(`${JSON.stringify(value ?? {}, null, 2)}\n`);
}
