/** What a failure of SMTP means: whether trying again may help. It takes the server's words without anything secret. */
import { connectionError, cutError, withoutSecrets } from "../answer-error.js";
import { NotifyError } from "../errors.js";

interface Ground {
  readonly host: string;
  readonly stopped: boolean;
  readonly late: boolean;
  readonly timeoutMs: number;
  readonly secrets: readonly string[];
}

/** RFC 5321 4.2.1: 4yz may pass by itself, 5yz does not. */
export function mailError(error: unknown, { host, stopped, late, timeoutMs, secrets }: Ground): NotifyError {
  if (error instanceof NotifyError) return error;
  if (stopped || late) return cutError(host, stopped, timeoutMs);
  const { code, responseCode, response, message } = fieldsOf(error);
  if (code === "ETLS" || /certificate|self.signed|altnames/i.test(message)) {
    return new NotifyError("NOTIFY_TLS_REFUSED", `Cannot send mail through ${host} as TLS with a verified certificate must be had: it is not`, { retryable: true, hint: "Name the authority in caFile:, or see whether the server offers STARTTLS" });
  }
  if (code === "ETIMEDOUT") return cutError(host, false, timeoutMs);
  if (responseCode === undefined) return connectionError(host, error);
  const said = withoutSecrets(response, [...secrets, ...secrets.map((secret) => Buffer.from(secret).toString("base64"))]);
  return responseCode >= 400 && responseCode < 500
    ? new NotifyError("NOTIFY_SERVER_FAILED", `Cannot send mail through ${host} as it must accept it: ${said}`, { retryable: true, hint: "Look at the server's log" })
    : new NotifyError("NOTIFY_NOT_ACCEPTED", `Cannot send mail through ${host} as it must accept it: ${said}`, { hint: "Check login, sender and recipients, then run tetherd relay test" });
}

function fieldsOf(error: unknown): { readonly code: string; readonly responseCode: number | undefined; readonly response: string; readonly message: string } {
  const fields: Readonly<Record<string, unknown>> = typeof error === "object" && error !== null ? { ...error } : {};
  const [code, responseCode, response] = [fields["code"], fields["responseCode"], fields["response"]];
  return {
    code: typeof code === "string" ? code : "", responseCode: typeof responseCode === "number" ? responseCode : undefined, response: typeof response === "string" ? response : "",
    message: error instanceof Error ? error.message : "",
  };
}
