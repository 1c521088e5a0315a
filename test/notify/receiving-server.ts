// A local server that stands for a receiver: it keeps what it was sent and answers what the test says. Nothing it does leaves this machine.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../scripts/servers/certificate.mjs";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `hang`: takes the request and never answers. `cut`: closes the connection instead of answering. `endless`: the body is never ended. */
export type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly endless?: true } | "hang" | "cut";

export interface ReceivingServer {
  /** https://localhost:port, or http://127.0.0.1:port without TLS. */
  readonly url: string;
  /** The authority to trust; undefined without TLS. */
  readonly caFile: string | undefined;
  readonly received: Received[];
  /** What comes next; 200 with "{}" when nothing is set. */
  answer: (request: Received) => Answer;
  readonly stop: () => Promise<void>;
}

export async function startReceivingServer({ tls = false } = {}): Promise<ReceivingServer> {
  const folder = mkdtempSync(join(tmpdir(), "tetherd-receiving-"));
  const certificate = tls ? await makeCertificate(folder) : undefined;
  const received: Received[] = [];
  const state: { answer: ReceivingServer["answer"] } = { answer: () => ({ status: 200, body: "{}" }) };
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(one);
      const answer = state.answer(one);
      if (answer === "cut") request.socket.destroy();
      else if (answer !== "hang" && answer.endless === true) response.writeHead(answer.status, answer.headers).write(answer.body ?? "");
      else if (answer !== "hang") response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
    });
  };
  const server: Server = certificate === undefined ? createHttp(listener) : createHttps({ cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) }, listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`, caFile: certificate?.certFile, received,
    get answer() { return state.answer; },
    set answer(answer) { state.answer = answer; },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
