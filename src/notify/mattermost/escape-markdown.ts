/**
 * A text that Mattermost shows as it is: no markup, no link, nobody mentioned. Mentions and bare addresses are found before the markup is read, so an invisible blank
 * goes into them; everything else is escaped by a backslash, as CommonMark says.
 */
const invisible = "\u200B";

/** A text in letters of one width, each line for itself. Nothing in a code span is markup; what would end it becomes another character. */
export function codeSpan(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("@", `@${invisible}`).replaceAll("://", `:${invisible}//`).replace(/\b(www|mailto|tel|ftp)(?=[.:])/giu, `$1${invisible}`)}\``;
}

export function escapeMarkdown(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, (char) => `\\${char}`)
    .replaceAll("\\@", `@${invisible}`)
    .replaceAll("\\:\\/\\/", `:${invisible}//`)
    .replace(/\b(www|mailto|tel|ftp)(?=\\[.:])/giu, `$1${invisible}`);
}
