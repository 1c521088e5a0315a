/**
 * One HTTPS exchange after the other over kept-alive, trusted connections, each within a deadline that covers its whole body.
 * It never follows redirects, never repeats anything that could have an effect, and knows nothing of SOAP.
 */
import { Agent as HttpAgent, type ClientRequestArgs, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Duplex } from "node:stream";
import { VimError } from "../errors.js";
import { connectTrusted, place, type Trust } from "./trust.js";

/** Connections at once: a wait, a reader, a cancel, and one to spare. */
const mostConnections = 4;

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** True when sending it twice does no harm; then a kept-alive connection that turns out to be dead is replaced once. */
  readonly repeatable: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Buffer>;
}

export class HttpsExchanges {
  readonly trust: Trust;
  readonly #agent: TrustedAgent;

  constructor(trust: Trust) {
    this.trust = trust;
    this.#agent = new TrustedAgent(trust);
  }

  /**
   * Sends the request and lets `consume` read the answer; resolves with what that says. Rejects with VIM_TIMEOUT, VIM_ABORTED,
   * VIM_CONNECTION_LOST, VIM_CONNECTION_REFUSED, VIM_HOST_UNKNOWN, trust's errors, and whatever `consume` throws.
   */
  async run<Value>(exchange: Exchange, consume: (answer: Answer) => Promise<Value>): Promise<Value> {
    try {
      return await this.#once(exchange, consume);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (exchange.repeatable) return await this.#once(exchange, consume);
      throw error.reason;
    }
  }

  /** Ends every connection. */
  close(): void {
    this.#agent.close();
  }

  async #once<Value>(exchange: Exchange, consume: (answer: Answer) => Promise<Value>): Promise<Value> {
    const { signal, deadlineMs } = exchange;
    if (signal?.aborted === true) throw aborted();
    const { host, port } = this.trust;
    const sent = request({
      host, port, agent: this.#agent, method: exchange.method, path: exchange.path,
      headers: exchange.body === undefined ? exchange.headers : { ...exchange.headers, "Content-Length": String(Buffer.byteLength(exchange.body)) },
    });
    const timer = setTimeout(() => sent.destroy(timedOut(this.trust, deadlineMs)), deadlineMs);
    const onAbort = (): void => void sent.destroy(aborted());
    signal?.addEventListener("abort", onAbort, { once: true });
    let ended: Error | undefined;
    try {
      const message = await new Promise<IncomingMessage>((resolve, reject) => {
        sent.once("response", resolve);
        sent.on("error", (error) => {
          ended ??= error;
          reject(error);
        });
        sent.end(exchange.body);
      });
      try {
        return await consume({ status: message.statusCode ?? 0, headers: message.headers, body: message as AsyncIterable<Buffer> });
      } finally {
        if (!message.complete) message.destroy(); // what nobody read must not keep the connection
      }
    } catch (error) {
      // The reason we destroyed it for says more than the body's "aborted".
      const reason = networkFailure(ended instanceof VimError ? ended : error, this.trust);
      if (sent.reusedSocket && isReset(error)) throw new StaleConnection(reason);
      throw reason;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

class StaleConnection extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("a kept-alive connection was dead");
    this.reason = reason;
  }
}

/** Hands out connections only after `connectTrusted` has judged them. */
class TrustedAgent extends HttpAgent {
  readonly #trust: Trust;
  readonly #connecting = new Set<() => void>();

  constructor(trust: Trust) {
    super({ keepAlive: true, maxSockets: mostConnections, maxFreeSockets: mostConnections });
    this.#trust = trust;
    Object.assign(this, { protocol: "https:", defaultPort: 443 });
  }

  override createConnection(_options: ClientRequestArgs, done: (error: Error | null, socket: Duplex) => void): undefined {
    const { connected, abandon } = connectTrusted(this.#trust);
    const failed = done as (error: Error) => void;
    this.#connecting.add(abandon);
    void connected
      .then((socket) => done(null, socket), (error: unknown) => failed(error instanceof Error ? error : new Error(String(error))))
      .finally(() => this.#connecting.delete(abandon));
    return undefined;
  }

  close(): void {
    for (const abandon of this.#connecting) abandon();
    this.destroy();
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

/** Errors of the network in our words; others as they are. */
function networkFailure(error: unknown, trust: Trust): unknown {
  if (error instanceof VimError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  const at = place(trust);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new VimError("VIM_HOST_UNKNOWN", `Cannot reach ${at} as the name must resolve to an address: ${code === "ENOTFOUND" ? "nobody knows it" : "the name server does not answer"} (${code})`, {
        cause: error, retryable: true, hint: "See whether the host name is spelled right and this machine's name server knows it",
      });
    case "ECONNREFUSED":
      return new VimError("VIM_CONNECTION_REFUSED", `Cannot connect to ${at} as somebody must listen there: the connection was refused`, {
        cause: error, retryable: true, hint: "See whether host and port are right and vCenter's services are started; after a restart they need some minutes",
      });
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new VimError("VIM_TIMEOUT", `Cannot connect to ${at} as it must be reachable from here: ${code}`, { cause: error, retryable: true, hint: "See whether a route and the firewalls lead there" });
    case "ECONNRESET":
    case "EPIPE":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return new VimError("VIM_CONNECTION_LOST", `Cannot complete a call to ${at} as the connection must last until the whole answer is here: it was lost (${code})`, { cause: error, retryable: true });
    default:
      if (code.startsWith("HPE_")) return new VimError("VIM_HTTP_STATUS", `Cannot read the answer of ${at} as it must be HTTP: ${error.message}`, { cause: error, retryable: true });
      if (code === "") return error;
      return new VimError("VIM_CONNECTION_LOST", `Cannot complete a call to ${at}: ${error.message}`, { cause: error, retryable: true });
  }
}

export function aborted(): VimError {
  return new VimError("VIM_ABORTED", "The call was given up because it is not needed any more", { retryable: true });
}

function timedOut(trust: Trust, deadlineMs: number): VimError {
  return new VimError("VIM_TIMEOUT", `Cannot complete a call to ${place(trust)} as its whole answer must be here within ${Math.round(deadlineMs / 1000)} s: it was not`, {
    retryable: true, hint: "If this comes back, see how busy vCenter is and whether something between throttles or holds the connection",
  });
}
