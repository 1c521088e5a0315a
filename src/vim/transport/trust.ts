/**
 * Opens a TLS connection and judges the server's certificate before a single byte of HTTP is written: by thumbprint, by CA file or by
 * the known authorities. It never sends anything to a server it does not trust.
 */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { VimError } from "../errors.js";
import { deadlines, type TrustSettings } from "../settings.js";

const tcpKeepAliveMs = 30_000;

export interface Trust {
  readonly host: string;
  readonly port: number;
  readonly ca: string | undefined;
  readonly thumbprint: string | undefined;
  readonly insecure: boolean;
}

/** Throws VIM_CA_FILE, VIM_THUMBPRINT_FORMAT. */
export function trustOf(url: URL, settings: TrustSettings): Trust {
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 443 : Number(url.port),
    ca: settings.caFile === undefined ? undefined : readCaFile(settings.caFile),
    thumbprint: settings.thumbprint === undefined ? undefined : normalThumbprint(settings.thumbprint),
    insecure: settings.insecure === true,
  };
}

/**
 * A connection that may be written to. The second value is called to give up.
 * Rejects with VIM_CERTIFICATE_UNTRUSTED, VIM_THUMBPRINT_MISMATCH, VIM_NOT_TLS, VIM_TIMEOUT and whatever the network says.
 */
export function connectTrusted(trust: Trust): { readonly connected: Promise<TLSSocket>; readonly abandon: () => void } {
  // Verification is ours, below: only so can the message say what is wrong with which certificate.
  const socket = connect({
    host: trust.host, port: trust.port, rejectUnauthorized: false, minVersion: "TLSv1.2", ...(isIP(trust.host) === 0 ? { servername: trust.host } : {}),
    ...(trust.ca === undefined ? {} : { ca: trust.ca }),
  });
  const connected = new Promise<TLSSocket>((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(timedOut(trust)), deadlines.connectMs);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(connectFailure(error, trust));
    };
    socket.on("error", failed); // stays, so that an error is never without a listener while the connection changes hands
    socket.once("close", () => failed(lost(trust)));
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      const problem = judge(socket, trust);
      if (problem === undefined) {
        socket.setKeepAlive(true, tcpKeepAliveMs);
        resolve(socket);
      } else {
        reject(problem);
        socket.destroy();
      }
    });
  });
  return { connected, abandon: () => socket.destroy(lost(trust)) };
}

function judge(socket: TLSSocket, trust: Trust): VimError | undefined {
  const certificate = socket.getPeerCertificate();
  const seen = certificate.fingerprint256;
  if (trust.thumbprint !== undefined) {
    if (seen === trust.thumbprint) return undefined;
    return new VimError("VIM_THUMBPRINT_MISMATCH", `Cannot trust ${place(trust)} as its certificate must have the pinned SHA-256 thumbprint ${trust.thumbprint}: it has ${seen}`, {
      hint: "No password was sent. If the certificate was renewed on purpose, set the new thumbprint; if not, somebody may be in between",
    });
  }
  if (trust.insecure || socket.authorized) return undefined;
  const code = String(socket.authorizationError);
  return new VimError("VIM_CERTIFICATE_UNTRUSTED", `Cannot trust ${place(trust)} as its certificate must be valid and issued by a trusted authority: ${problemOf(code, certificate, trust)}; its SHA-256 thumbprint is ${seen}`, {
    hint: code === "ERR_TLS_CERT_ALTNAME_INVALID"
      ? "No password was sent. Use the name in the certificate as address, or pin this thumbprint after comparing it with the one vCenter shows"
      : "No password was sent. Give the authority's PEM file as CA file (caFile, TETHERD_VCENTER_CA_FILE), or pin this thumbprint (thumbprint, TETHERD_VCENTER_THUMBPRINT) after comparing it with the one vCenter shows",
  });
}

function problemOf(code: string, certificate: PeerCertificate, trust: Trust): string {
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return "it is self-signed";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `its issuer ${nameOf(certificate.issuer)} is not ${trust.ca === undefined ? "a known authority" : "in the CA file"}`;
    case "CERT_HAS_EXPIRED":
      return `it has expired on ${certificate.valid_to}`;
    case "CERT_NOT_YET_VALID":
      return `it is valid only from ${certificate.valid_from}`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `it is made out to ${certificate.subjectaltname ?? nameOf(certificate.subject)}, not to ${trust.host}`;
    default:
      return `OpenSSL says ${code}`;
  }
}

function nameOf(subject: PeerCertificate["subject"]): string {
  const name = subject.CN;
  return `"${Array.isArray(name) ? name.join(", ") : name}"`;
}

function readCaFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new VimError("VIM_CA_FILE", `Cannot read the CA file ${path}: ${reasonOf(error)}`, { cause: error, hint: "Give the path of a PEM file that the user of the daemon may read" });
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    throw new VimError("VIM_CA_FILE", `Cannot use ${path} as CA file as it must hold PEM certificates: it has no "BEGIN CERTIFICATE"`, {
      hint: "vCenter offers its authority's certificates at https://<vcenter>/certs/download.zip; a DER file is converted with: openssl x509 -inform der -in ca.crt -out ca.pem",
    });
  }
  return text;
}

function normalThumbprint(text: string): string {
  const digits = text.replace(/[^0-9a-fA-F]/g, "").toUpperCase();
  if (digits.length !== 64 || /[^0-9a-fA-F:\s]/.test(text)) {
    throw new VimError("VIM_THUMBPRINT_FORMAT", `Cannot use the thumbprint "${text}" as it must be SHA-256, 64 hexadecimal digits: it has ${digits.length}`, {
      hint: "A 40-digit one is SHA-1; show the right one with: openssl s_client -connect HOST:443 </dev/null | openssl x509 -noout -fingerprint -sha256",
    });
  }
  return digits.replace(/(..)(?!$)/g, "$1:");
}

function connectFailure(error: Error, trust: Trust): Error {
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof VimError || !(code === "EPROTO" || code.startsWith("ERR_SSL"))) return error;
  return new VimError("VIM_NOT_TLS", `Cannot speak TLS with ${place(trust)} as HTTPS must be served there: ${error.message.split("\n")[0] ?? code}`, {
    cause: error, hint: "See whether the port is right; vCenter's API is on 443 unless somebody moved it", retryable: true,
  });
}

function timedOut(trust: Trust): VimError {
  return new VimError("VIM_TIMEOUT", `Cannot connect to ${place(trust)} as it must answer within ${deadlines.connectMs / 1000} s: it did not`, {
    retryable: true, hint: "See whether the address and port are right and a firewall lets this machine through",
  });
}

function lost(trust: Trust): VimError {
  return new VimError("VIM_CONNECTION_LOST", `Cannot connect to ${place(trust)}: the connection was closed before it was secure`, { retryable: true });
}

export function place(trust: Pick<Trust, "host" | "port">): string {
  return `${trust.host}:${trust.port}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
