/**
 * A page as an Adaptive Card 1.4. Every word stands in a TextRun, which reads no markup and no mention; a TextBlock or a Fact would. The whole stays under
 * the 28 KB that Teams takes.
 */
import { cutText } from "../clean-text.js";
import type { Notification } from "../notification.js";
import { moreText, type Page } from "../page.js";

const maxBytes = 24_000;

interface TextRun {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Medium";
  readonly color?: "Attention" | "Warning" | "Good" | "Accent";
  readonly fontType?: "Monospace";
}

interface RichTextBlock {
  readonly type: "RichTextBlock";
  readonly inlines: readonly TextRun[];
  readonly spacing?: "Small" | "None";
}

export interface AdaptiveCard {
  readonly $schema: string;
  readonly type: "AdaptiveCard";
  readonly version: "1.4";
  readonly body: readonly RichTextBlock[];
  readonly actions: readonly { readonly type: "Action.OpenUrl"; readonly title: string; readonly url: string }[];
}

/** Lines of the page, the most telling first, until the card is full. */
export function cardOf(page: Page, { status, severity }: Pick<Notification, "severity" | "status">): AdaptiveCard {
  const color = status === "resolved" ? "Good" : severity === "info" ? "Accent" : severity === "warning" ? "Warning" : "Attention";
  const lines: readonly RichTextBlock[] = [
    block({ type: "TextRun", text: cutText(page.heading, 500), weight: "Bolder", size: "Medium", color }),
    ...page.sentences.map((text) => block({ type: "TextRun", text })),
    ...together(page.facts.map(({ label, text }) => block({ type: "TextRun", text: `${label}: `, weight: "Bolder" }, { type: "TextRun", text }))),
    ...together([...page.members, ...moreText(page)].map((text) => block({ type: "TextRun", text: `• ${text}` }))),
    ...together(page.tree.map((text) => block({ type: "TextRun", text, fontType: "Monospace" }))),
    ...together(page.commands.map((text) => block({ type: "TextRun", text, fontType: "Monospace" }))),
  ];
  const actions = page.links.map(({ text, url }) => ({ type: "Action.OpenUrl" as const, title: text, url }));
  return { $schema: "http://adaptivecards.io/schemas/adaptive-card.json", type: "AdaptiveCard", version: "1.4", body: fitting(lines, maxBytes - Buffer.byteLength(JSON.stringify(actions))), actions };
}

function block(...inlines: readonly TextRun[]): RichTextBlock {
  return { type: "RichTextBlock", inlines: inlines.map((run) => ({ ...run, text: cutText(run.text, 2_000) })) };
}

/** Without gaps between them. */
function together(blocks: readonly RichTextBlock[]): readonly RichTextBlock[] {
  return blocks.map((one, n) => (n === 0 ? one : { ...one, spacing: "None" }));
}

function fitting(lines: readonly RichTextBlock[], max: number): readonly RichTextBlock[] {
  let bytes = 500;
  const kept = lines.filter((line) => {
    bytes += Buffer.byteLength(JSON.stringify(line)) + 1;
    return bytes <= max;
  });
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, block({ type: "TextRun", text: `(${left} more ${left === 1 ? "line" : "lines"} left out)` })];
}
