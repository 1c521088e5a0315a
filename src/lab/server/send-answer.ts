/** Puts an answer on the wire as vCenter's front proxy does, in chunks, or as far as a nuisance lets it. It chooses nothing. */
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { SoapAnswer } from "./answer-call.js";

const chunkBytes = 64 * 1024;

/** Resolves when all is handed to the socket; a client that has gone away is no error. `signal`: the client is gone. */
export async function sendAnswer(response: ServerResponse, answer: SoapAnswer, signal: AbortSignal): Promise<void> {
  if (answer.delayMs > 0) await delay(answer.delayMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted || response.destroyed) return;
  const body = Buffer.from(answer.body, "utf8");
  const most = answer.sentPercent === undefined || answer.sentPercent >= 100 ? body.length : Math.floor((body.length * answer.sentPercent) / 100);
  response.writeHead(answer.status, {
    "Content-Type": "text/xml; charset=utf-8", "Cache-Control": "no-cache", "X-Frame-Options": "DENY",
    ...(answer.setCookie === undefined ? {} : { "Set-Cookie": answer.setCookie }),
  });
  response.flushHeaders();
  for (let start = 0; start < most; start += chunkBytes) response.write(body.subarray(start, Math.min(most, start + chunkBytes)));
  const { socket } = response;
  if (answer.sentPercent === undefined) response.end();
  else if (answer.sentPercent >= 100) response.end(() => socket?.destroy());
  else if (most === 0) socket?.destroy();
  else response.write("", () => socket?.destroy());
}
