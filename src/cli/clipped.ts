/** A line shortened to a number of columns; colours in it take none and are ended at the cut. */
const colour = /(\u001b\[[0-9;]*m)/;

export function clipped(line: string, width: number): string {
  let room = width;
  let text = "";
  for (const part of line.split(colour)) {
    if (colour.test(part)) text += part;
    else if (part.length <= room) [text, room] = [text + part, room - part.length];
    else return `${text}${part.slice(0, Math.max(0, room - 1))}…${line.includes("\u001b[") ? "\u001b[0m" : ""}`;
  }
  return text;
}
