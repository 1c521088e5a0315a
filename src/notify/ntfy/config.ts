/** The keys of ntfy: server, topic and token. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { plainText } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export interface NtfyConfig {
  readonly url: string;
  readonly way: Way;
  readonly topic: string;
  readonly tokenFile: string | undefined;
}

const ntfyKeys = {
  url: { doc: "The server, without the topic.", value: webAddress, required: true, example: "https://ntfy.example.org" },
  topic: { doc: "The topic; who knows its name can read it, unless the server has accounts.", value: plainText({ max: 64, pattern: "^[-_A-Za-z0-9]+$", allowed: "letters, digits, - and _, at most 64" }), required: true, example: "vm-alerts" },
  tokenFile: { doc: "File with an access token.", value: filePath, example: "/run/secrets/ntfy" },
  ...wayKeys,
} as const;

export const ntfyConfig: ValueSpec<NtfyConfig> = configSpec(ntfyKeys, "Pushes to telephones with ntfy.", (read: ReadKeys<typeof ntfyKeys>, complain) => {
  if (read.url === undefined || read.topic === undefined) return undefined;
  const way = wayOf(read);
  const complaint = addressComplaint(read.url.value, way);
  return complaint === undefined ? { url: read.url.value, way, topic: read.topic.value, tokenFile: read.tokenFile?.value } : complain(complaint, read.url.valueOffset);
});
