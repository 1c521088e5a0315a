/**
 * Whether a request comes from Slack: its signature over time and raw body (docs.slack.dev, "Verifying requests from Slack", version v0). It keeps no secret and knows no
 * clock.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Posted } from "../buttons.js";

/** Slack's own advice: what is older may be somebody else's copy. */
const longestAgeMs = 300_000;

/** Undefined: signed by whoever has the secret, and lately. `now` in ms since the epoch. */
export function signatureComplaint(signingSecret: string, { headers, body }: Posted, now: number): string | undefined {
  const [timestamp, signature] = [headers["x-slack-request-timestamp"], headers["x-slack-signature"]];
  if (typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp) || typeof signature !== "string" || !/^v0=[0-9a-f]{64}$/.test(signature)) return "it has no signature of Slack";
  const wanted = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  if (!timingSafeEqual(wanted, Buffer.from(signature.slice("v0=".length), "hex"))) return "its signature is not that of this app";
  return Math.abs(now - Number(timestamp) * 1_000) > longestAgeMs ? "it is older than five minutes, or the clocks differ by so much" : undefined;
}
