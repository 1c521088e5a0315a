/**
 * The one way out for HTTP (reliability S7): to hosts of the settings alone, to checked addresses alone, with the certificate verified, within a time
 * limit, a bounded answer. It follows no redirect, uses no proxy, keeps no connection and retries nothing.
 */
import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { rootCertificates } from "node:tls";
import { answerError, connectionError, cutError } from "./answer-error.js";
import { checkedLookup, checkLiteral, systemResolve, type Resolve } from "./checked-lookup.js";
import { NotifyError } from "./errors.js";
import type { HttpAnswer, HttpRequest, SafeDoor, Way } from "./safe-door.js";

const maxAnswerBytes = 65_536;

export interface DoorGround {
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Default: the system's. */
  readonly resolve?: Resolve;
}

export function openDoor({ now, resolve = systemResolve }: DoorGround): SafeDoor {
  return {
    request: async (request, stop) => {
      const url = addressOf(request);
      const limit = AbortSignal.timeout(request.way.timeoutMs);
      try {
        const ca = await trusted(request.way);
        const { status, headers, body } = await exchange(url, request, ca, resolve, AbortSignal.any([stop, limit]));
        if (status >= 200 && status < 300) return { status, headers, body };
        throw answerError({ host: url.host, status, retryAfter: headers["retry-after"], body, secrets: [...request.secrets, `${url.pathname}${url.search}`, url.pathname].filter((secret) => secret.length > 1), now: now() });
      } catch (error) {
        if (error instanceof NotifyError) throw error;
        if (stop.aborted || limit.aborted) throw cutError(url.host, stop.aborted, request.way.timeoutMs);
        throw connectionError(url.host, error);
      }
    },
  };
}

function addressOf({ url: text, way }: HttpRequest): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !(url.protocol === "http:" && way.plainHttp)) || url.username !== "" || url.password !== "") {
    throw new NotifyError("NOTIFY_SECRET_UNUSABLE", `Cannot send as the receiver's address must be https:// without name and password in it: it is ${url === undefined ? "no address" : `${url.protocol}// for ${url.host}`}`, {
      hint: "Mend the address; http:// needs plainHttp: true",
    });
  }
  checkLiteral(url.hostname, way.allow);
  return url;
}

/** Read anew each time, so that a renewed authority needs no restart. */
async function trusted({ caFile }: Way): Promise<readonly string[] | undefined> {
  if (caFile === undefined) return undefined;
  try {
    return [...rootCertificates, await readFile(caFile, "utf8")];
  } catch (error) {
    throw new NotifyError("NOTIFY_SECRET_UNUSABLE", `Cannot read the receiver's caFile: "${caFile}" (${(error as NodeJS.ErrnoException).code ?? "unreadable"})`, { retryable: true, hint: "Check path and permissions" });
  }
}

function exchange(url: URL, { method, headers, body, way }: HttpRequest, ca: readonly string[] | undefined, resolve: Resolve, signal: AbortSignal): Promise<HttpAnswer> {
  const options: RequestOptions = {
    method, signal, agent: false, lookup: checkedLookup(resolve, way.allow),
    headers: { ...headers, "content-length": Buffer.byteLength(body), "user-agent": "tetherd" },
    ...(url.protocol === "https:" ? { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca: [...ca] }) } : {}),
  };
  return new Promise((done, failed) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, (answer) => {
      readBody(answer).then((text) => done({ status: answer.statusCode ?? 0, headers: plainHeaders(answer), body: text }), failed);
    });
    request.on("error", failed);
    request.end(body);
  });
}

/** The first 64 KiB; the rest is not read. */
async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString("utf8");
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}
