/** The keys of PagerDuty: whose integration it is, and where it is served. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { choice } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export interface PagerDutyConfig {
  readonly url: string;
  readonly way: Way;
  readonly routingKeyFile: string;
}

/** developer.pagerduty.com, Events API v2: one address for each service region. */
const addresses = { us: "https://events.pagerduty.com/v2/enqueue", eu: "https://events.eu.pagerduty.com/v2/enqueue" } as const;

const pagerDutyKeys = {
  routingKeyFile: { doc: "File with the integration key of an Events API v2 integration.", value: filePath, required: true, example: "/run/secrets/pagerduty" },
  region: { doc: "Where the account is served.", value: choice(["us", "eu"]), default: "us", example: "eu" },
  url: { doc: "Another address that takes the same events.", value: webAddress, default: "that of the region", example: "https://events.example.org/v2/enqueue" },
  ...wayKeys,
} as const;

export const pagerDutyConfig: ValueSpec<PagerDutyConfig> = configSpec(pagerDutyKeys, "Pages people with PagerDuty, Events API v2.", (read: ReadKeys<typeof pagerDutyKeys>, complain) => {
  if (read.routingKeyFile === undefined) return undefined;
  const way = wayOf(read);
  const url = read.url?.value ?? addresses[read.region?.value ?? "us"];
  const complaint = addressComplaint(url, way);
  return complaint === undefined ? { url, way, routingKeyFile: read.routingKeyFile.value } : complain(complaint, read.url?.valueOffset);
});
