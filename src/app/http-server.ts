/**
 * Serves a table of pages over HTTP: GET and HEAD only, each page read-only and without secrets. It knows no page by itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TetherdError } from "../shared/errors.js";

export interface Page {
  readonly status: number;
  readonly type: string;
  /** In pieces where it is large: the next piece is asked for when the reader has taken the last. */
  readonly body: string | AsyncIterable<string>;
}

/** Who asks, and what stands in the path after the route's own. */
export interface Asked {
  /** Decoded; empty for a route that does not end in "/". */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** The address the connection comes from. */
  readonly from: string | undefined;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
}

export interface Route {
  /** "/healthz", or "/v1/inventory/" for every path of one more segment. */
  readonly path: string;
  readonly page: (asked: Asked) => Page | Promise<Page>;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A reader that takes nothing for this long is let go. */
const idleMs = 60_000;

export function textPage(status: number, sentence: string): Page {
  return { status, type: "text/plain; charset=utf-8", body: `${sentence}\n` };
}

export function jsonPage(status: number, value: unknown): Page {
  return { status, type: "application/json", body: `${JSON.stringify(value, null, 2)}\n` };
}

/** Throws HTTP_LISTEN_FAILED when the address cannot be had. */
export async function startHttpServer(listen: { readonly host: string; readonly port: number }, routes: readonly Route[]): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => void answer(routes, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new TetherdError("HTTP_LISTEN_FAILED", `Cannot listen on ${listen.host}:${listen.port} for health and metrics: ${error.code ?? error.message}`, {
        hint: 'Choose another http.listen (TETHERD_HTTP_LISTEN), or "off"', cause: error,
      }));
    });
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort()).setTimeout(idleMs, () => response.destroy());
  const { status, type, body } = await pageFor(routes, request, gone.signal).catch(() => textPage(500, "this page failed; the daemon goes on"));
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  if (request.method === "HEAD") response.end();
  else if (typeof body === "string") response.end(body);
  else await pipeline(Readable.from(body, { objectMode: true, highWaterMark: 1 }), response).catch(() => undefined); // the reader went away
}

async function pageFor(routes: readonly Route[], { method, url, headers, socket }: IncomingMessage, signal: AbortSignal): Promise<Page> {
  if (method !== "GET" && method !== "HEAD") return textPage(405, "GET only");
  const { pathname, searchParams } = new URL(url ?? "/", "http://local");
  const route = routes.find(({ path }) => (path.endsWith("/") ? pathname.startsWith(path) && pathname.length > path.length : pathname === path));
  if (route === undefined) return textPage(404, `there are ${routes.map(({ path }) => path).join(", ")}`);
  const rest = decodeSegment(pathname.slice(route.path.length));
  return rest === undefined ? textPage(400, "the path cannot be decoded") : await route.page({ rest, query: searchParams, headers, from: socket.remoteAddress, signal });
}

function decodeSegment(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
