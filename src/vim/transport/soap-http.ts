/**
 * The HTTP client we give to the soap package: our TLS, cookie, deadlines and caps. Answers that are read as a stream are read here,
 * and the package is handed an empty answer instead. It never logs or keeps a body.
 */
import { VimError } from "../errors.js";
import { faultOf } from "../faults.js";
import { deadlines } from "../settings.js";
import type { Answer, HttpsExchanges } from "./https-exchange.js";
import { collect, parseSmall } from "./small-answer.js";

/** Handed through the soap package's own "extra options" of a call. */
export interface CallOptions {
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  readonly repeatable?: boolean | undefined;
  /** The soap package's own: what it does to the text of the request before it is sent. */
  readonly postProcess?: ((xml: string) => string) | undefined;
  /** Reads the answer as a stream; the call's result is then what `read` resolves with, put into `result`. */
  readonly read?: ((body: AsyncIterable<Buffer>) => Promise<unknown>) | undefined;
  result?: unknown;
}

type SoapCallback = (error: unknown, response?: unknown, body?: string) => void;

const cookieName = "vmware_soap_session";

/** One session's worth of calls: it keeps the cookie. */
export class SoapHttp {
  readonly #exchanges: HttpsExchanges;
  readonly #userAgent: string;
  /** With the quotes that vCenter puts around the value (vim-facts 1.5). */
  #cookie: string | undefined;

  constructor(exchanges: HttpsExchanges, userAgent: string) {
    this.#exchanges = exchanges;
    this.#userAgent = userAgent;
  }

  /** As the soap package calls it. */
  request(endpoint: string, xml: string, callback: SoapCallback, headers: Readonly<Record<string, string>> | undefined, options: CallOptions): void {
    this.#call(endpoint, xml, headers ?? {}, options).then(
      (body) => callback(null, { status: 200, headers: {} }, body),
      (error: unknown) => callback(error),
    );
  }

  #call(endpoint: string, xml: string, headers: Readonly<Record<string, string>>, options: CallOptions): Promise<string> {
    return this.#exchanges.run({
      method: "POST",
      path: new URL(endpoint).pathname,
      headers: { ...headers, "User-Agent": this.#userAgent, Accept: "text/xml", ...(this.#cookie === undefined ? {} : { Cookie: this.#cookie }) },
      body: xml,
      deadlineMs: options.deadlineMs ?? deadlines.callMs,
      signal: options.signal,
      repeatable: options.repeatable ?? true,
    }, async (answer) => {
      await checkAnswer(answer, options.operation);
      this.#keepCookie(answer);
      if (options.read === undefined) {
        const bytes = await collect(answer.body);
        parseSmall(bytes); // the package's own parser takes a cut document or a DOCTYPE for whole
        return bytes.toString("utf8");
      }
      options.result = await options.read(answer.body);
      return emptyAnswer(options.operation);
    });
  }

  /** A failed login sets a cookie too; only that of a success is kept. */
  #keepCookie(answer: Answer): void {
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      if (cookie.startsWith(`${cookieName}=`)) this.#cookie = cookie.split(";", 1)[0];
    }
  }
}

/** Passes an XML answer of status 200; everything else is told as fault, status or wrong kind of server. */
export async function checkAnswer(answer: Answer, operation: string): Promise<void> {
  const type = answer.headers["content-type"] ?? "";
  const isXml = /\bxml\b/i.test(type) || type === "";
  if (answer.status === 200 && isXml) return;
  const bytes = await collect(answer.body);
  if (isXml) {
    const fault = faultIn(bytes, operation);
    if (fault !== undefined) throw fault;
  }
  const kind = isXml ? "" : ` and ${type.split(";", 1)[0] ?? "something"} instead of SOAP`;
  throw new VimError("VIM_HTTP_STATUS", `Cannot do ${operation} as vCenter must answer with HTTP status 200 and XML: it answered with status ${answer.status}${kind}`, {
    retryable: true,
    hint: answer.status === 503 || answer.status === 502 || answer.status === 504
      ? "vCenter's services are not up; after a restart they need some minutes"
      : "See whether the address is that of a vCenter, with /sdk as path, and no proxy answers in its place",
  });
}

function faultIn(bytes: Buffer, operation: string): Error | undefined {
  try {
    return faultOf(parseSmall(bytes), operation);
  } catch (error) {
    if (error instanceof VimError) return undefined; // not SOAP: told by its status
    throw error;
  }
}

function emptyAnswer(operation: string): string {
  return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><${operation}Response xmlns="urn:vim25"/></e:Body></e:Envelope>`;
}
