/** Posts to Mattermost through an incoming webhook, one message for each notification, within the 16,383 characters that a post may have. */
import type { NotifierSpec } from "../notifier.js";
import { moreText, pageOf, type Page } from "../page.js";
import { fitLines } from "../plain-lines.js";
import { readAddress } from "../secret-text.js";
import { mattermostConfig, type MattermostConfig } from "./config.js";
import { codeSpan, escapeMarkdown } from "./escape-markdown.js";

const maxText = 16_383;

export const mattermost: NotifierSpec<MattermostConfig> = {
  name: "mattermost", summary: "Mattermost, by an incoming webhook", config: mattermostConfig, pace: { perMinute: 60 },
  create: ({ way, urlFile }, { door, secret }) => {
    const file = secret(urlFile, "mattermost.urlFile");
    return {
      notify: async (notification, _memory, signal) => {
        const url = await readAddress(file);
        await door.request({ url, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ text: textOf(pageOf(notification)) }), way, secrets: [url] }, signal);
        return {};
      },
    };
  },
};

/** Each line is whole markup, so that cutting between lines breaks none; commands stand in code spans and hold nothing that would end one. */
function textOf(page: Page): string {
  return fitLines([
    `**${escapeMarkdown(page.heading)}**`, ...page.sentences.map(escapeMarkdown), "",
    ...page.facts.map(({ label, text }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(text)}`), ...[...page.members, ...moreText(page)].map((line) => `- ${escapeMarkdown(line)}`),
    ...(page.tree.length === 0 ? [] : ["", ...page.tree.map(codeSpan), ""]),
    ...page.commands.map((command) => `- \`${command}\``), ...(page.links.length === 0 ? [] : ["", page.links.map(({ text, url }) => `[${escapeMarkdown(text)}](${url})`).join(" · ")]),
  ], maxText);
}
