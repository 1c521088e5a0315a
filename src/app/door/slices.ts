/** Objects to NDJSON in pieces of bounded size, with a breath for everybody else between them. It never holds more than one piece of the text. */
import { setImmediate as breath } from "node:timers/promises";

/** Characters of one piece: some milliseconds of work. */
const pieceLength = 256 * 1_024;

export async function* slices(objects: Iterable<unknown>): AsyncGenerator<string> {
  let piece = "";
  for (const object of objects) {
    piece += `${JSON.stringify(object)}\n`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
    await breath();
  }
  if (piece !== "") yield piece;
}
