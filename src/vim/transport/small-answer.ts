/** Answers that are small by nature: faults, version lists, and what the soap package decodes. It never holds more than its cap. */
import { VimError } from "../errors.js";
import { AnswerReader, type ReadPlan } from "../xml/answer-reader.js";
import type { XmlNode } from "../xml/xml-node.js";

const mostBytes = 8 * 1024 * 1024;
const keepAll: ReadPlan = { records: new Set(), kept: () => undefined, needs: () => true, take: () => undefined };

/** The whole body. Throws VIM_ANSWER_TOO_LARGE. */
export async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new VimError("VIM_ANSWER_TOO_LARGE", `Cannot read vCenter's answer as it must be small: it has more than ${mostBytes} bytes`, { retryable: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Checked by the same strict reader as every other answer. Throws VIM_ANSWER_MALFORMED. */
export function parseSmall(bytes: Buffer): XmlNode {
  const reader = new AnswerReader(keepAll);
  reader.write(bytes);
  return reader.end();
}
