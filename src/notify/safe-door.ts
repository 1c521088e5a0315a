/**
 * What notifiers need of the way out: one HTTP request to a host that stands in the settings. They never open a connection themselves.
 */
import type { Network } from "./addresses.js";

/** How to get there, from the settings of the receiver. */
export interface Way {
  /** The whole exchange may take so long. */
  readonly timeoutMs: number;
  /** PEM file with the authority that signed the receiver's certificate, beside those Node knows. */
  readonly caFile?: string | undefined;
  /** Addresses that are reached although they are refused to all others. */
  readonly allow: readonly Network[];
  /** http:// is accepted. */
  readonly plainHttp: boolean;
}

export interface HttpRequest {
  /** From the settings, never from an alert. */
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly way: Way;
  /** Taken out of whatever an error says; the url's path and query are taken out anyway. */
  readonly secrets: readonly string[];
}

export interface HttpAnswer {
  /** 200 to 299: everything else is thrown. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/** Throws NotifyError for everything but 2xx; follows no redirect. */
export interface SafeDoor {
  readonly request: (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;
}
