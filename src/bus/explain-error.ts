/**
 * From whatever the NATS client throws to what it means and what to do about it. The table is that of the tried error taxonomy: same code, same class.
 * It never decides whether to retry; `patient-calls.ts` does, by the kind named here.
 */
import { JetStreamApiError } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { BusError, type BusCode } from "./errors.js";

/**
 * `away`: nobody answered; `config`: a person must change something; `full`: back-pressure; `missing`: the stream is not there;
 * `conflict`: lost a compare-and-set; `absent`: no such message; `oversized`: this message can never be stored; `refused`: anything else.
 */
export type TroubleKind = "away" | "config" | "full" | "missing" | "conflict" | "absent" | "oversized" | "refused";

export interface Trouble {
  readonly kind: TroubleKind;
  readonly error: BusError;
}

const tlsCode = /^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS|ERR_SSL|ERR_OSSL|HOSTNAME_MISMATCH|EPROTO)/;

/** `what` names the stream or the address that was tried, for the message. */
export function explainError(error: unknown, what: string): Trouble {
  if (error instanceof BusError) return { kind: "config", error };
  for (const one of chainOf(error)) {
    const trouble = explainOne(one, what);
    if (trouble !== undefined) return trouble;
  }
  return trouble("refused", "BUS_REFUSED", `Cannot use ${what}: ${wordsOf(error)}`, "Look into the log of the NATS server", error, true);
}

function explainOne(error: Error, what: string): Trouble | undefined {
  if (error instanceof errors.PermissionViolationError) {
    const verb = error.operation === "publish" ? "publish to" : "subscribe to";
    return trouble("config", "BUS_PERMISSION_MISSING", `Cannot ${verb} "${error.subject.replace(/^_INBOX\..*/, "_INBOX.>")}": the NATS user has no permission for it`,
      "Give the user the permissions listed in docs/nats.md", error);
  }
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError) {
    return trouble("config", "BUS_AUTH_REFUSED", `Cannot log in to NATS at ${what}: the server refused the credentials (${error.message})`,
      "Check nats.credsFile, nats.nkeySeedFile, nats.username with nats.passwordFile, or nats.tokenFile", error);
  }
  if (error instanceof JetStreamApiError) return explainApiError(error, what);
  if (isNotEnabled(error)) {
    return error.cause instanceof JetStreamApiError
      ? trouble("config", "BUS_JETSTREAM_OFF", "Cannot use JetStream: it is not enabled for this NATS account", "Enable JetStream for the account in the server's configuration", error)
      : trouble("missing", "BUS_STREAM_MISSING", `Cannot use ${what}: no stream answers`, "tetherd declares it again by itself; check that JetStream is enabled", error, true);
  }
  if (error instanceof errors.InvalidArgumentError && error.message.includes("payload")) {
    return trouble("oversized", "BUS_MESSAGE_TOO_LARGE", `Cannot store a message in ${what}: ${error.message}`, "Raise max_payload of the NATS server", error);
  }
  if ((error instanceof errors.InvalidArgumentError || error instanceof errors.ConnectionError) && /['"]tls['"]/.test(error.message)) {
    return trouble("config", "BUS_TLS_REFUSED", `Cannot trust the connection to NATS at ${what}: the server offers no TLS, and nats.caFile or nats.certFile asks for it`,
      "Turn TLS on in the server's configuration, or remove nats.caFile and nats.certFile", error);
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code === "string" && tlsCode.test(code)) return tlsRefused(error, what);
  if (isAway(error) || typeof code === "string") {
    return trouble("away", "BUS_UNREACHABLE", `Cannot reach NATS ${what.startsWith("stream") || what === "JetStream" ? "for" : "at"} ${what}: ${wordsOf(error)}`,
      "Check nats.servers, that the server runs, and the network; a server that asks for a client certificate also looks like this (nats.certFile, nats.keyFile)", error, true);
  }
  return undefined;
}

function tlsRefused(error: Error, what: string): Trouble {
  const code = (error as NodeJS.ErrnoException).code;
  return trouble("config", "BUS_TLS_REFUSED", `Cannot trust the connection to NATS at ${what}: ${error.message}${code === undefined ? "" : ` (${code})`}`,
    "Set nats.caFile to the authority of the server's certificate, and reach the server by a name that stands in it", error);
}

/** The client does not export this class. It stands for "no responders" as well as for an account without JetStream. */
function isNotEnabled(error: Error): boolean {
  return error.name === "JetStreamNotEnabled";
}

function isAway(error: Error): boolean {
  return error instanceof errors.TimeoutError || error instanceof errors.ConnectionError || error instanceof errors.ClosedConnectionError
    || error instanceof errors.DrainingConnectionError || error instanceof errors.RequestError || error instanceof errors.ProtocolError;
}

/** Codes of nats-server's server/errors.json. */
function explainApiError(error: JetStreamApiError, what: string): Trouble {
  const said = `${error.message} (${error.code})`;
  switch (error.code) {
    case 10_059: return trouble("missing", "BUS_STREAM_MISSING", `Cannot use ${what}: ${said}`, "tetherd declares it again by itself", error, true);
    case 10_071: case 10_164: return trouble("conflict", "BUS_REFUSED", `Cannot write to ${what}: ${said}`, "Somebody else wrote first", error, true);
    case 10_037: case 10_057: return trouble("absent", "BUS_REFUSED", `Cannot read from ${what}: ${said}`, "The message is gone", error, true);
    case 10_077: case 10_023: case 10_028: case 10_002:
      return trouble("full", "BUS_STREAM_FULL", `Cannot store in ${what}: it is full (${said})`,
        "tetherd waits and loses nothing; raise nats.streamMaxMiB or the storage limits of the NATS server or account, or remove old messages", error, true);
    case 10_047:
      return trouble("config", "BUS_STORAGE_TOO_SMALL", `Cannot declare ${what}: the NATS server or account has less storage than its size limit asks for (${said})`,
        "Lower nats.streamMaxMiB, or raise max_file_store of the server or the storage limit of the account", error);
    case 10_054: return trouble("oversized", "BUS_MESSAGE_TOO_LARGE", `Cannot store a message in ${what}: ${said}`, "Remove max_msg_size from the stream", error);
    case 10_074: case 10_005:
      return trouble("config", "BUS_REPLICAS_REFUSED", `Cannot declare ${what} with the replicas asked for: ${said}`,
        "Set nats.replicas to at most the number of JetStream servers in the cluster", error);
    case 10_052: case 10_058: case 10_065:
      return trouble("config", "BUS_STREAM_MISMATCH", `Cannot declare ${what}: ${said}`,
        "A stream of another make stands in the way: rename or remove it, or choose another site name", error);
    default: return trouble(error.status === 503 ? "away" : "refused", "BUS_REFUSED", `Cannot use ${what}: ${said}`, "Look into the log of the NATS server", error, true);
  }
}

function trouble(kind: TroubleKind, code: BusCode, message: string, hint: string, cause: unknown, retryable = false): Trouble {
  return { kind, error: new BusError(code, message, { hint, cause, retryable }) };
}

/** The error and its causes, innermost first: the client wraps what the server said. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 5; one = one.cause) {
    if (isNotEnabled(one)) return [one];
    chain.unshift(one);
  }
  return chain;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
