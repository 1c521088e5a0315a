/** A page as plain text, line by line, for receivers that read no markup. It cuts whole lines and says how many are missing. */
import { cutText } from "./clean-text.js";
import { moreText, type Page } from "./page.js";

/** Without the heading, which receivers show in a place of its own. At most `max` characters; `tree` where letters may be of one width. */
export function plainLines(page: Page, max: number, tree: readonly string[] = []): string {
  const lines = [
    ...page.sentences, ...page.facts.map(({ label, text }) => `${label}: ${text}`), ...page.members.map((line) => `- ${line}`), ...moreText(page), ...tree,
    ...page.commands.map((command) => `$ ${command}`), ...page.links.map(({ text, url }) => `${text}: ${url}`),
  ];
  return fitLines(lines, max);
}

/** As many whole lines as fit, the first cut if not even that does, and a last one that counts the rest. */
export function fitLines(lines: readonly string[], max: number): string {
  const whole = lines.join("\n");
  if (whole.length <= max) return whole;
  const rest = (count: number): string => `(${count} more ${count === 1 ? "line" : "lines"} left out)`;
  const room = max - rest(lines.length).length - 1;
  let kept = 0;
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > room) break;
    length += line.length + 1;
    kept++;
  }
  const shown = kept === 0 ? [cutText(lines[0] ?? "", Math.max(1, Math.floor(room / 2)))] : lines.slice(0, kept);
  return [...shown, rest(lines.length - shown.length)].join("\n");
}
