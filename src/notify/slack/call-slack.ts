/** One call of Slack's Web API with a bot's token. It tries once, and judges only whether Slack took it. */
import type { NotifierGround } from "../notifier.js";
import { readToken } from "../secret-text.js";
import type { SlackConfig } from "./config.js";
import { slackAnswer, type SlackAnswer } from "./slack-answer.js";

export type Bot = Extract<SlackConfig, { kind: "bot" }>;
/** Throws NotifyError. */
type CallSlack = (method: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<SlackAnswer>;

export function callSlack({ way, apiUrl, tokenFile }: Bot, { door, secret, now }: NotifierGround): CallSlack {
  const file = secret(tokenFile, "slack.tokenFile");
  return async (method, body, signal) => {
    const token = await readToken(file);
    const answer = await door.request({
      url: `${apiUrl}/${method}`, method: "POST", headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` }, body: JSON.stringify(body), way, secrets: [token],
    }, signal);
    return slackAnswer(answer, new URL(apiUrl).host, now());
  };
}
