/**
 * Posts to Slack. With a bot's token an alert is one message, kept up to date in place, and each change a reply in its thread; through an incoming webhook each change
 * is a message. It never asks Slack to look for links or names in what it posts.
 */
import type { NotifierGround, NotifierSpec, Told } from "../notifier.js";
import { isDecision, pageOf } from "../page.js";
import { readAddress } from "../secret-text.js";
import { commandsBlock, messageOf } from "./blocks-of.js";
import { callSlack, type Bot } from "./call-slack.js";
import { slackConfig, type SlackConfig } from "./config.js";
import { slackButtons } from "./slack-buttons.js";

const quiet = { unfurl_links: false, unfurl_media: false, link_names: false, parse: "none" } as const;

export const slack: NotifierSpec<SlackConfig> = {
  // It takes one a second in a channel.
  name: "slack", summary: "Slack, by a bot or an incoming webhook", config: slackConfig, pace: { perMinute: 30, atOnce: 1 }, buttons: slackButtons,
  create: (config, ground) => (config.kind === "bot" ? bot(config, ground) : incomingWebhook(config, ground)),
};

function bot(config: Bot, ground: NotifierGround): ReturnType<NotifierSpec<SlackConfig>["create"]> {
  const { channel, buttons } = config;
  const call = callSlack(config, ground);
  const post = async (body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Told> => {
    const { ts, channel: where } = await call("chat.postMessage", { channel, ...quiet, ...body }, signal);
    return ts === undefined ? {} : { memory: { ts, channel: where ?? channel } };
  };
  return {
    notify: async (notification, memory, signal) => {
      const page = pageOf(notification);
      const message = messageOf(page, buttons !== undefined);
      const [ts, where] = [memory?.["ts"], memory?.["channel"]];
      if (ts === undefined || where === undefined) return post({ ...message }, signal);
      const { gone } = await call("chat.update", { channel: where, ts, ...message, link_names: false, parse: "none" }, signal);
      if (gone === true) return post({ ...message }, signal);
      await call("chat.postMessage", { channel: where, thread_ts: ts, ...quiet, text: message.text, blocks: [...message.blocks.slice(0, 2), ...commandsBlock(page.commands.filter(isDecision))] }, signal);
      return { memory: { ts, channel: where } };
    },
  };
}

function incomingWebhook({ way, urlFile }: Extract<SlackConfig, { kind: "webhook" }>, { door, secret }: NotifierGround): ReturnType<NotifierSpec<SlackConfig>["create"]> {
  const file = secret(urlFile, "slack.urlFile");
  return {
    notify: async (notification, _memory, signal) => {
      const url = await readAddress(file);
      await door.request({ url, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...messageOf(pageOf(notification)), unfurl_links: false, unfurl_media: false }), way, secrets: [url] }, signal);
      return {};
    },
  };
}
