/**
 * The mark by which an object that an action made is known again after a lost answer (reliability 4.1): a line at the end of a text for
 * people. It never goes into a name.
 */
const markAtEnd = /\[made by tetherd, action ([A-Za-z0-9_-]{1,64})\]\s*$/;

/** The text with the mark as its last line. */
export function marked(text: string, actionId: string): string {
  const mark = `[made by tetherd, action ${actionId}]`;
  return text === "" ? mark : `${text}\n${mark}`;
}

/** Id of the action whose mark ends the text; undefined without one. */
export function markIn(text: string): string | undefined {
  return markAtEnd.exec(text)?.[1];
}
