/**
 * Stands for the chat while a bridge is checked: every POST that reaches it counts as something that people were told. It keeps nothing of what it is sent, and
 * answers as Slack's Web API and most webhooks do.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TetherdError } from "../../shared/errors.js";

export interface ToldSink {
  readonly url: string;
  /** How often people were told so far. */
  readonly told: () => number;
  readonly close: () => Promise<void>;
}

const answer = JSON.stringify({ ok: true, ts: "1.1", channel: "C0TEST" });

/** Throws HTTP_LISTEN_FAILED. */
export async function openToldSink({ host, port }: { readonly host: string; readonly port: number }): Promise<ToldSink> {
  let told = 0;
  const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    const counts = request.method === "POST" || request.method === "PUT";
    request.resume().on("end", () => {
      if (counts) told += 1;
      response.writeHead(counts ? 200 : 405, { "content-type": "application/json" }).end(counts ? answer : "{}");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new TetherdError("HTTP_LISTEN_FAILED", `Cannot listen on ${host}:${port} for what the bridge tells: ${error.code ?? error.message}`, { hint: "Choose another address for --sink", cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`, told: () => told,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
