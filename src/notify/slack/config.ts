/** The keys of Slack: a bot's token and a channel, or the address of an incoming webhook. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { plainText } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export type SlackConfig =
  | { readonly kind: "bot"; readonly way: Way; readonly apiUrl: string; readonly tokenFile: string; readonly channel: string }
  | { readonly kind: "webhook"; readonly way: Way; readonly urlFile: string };

const slackKeys = {
  tokenFile: { doc: "File with a bot token (xoxb-…) that may use chat:write; messages are then updated in place, with a thread for what changes.", value: filePath, example: "/run/secrets/slack-token" },
  channel: { doc: "Id of the channel that the bot is a member of.", value: plainText({ max: 32, pattern: "^[CGD][A-Z0-9]{2,31}$", allowed: "a channel's id such as C0123456789 (in Slack: About this channel)" }), example: "C0123456789" },
  urlFile: { doc: "Instead of these: file with the address of an incoming webhook. Each change is then a message of its own.", value: filePath, example: "/run/secrets/slack-url" },
  apiUrl: { doc: "Another address of the Web API.", value: webAddress, default: "https://slack.com/api", example: "https://slack.com/api" },
  ...wayKeys,
} as const;

export const slackConfig: ValueSpec<SlackConfig> = configSpec(slackKeys, "Posts to Slack.", (read: ReadKeys<typeof slackKeys>, complain) => {
  const [tokenFile, channel, urlFile] = [read.tokenFile?.value, read.channel?.value, read.urlFile?.value];
  const way = wayOf(read);
  if (urlFile !== undefined && tokenFile === undefined && read.channel === undefined) return { kind: "webhook", way, urlFile };
  if (urlFile !== undefined || tokenFile === undefined || channel === undefined) return complain("needs tokenFile and channel, or urlFile alone");
  const apiUrl = read.apiUrl?.value ?? "https://slack.com/api";
  const complaint = addressComplaint(apiUrl, way);
  return complaint === undefined ? { kind: "bot", way, apiUrl: apiUrl.replace(/\/+$/, ""), tokenFile, channel } : complain(complaint, read.apiUrl?.valueOffset);
});
