/** The keys of mail: the server that takes it, who sends, who gets it. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { choice, oneOrMore, plainText, wholeNumber } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { configSpec, filePath, reachKeys, wayOf } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export const mailSecurities = ["starttls", "tls", "none"] as const;

export interface MailConfig {
  readonly host: string;
  readonly port: number;
  readonly security: (typeof mailSecurities)[number];
  readonly way: Way;
  readonly login: { readonly username: string; readonly passwordFile: string } | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

const address = plainText({ max: 254, pattern: "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", allowed: "a plain mail address such as storage@example.org" });

const mailKeys = {
  host: { doc: "The SMTP server.", value: plainText({ max: 253, pattern: "^[A-Za-z0-9:]([A-Za-z0-9.:-]*[A-Za-z0-9:])?$", allowed: "a host name or address" }), required: true, example: "smtp.example.org" },
  port: { doc: "Its port.", value: wholeNumber(1, 65_535), default: "587 with starttls, 465 with tls, 25 with none", example: "587" },
  security: { doc: "starttls: begins in plain and is refused without TLS. tls: from the first byte. none: anybody on the way can read it; no login is possible then.", value: choice(mailSecurities), default: "starttls", example: "starttls" },
  username: { doc: "Name for the login.", value: plainText({ max: 256, allowed: "a text of at most 256 characters" }), example: "tetherd@example.org" },
  passwordFile: { doc: "File with its password.", value: filePath, example: "/run/secrets/smtp" },
  from: { doc: "Who the mail is from.", value: address, required: true, example: "tetherd@example.org" },
  to: { doc: "Who gets it.", value: oneOrMore(address, 50), required: true, example: "[storage@example.org]" },
  ...reachKeys,
} as const;

const ports = { starttls: 587, tls: 465, none: 25 } as const;

export const mailConfig: ValueSpec<MailConfig> = configSpec(mailKeys, "Sends mail over SMTP.", (read: ReadKeys<typeof mailKeys>, complain) => {
  if (read.host === undefined || read.from === undefined || read.to === undefined) return undefined;
  const security = read.security?.value ?? "starttls";
  const [username, passwordFile] = [read.username?.value, read.passwordFile?.value];
  if ((username === undefined) !== (passwordFile === undefined)) return complain("has one of username and passwordFile; allowed: both, or none");
  if (username !== undefined && security === "none") return complain("has a login and security: none; allowed: starttls or tls, so that the password is not sent in plain", read.username?.offset);
  return {
    host: read.host.value, port: read.port?.value ?? ports[security], security, way: wayOf({ ...read, plainHttp: undefined }),
    login: username === undefined || passwordFile === undefined ? undefined : { username, passwordFile }, from: read.from.value, to: read.to.value,
  };
});
