/**
 * A bridge at an address: each message is posted as the relay's webhook does, and the status is the answer. One that asks for time is given it, once after the other;
 * nothing else is sent twice.
 */
import { setTimeout as pause } from "node:timers/promises";
import { patienceMessages, type Bridge, type BridgeAnswer, type BridgeMessage } from "../../bus/bridge.js";
import { NotifyError } from "../../notify/errors.js";
import type { SecretFile } from "../../notify/notifier.js";
import type { SafeDoor } from "../../notify/safe-door.js";
import { readHeader, readToken } from "../../notify/secret-text.js";
import { signatureOf } from "../../notify/webhook/signature-of.js";

export interface BridgeAtUrl {
  readonly url: string;
  readonly timeoutMs: number;
  readonly caFile: string | undefined;
  readonly signingKey: SecretFile | undefined;
  /** By header name. */
  readonly headers: Readonly<Record<string, SecretFile>>;
}

/** Wherever the operator points it: the address was typed, and comes from no message. */
const anywhere = [{ family: "ipv4", address: "0.0.0.0", prefix: 0 }, { family: "ipv6", address: "::", prefix: 0 }] as const;
const defaultBusyMs = 1_000;

export function urlBridge(at: BridgeAtUrl, door: SafeDoor): Bridge {
  return {
    send: async (messages, signal) => {
      const answers: BridgeAnswer[] = [];
      for (const message of messages) {
        if (signal.aborted || answers.filter(({ outcome }) => outcome === "unanswered").length >= patienceMessages) break;
        answers.push(await patiently(at, message, door, signal));
      }
      return answers;
    },
  };
}

async function patiently(at: BridgeAtUrl, message: BridgeMessage, door: SafeDoor, signal: AbortSignal): Promise<BridgeAnswer> {
  const began = performance.now();
  const since = (): number => Math.round(performance.now() - began);
  let asked = "";
  for (;;) {
    try {
      const status = await post(at, message, door, signal);
      return asked === "" ? { outcome: "accepted", words: String(status), ms: since() } : { outcome: "busy", words: `${asked}, then ${status}`, ms: since() };
    } catch (error) {
      if (!(error instanceof NotifyError) || error.code === "NOTIFY_SECRET_UNUSABLE" || error.code === "NOTIFY_ABORTED") throw error;
      const waitMs = error.retryAfterMs ?? defaultBusyMs;
      if (error.code !== "NOTIFY_BUSY" || since() + waitMs > at.timeoutMs) return { ...meaningOf(error), ms: since() };
      asked = String(error.status ?? "busy");
      await pause(waitMs, undefined, { signal });
    }
  }
}

function meaningOf({ status, code }: NotifyError): Pick<BridgeAnswer, "outcome" | "words"> {
  if (status !== undefined) return { outcome: "refused", words: String(status) };
  return { outcome: "unanswered", words: code === "NOTIFY_TIMEOUT" ? "no answer" : code.slice("NOTIFY_".length).toLowerCase().replaceAll("_", " ") };
}

async function post({ url, timeoutMs, caFile, signingKey, headers }: BridgeAtUrl, { msgID = "", body }: BridgeMessage, door: SafeDoor, signal: AbortSignal): Promise<number> {
  const own = await Promise.all(Object.entries(headers).map(async ([name, file]) => [name, await readHeader(file)] as const));
  const key = signingKey === undefined ? undefined : await readToken(signingKey);
  const { status } = await door.request({
    url, method: "POST", body, way: { timeoutMs, caFile, allow: anywhere, plainHttp: true }, secrets: [...own.map(([, value]) => value), ...(key === undefined ? [] : [key])],
    headers: { ...Object.fromEntries(own), "content-type": "application/cloudevents+json", ...(key === undefined ? {} : signatureOf(key, msgID, Math.floor(Date.now() / 1_000), body)) },
  }, signal);
  return status;
}
