/**
 * What an unwanted answer or a broken connection means: whether trying again may help, and when. It names host and status, and of the answer's
 * text a little, without anything secret.
 */
import { cleanText } from "./clean-text.js";
import { NotifyError } from "./errors.js";

/** Longer waits than this are taken for a mistake of the receiver. */
const maxRetryAfterMs = 86_400_000;

interface Answered {
  readonly host: string;
  readonly status: number;
  /** Of the header Retry-After. */
  readonly retryAfter: string | undefined;
  readonly body: string;
  readonly secrets: readonly string[];
  /** Ms since the epoch. */
  readonly now: number;
}

/** The error of any answer that is not 2xx. */
export function answerError({ host, status, retryAfter, body, secrets, now }: Answered): NotifyError {
  const said = withoutSecrets(body, secrets);
  const what = `it answered ${status}${said === "" ? "" : ` (${said})`}`;
  const retryAfterMs = retryAfterMsOf(retryAfter, now);
  if (status >= 300 && status < 400) {
    return new NotifyError("NOTIFY_REDIRECTED", `Cannot send to ${host} as redirects are not followed: it answered ${status}`, { status, hint: "Give the final address in the settings" });
  }
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    return new NotifyError("NOTIFY_BUSY", `Cannot send to ${host} as it must have time for it: ${what}`, { status, retryable: true, retryAfterMs, hint: "It is tried again when the receiver allows it" });
  }
  if (status === 408 || status === 425 || status >= 500) {
    return new NotifyError("NOTIFY_SERVER_FAILED", `Cannot send to ${host} as it must accept the message: ${what}`, { status, retryable: true, retryAfterMs, hint: "Look at the receiver's own log" });
  }
  return new NotifyError("NOTIFY_NOT_ACCEPTED", `Cannot send to ${host} as it must accept the message: ${what}`, { status, hint: "Check the receiver's address, token and channel, then run tetherd relay test" });
}

/** Seconds or a date (RFC 9110 10.2.3); undefined when it is neither. */
export function retryAfterMsOf(text: string | undefined, now: number): number | undefined {
  const trimmed = text?.trim() ?? "";
  const waitMs = /^\d{1,9}(\.\d+)?$/.test(trimmed) ? Number(trimmed) * 1_000 : trimmed === "" ? Number.NaN : Date.parse(trimmed) - now;
  return Number.isFinite(waitMs) ? Math.min(maxRetryAfterMs, Math.max(0, Math.ceil(waitMs))) : undefined;
}

/** The beginning of what a receiver said, with every secret taken out in whatever spelling it may echo it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter((secret) => secret !== "").flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").replace(/=+$/, ""), JSON.stringify(secret).slice(1, -1)]);
  return cleanText([...new Set(spellings)].sort((a, b) => b.length - a.length).reduce((so, spelling) => so.replaceAll(spelling, "********"), text), 200);
}

const unknownHost = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);
const untrusted = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH|ETLS)/;

/** The error of an exchange that ended without an answer. NotifyErrors pass as they are. */
export function connectionError(host: string, error: unknown): NotifyError {
  if (error instanceof NotifyError) return error;
  const code = codeOf(error);
  if (unknownHost.has(code)) return new NotifyError("NOTIFY_HOST_UNKNOWN", `Cannot send to ${host} as its name must resolve: ${code}`, { retryable: true, hint: "Check spelling and name server" });
  if (untrusted.test(code)) {
    return new NotifyError("NOTIFY_TLS_REFUSED", `Cannot send to ${host} as its certificate must be verified: ${code}`, { retryable: true, hint: "Name the authority that signed it in caFile: of the receiver" });
  }
  return new NotifyError("NOTIFY_UNREACHABLE", `Cannot send to ${host} as it must be reachable: ${code}`, { retryable: true, hint: "Check port, route and firewall" });
}

/** The code alone: messages of the system may repeat what was sent. Of several attempts, that of the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "connection lost";
}

/** The error of an exchange that was cut, by the stop or by its time limit. */
export function cutError(host: string, byStop: boolean, timeoutMs: number): NotifyError {
  return byStop
    ? new NotifyError("NOTIFY_ABORTED", `Cannot finish sending to ${host} as tetherd must stop: the attempt was cut`, { retryable: true })
    : new NotifyError("NOTIFY_TIMEOUT", `Cannot send to ${host} as the answer must come within ${timeoutMs} ms: it did not`, { retryable: true, hint: "Check route and firewall, or give the receiver more time" });
}
