/** The keys of Slack: a bot's token and a channel, or the address of an incoming webhook. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import { keys } from "../../policies/skeleton/keys.js";
import { oneOrMore, plainText } from "../../policies/skeleton/plain-values.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import type { ListenAddress } from "../buttons.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export type SlackConfig =
  | { readonly kind: "bot"; readonly way: Way; readonly apiUrl: string; readonly tokenFile: string; readonly channel: string; readonly buttons: SlackButtonsConfig | undefined }
  | { readonly kind: "webhook"; readonly way: Way; readonly urlFile: string };

interface SlackButtonsConfig {
  readonly signingSecretFile: string;
  /** Ids of those who may press; at least one. */
  readonly users: readonly string[];
  readonly listen: ListenAddress;
}

const defaultListen: ListenAddress = { host: "127.0.0.1", port: 9466 };

const buttonKeys = {
  signingSecretFile: { doc: "File with the app's signing secret (Basic Information, App Credentials): only what is signed with it counts.", value: filePath, required: true, example: "/run/secrets/slack-signing-secret" },
  users: { doc: "Ids of the people who may approve and refuse; nobody else may, whoever sees the channel.", value: oneOrMore(plainText({ max: 32, pattern: "^[UW][A-Z0-9]{2,31}$", allowed: "a member's id such as U0123ABCD (in Slack: Profile, Copy member ID)" }), 500), required: true, example: "[U0123ABCD, U0456EFGH]" },
  listen: { doc: "host:port where Slack's requests come in, through a proxy that speaks https to the world.", value: listenAddress(), default: "127.0.0.1:9466", example: "127.0.0.1:9466" },
} as const;

function listenAddress(): ValueSpec<ListenAddress> {
  const text = plainText({ max: 260, pattern: "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}$", allowed: "host:port such as 127.0.0.1:9466" });
  return {
    ...text,
    read: (node, name, reading) => {
      const read = text.read(node, name, reading);
      const at = read?.lastIndexOf(":") ?? 0;
      return read === undefined ? undefined : { host: read.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(read.slice(at + 1)) };
    },
  };
}

const slackKeys = {
  tokenFile: { doc: "File with a bot token (xoxb-…) that may use chat:write; messages are then updated in place, with a thread for what changes.", value: filePath, example: "/run/secrets/slack-token" },
  channel: { doc: "Id of the channel that the bot is a member of.", value: plainText({ max: 32, pattern: "^[CGD][A-Z0-9]{2,31}$", allowed: "a channel's id such as C0123456789 (in Slack: About this channel)" }), example: "C0123456789" },
  urlFile: { doc: "Instead of these: file with the address of an incoming webhook. Each change is then a message of its own.", value: filePath, example: "/run/secrets/slack-url" },
  buttons: { doc: "With a bot: a proposed action has the buttons Approve and Refuse. Without this nothing listens, and there are none.", value: keys(buttonKeys, "Buttons in Slack."), default: "none", example: "{ signingSecretFile: /run/secrets/slack-signing-secret, users: [U0123ABCD] }" },
  apiUrl: { doc: "Another address of the Web API.", value: webAddress, default: "https://slack.com/api", example: "https://slack.com/api" },
  ...wayKeys,
} as const;

export const slackConfig: ValueSpec<SlackConfig> = configSpec(slackKeys, "Posts to Slack.", (read: ReadKeys<typeof slackKeys>, complain) => {
  const [tokenFile, channel, urlFile] = [read.tokenFile?.value, read.channel?.value, read.urlFile?.value];
  const way = wayOf(read);
  if (urlFile !== undefined && tokenFile === undefined && read.channel === undefined && read.buttons === undefined) return { kind: "webhook", way, urlFile };
  if (urlFile !== undefined || tokenFile === undefined || channel === undefined) return complain(read.buttons === undefined ? "needs tokenFile and channel, or urlFile alone" : "needs tokenFile and channel for buttons");
  const apiUrl = read.apiUrl?.value ?? "https://slack.com/api";
  const { signingSecretFile, users, listen } = read.buttons?.value ?? {};
  if (read.buttons !== undefined && (signingSecretFile === undefined || users === undefined)) return undefined;
  const buttons = signingSecretFile === undefined || users === undefined ? undefined : { signingSecretFile: signingSecretFile.value, users: users.value, listen: listen?.value ?? defaultListen };
  const complaint = addressComplaint(apiUrl, way);
  return complaint === undefined ? { kind: "bot", way, apiUrl: apiUrl.replace(/\/+$/, ""), tokenFile, channel, buttons } : complain(complaint, read.apiUrl?.valueOffset);
});
