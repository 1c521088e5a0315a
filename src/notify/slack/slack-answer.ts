/** What Slack's Web API means by an answer: failures come with status 200 and a word of Slack's own. It judges one answer and asks nothing. */
import { retryAfterMsOf } from "../answer-error.js";
import { NotifyError } from "../errors.js";
import type { HttpAnswer } from "../safe-door.js";

export interface SlackAnswer {
  readonly ts?: string;
  readonly channel?: string;
  /** The message that was to be updated is not there any more. */
  readonly gone?: true;
}

/** Words of Slack's reference (chat.postMessage, chat.update) for what may pass by itself. */
const passing = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited", "external_channel_migrating"]);
const busy = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
const gone = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

/** Throws NotifyError. `now` in ms since the epoch. */
export function slackAnswer({ body, headers }: HttpAnswer, host: string, now: number): SlackAnswer {
  const answer = parsed(body);
  if (answer === undefined) {
    throw new NotifyError("NOTIFY_ANSWER_UNEXPECTED", `Cannot tell whether ${host} accepted the message as the answer must be Slack's JSON: it is something else`, { retryable: true, hint: "See what answers at that address" });
  }
  const { ok, error, ts, channel } = answer;
  if (ok === true) return { ...(typeof ts === "string" ? { ts } : {}), ...(typeof channel === "string" ? { channel } : {}) };
  const word = typeof error === "string" && /^[a-z_]{1,60}$/.test(error) ? error : "no reason given";
  if (gone.has(word)) return { gone: true };
  if (busy.has(word)) throw new NotifyError("NOTIFY_BUSY", `Cannot post to ${host} as it must have time for it: ${word}`, { retryable: true, retryAfterMs: retryAfterMsOf(headers["retry-after"], now), hint: "It is tried again when Slack allows it" });
  if (passing.has(word)) throw new NotifyError("NOTIFY_SERVER_FAILED", `Cannot post to ${host} as it must accept the message: ${word}`, { retryable: true, hint: "See Slack's status page" });
  throw new NotifyError("NOTIFY_NOT_ACCEPTED", `Cannot post to ${host} as it must accept the message: ${word}`, { hint: "Check token, channel and whether the bot is a member of it" });
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "ok" in value ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
