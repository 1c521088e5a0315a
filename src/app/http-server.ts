/**
 * /healthz (alive), /readyz (seeing and able to tell), /metrics (Prometheus text). Read-only, no secrets, GET and HEAD only.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TetherdError } from "../shared/errors.js";
import type { Readiness } from "./health.js";

export interface StatusPages {
  readonly alive: () => boolean;
  readonly readiness: () => Readiness;
  readonly metrics: () => Promise<string>;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Throws HTTP_LISTEN_FAILED when the address cannot be had. */
export async function startHttpServer(listen: { readonly host: string; readonly port: number }, pages: StatusPages): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(request.method === "HEAD" ? undefined : body);
    };
    if (request.method !== "GET" && request.method !== "HEAD") {
      answer(405, "text/plain", "GET only\n");
      return;
    }
    switch (new URL(request.url ?? "/", "http://local").pathname) {
      case "/healthz":
        if (pages.alive()) answer(200, "text/plain", "ok\n");
        else answer(503, "text/plain", "stopping or stuck\n");
        break;
      case "/readyz": {
        const state = pages.readiness();
        answer(state.ready ? 200 : 503, "application/json", `${JSON.stringify(state, null, 2)}\n`);
        break;
      }
      case "/metrics":
        pages.metrics().then((text) => answer(200, "text/plain; version=0.0.4", text), () => answer(500, "text/plain", "metrics failed\n"));
        break;
      default:
        answer(404, "text/plain", "there are /healthz, /readyz and /metrics\n");
    }
  });
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
