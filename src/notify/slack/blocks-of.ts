/**
 * A page in Slack's Block Kit. Words stand in plain_text and rich_text alone, which read no markup and mention nobody; only the fallback for notifications is
 * markup, and escaped. Limits are those of Slack's reference: header 150 characters, section 3,000, field 2,000, ten fields, fifty blocks; of a button its text 75, its
 * value 2,000, and of what it asks before: title 100, text 300, answers 30.
 */
import { cutText } from "../clean-text.js";
import type { ProposedAction } from "../notification.js";
import { moreText, type Page } from "../page.js";
import { fitLines } from "../plain-lines.js";

const maxHeader = 150;
const maxSection = 3_000;
/** Shorter than Slack allows: a field is half as wide as the message. */
const maxField = 1_000;
const maxFields = 10;
const maxFallback = 1_000;
const maxButton = 75;
const maxQuestion = 300;

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

type RichElement = { readonly type: "text"; readonly text: string } | { readonly type: "link"; readonly url: string; readonly text: string };

interface Button {
  readonly type: "button";
  readonly action_id: string;
  readonly style: "danger" | "primary";
  readonly text: PlainText;
  readonly value: string;
  readonly confirm?: { readonly title: PlainText; readonly text: PlainText; readonly confirm: PlainText; readonly deny: PlainText };
}

/** What Slack hands back when one is pressed. */
export const buttonIds = [{ id: "tetherd.approve", verb: "approve" }, { id: "tetherd.refuse", verb: "refuse" }] as const;

export type SlackBlock =
  | { readonly type: "actions"; readonly elements: readonly Button[] }
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: PlainText }
  | { readonly type: "section"; readonly fields: readonly PlainText[] }
  | { readonly type: "rich_text"; readonly elements: readonly { readonly type: "rich_text_preformatted" | "rich_text_section"; readonly elements: readonly RichElement[] }[] };

export interface SlackMessage {
  /** What notifications and screen readers say. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** `buttons`: whether somebody listens who knows what it means when they are pressed. */
export function messageOf(page: Page, buttons = false): SlackMessage {
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
      ...(buttons ? page.proposals.map((proposal) => buttonsBlock(proposal, page.proposals.length === 1)) : []),
      ...(page.links.length === 0 ? [] : [rich("rich_text_section", page.links.flatMap(({ text, url }, n): RichElement[] => [...(n === 0 ? [] : [{ type: "text" as const, text: " · " }]), { type: "link", url, text }]))]),
    ],
  };
}

export function commandsBlock(commands: readonly string[]): readonly SlackBlock[] {
  return commands.length === 0 ? [] : [rich("rich_text_preformatted", [{ type: "text", text: commands.join("\n") }])];
}

/** Of several each says what it is about. An approval is asked for twice: what it begins cannot be taken back. */
function buttonsBlock({ action, approvalHash, what }: ProposedAction, alone: boolean): SlackBlock {
  const label = (word: string): PlainText => plain(alone ? word : `${word} ${what}`, maxButton);
  const [approve, refuse] = buttonIds;
  const value = `${action} ${approvalHash}`;
  return {
    type: "actions", elements: [
      {
        type: "button", action_id: approve.id, style: "primary", text: label("Approve"), value,
        confirm: { title: plain("Approve this?", maxButton), text: plain(`tetherd will do: ${what}.`, maxQuestion), confirm: plain("Approve", 30), deny: plain("Not now", 30) },
      },
      { type: "button", action_id: refuse.id, style: "danger", text: label("Refuse"), value },
    ],
  };
}

export function plainSection(text: string): SlackBlock {
  return { type: "section", text: plain(text, maxSection) };
}

/** Slack's own three: everything else of its markup needs one of them, or is no more than bold. */
export function escapeMrkdwn(text: string): string {
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
