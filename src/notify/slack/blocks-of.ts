/**
 * A page in Slack's Block Kit. Words stand in plain_text and rich_text alone, which read no markup and mention nobody; only the fallback for notifications is
 * markup, and escaped. Limits are those of Slack's reference: header 150 characters, section 3,000, field 2,000, ten fields, fifty blocks.
 */
import { cutText } from "../clean-text.js";
import { moreText, type Page } from "../page.js";
import { fitLines } from "../plain-lines.js";

const maxHeader = 150;
const maxSection = 3_000;
/** Shorter than Slack allows: a field is half as wide as the message. */
const maxField = 1_000;
const maxFields = 10;
const maxFallback = 1_000;

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

type RichElement = { readonly type: "text"; readonly text: string } | { readonly type: "link"; readonly url: string; readonly text: string };

export type SlackBlock =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: PlainText }
  | { readonly type: "section"; readonly fields: readonly PlainText[] }
  | { readonly type: "rich_text"; readonly elements: readonly { readonly type: "rich_text_preformatted" | "rich_text_section"; readonly elements: readonly RichElement[] }[] };

export interface SlackMessage {
  /** What notifications and screen readers say. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export function messageOf(page: Page): SlackMessage {
  const heading = page.heading.length <= maxHeader ? [] : [page.heading];
  const lines = [...heading, ...page.sentences];
  const members = [...page.members.map((line) => `• ${line}`), ...moreText(page)];
  return {
    text: escapeMrkdwn(cutText(page.heading, maxFallback)),
    blocks: [
      { type: "header", text: plain(page.heading, maxHeader) },
      ...(lines.length === 0 ? [] : [{ type: "section" as const, text: plain(fitLines(lines, maxSection), maxSection) }]),
      ...inTens(page.facts).map((facts) => ({ type: "section" as const, fields: facts.map(({ label, text }) => plain(`${label}: ${text}`, maxField)) })),
      ...(members.length === 0 ? [] : [{ type: "section" as const, text: plain(fitLines(members, maxSection), maxSection) }]),
      ...(page.tree.length === 0 ? [] : [rich("rich_text_preformatted", [{ type: "text", text: fitLines(page.tree, maxSection) }])]),
      ...commandsBlock(page.commands),
      ...(page.links.length === 0 ? [] : [rich("rich_text_section", page.links.flatMap(({ text, url }, n): RichElement[] => [...(n === 0 ? [] : [{ type: "text" as const, text: " · " }]), { type: "link", url, text }]))]),
    ],
  };
}

export function commandsBlock(commands: readonly string[]): readonly SlackBlock[] {
  return commands.length === 0 ? [] : [rich("rich_text_preformatted", [{ type: "text", text: commands.join("\n") }])];
}

/** Slack's own three: everything else of its markup needs one of them, or is no more than bold. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function plain(text: string, max: number): PlainText {
  return { type: "plain_text", text: text.length <= max ? text : cutText(text, Math.floor(max / 2)), emoji: false };
}

function rich(type: "rich_text_preformatted" | "rich_text_section", elements: readonly RichElement[]): SlackBlock {
  return { type: "rich_text", elements: [{ type, elements }] };
}

function inTens<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / maxFields) }, (_, n) => items.slice(n * maxFields, (n + 1) * maxFields));
}
