/**
 * What notifiers need of the way out: one HTTP request to a host that stands in the settings. They never open a connection themselves.
 */

export interface HttpRequest {
  /** From the settings, never from an alert. */
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  /** 200 to 299: everything else is thrown. */
  readonly status: number;
  /** Lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/** Throws NotifyError for everything but 2xx; follows no redirect. */
export interface SafeDoor {
  readonly request: (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;
}
