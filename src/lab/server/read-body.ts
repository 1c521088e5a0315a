/** The body of a request as text. */
import type { IncomingMessage } from "node:http";

/** UTF-8; undefined when it is longer than `most` bytes: the rest is left unread, and the socket open for an answer. */
export async function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
