/** The keys of an Alertmanager: its instances and how they know us. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { oneOrMore, plainText } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export interface AlertmanagerConfig {
  /** Without a slash at the end. */
  readonly urls: readonly string[];
  readonly way: Way;
  readonly tokenFile: string | undefined;
  readonly login: { readonly username: string; readonly passwordFile: string } | undefined;
}

const alertmanagerKeys = {
  url: { doc: "Address of each instance, with its prefix if it has one; all of them are told, as they ask for.", value: oneOrMore(webAddress, 8), required: true, example: "[https://am-1.example.org, https://am-2.example.org]" },
  tokenFile: { doc: "File with a bearer token.", value: filePath, example: "/run/secrets/am-token" },
  username: { doc: "Name for HTTP basic authentication.", value: plainText({ max: 256, pattern: "^[\\x21-\\x39\\x3B-\\x7E]+$", allowed: "printable ASCII without blanks and colons" }), example: "tetherd" },
  passwordFile: { doc: "File with its password.", value: filePath, example: "/run/secrets/am-password" },
  ...wayKeys,
} as const;

export const alertmanagerConfig: ValueSpec<AlertmanagerConfig> = configSpec(alertmanagerKeys, "Hands alerts to Prometheus Alertmanager, API v2.", (read: ReadKeys<typeof alertmanagerKeys>, complain) => {
  if (read.url === undefined) return undefined;
  const way = wayOf(read);
  const complaint = read.url.value.map((url) => addressComplaint(url, way)).find((found) => found !== undefined);
  if (complaint !== undefined) return complain(complaint, read.url.valueOffset);
  const [username, passwordFile, tokenFile] = [read.username?.value, read.passwordFile?.value, read.tokenFile?.value];
  if ((username === undefined) !== (passwordFile === undefined)) return complain("has one of username and passwordFile; allowed: both, or none");
  if (username !== undefined && tokenFile !== undefined) return complain("has tokenFile and username; allowed: one of them");
  return { urls: read.url.value.map((url) => url.replace(/\/+$/, "")), way, tokenFile, login: username === undefined || passwordFile === undefined ? undefined : { username, passwordFile } };
});
