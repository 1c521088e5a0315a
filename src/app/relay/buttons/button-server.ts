/**
 * Takes the requests that come when somebody presses a button: POST of a form on one path, small, in little time. Whether a request counts is decided by whoever takes it;
 * TLS is spoken by the proxy before it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ListenAddress, Posted } from "../../../notify/buttons.js";
import { TetherdError } from "../../../shared/errors.js";

export interface Answer {
  readonly status: number;
  /** For whoever looks at logs of a proxy; nobody else sees it. */
  readonly sentence: string;
}

export interface ButtonServer {
  readonly port: number;
  close(): Promise<void>;
}

const buttonPath = "/slack/interactions";
/** What is pressed comes with the whole message it stands under. */
export const maxBodyBytes = 1_048_576;
/** From the first byte to the last. */
const withinMs = 5_000;
const maxConnections = 64;

/** `take` answers at once. Throws RELAY_BUTTONS_UNREACHABLE when the address cannot be had. */
export async function startButtonServer({ host, port }: ListenAddress, take: (posted: Posted) => Promise<Answer>): Promise<ButtonServer> {
  const server = createServer({ requestTimeout: withinMs, headersTimeout: withinMs, keepAliveTimeout: withinMs, connectionsCheckingInterval: 1_000 }, (request, response) => {
    answerTo(request, take).then((answer) => {
      if (answer !== undefined) write(response, answer);
    }, () => write(response, { status: 500, sentence: "this failed; press again" }));
  });
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new TetherdError("RELAY_BUTTONS_UNREACHABLE", `Cannot listen on ${host}:${port} for buttons of Slack: ${error.code ?? error.message}`, { hint: "Choose another buttons.listen of the receiver", cause: error }));
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** Undefined: the sender went away. */
async function answerTo(request: IncomingMessage, take: (posted: Posted) => Promise<Answer>): Promise<Answer | undefined> {
  const { method, url, headers } = request;
  if (url !== buttonPath) return { status: 404, sentence: `there is ${buttonPath}` };
  if (method !== "POST") return { status: 405, sentence: "POST only" };
  if (headers["content-type"]?.split(";")[0]?.trim().toLowerCase() !== "application/x-www-form-urlencoded") return { status: 415, sentence: "a form only" };
  const body = Number(headers["content-length"] ?? 0) > maxBodyBytes ? "too large" : await bodyOf(request);
  if (body === undefined) return undefined;
  return body === "too large" ? { status: 413, sentence: `at most ${maxBodyBytes} bytes` } : take({ headers, body });
}

/** Undefined: it was cut, or did not come within its time. An iterator would close the connection before the answer. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | "too large" | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve("too large");
      }
    }).once("end", () => resolve(Buffer.concat(chunks))).once("error", () => resolve(undefined)).once("close", () => resolve(undefined));
  });
}

/** What was not read to its end is not read on. */
function write(response: ServerResponse, { status, sentence }: Answer): void {
  const body = status === 200 ? "" : `${sentence}\n`;
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", "content-length": Buffer.byteLength(body), ...(status === 200 ? {} : { connection: "close" }) }).end(body);
}
