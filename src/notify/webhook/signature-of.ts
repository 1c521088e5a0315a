/** Signs what a webhook is sent, so that its receiver knows who sent it and when. It keeps no key. */
import { createHmac } from "node:crypto";

/** Standard Webhooks 1.0: base64 of HMAC-SHA256 over "id.timestamp.body"; a key that begins with whsec_ is base64. */
export function signatureOf(signingKey: string, id: string, timestamp: number, body: string): Readonly<Record<string, string>> {
  const bytes = signingKey.startsWith("whsec_") ? Buffer.from(signingKey.slice("whsec_".length), "base64") : Buffer.from(signingKey, "utf8");
  const signature = createHmac("sha256", bytes).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
}
