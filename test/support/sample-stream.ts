/** Reads a stream that the demo has written down (docs/consumers/sample-stream.jsonl), and what of it must be the same in every recording. */
export interface RecordedMessage {
  readonly subject: string;
  /** The `Nats-Msg-Id`; the heartbeat has none. */
  readonly id: string | null;
  readonly event: { readonly id: string; readonly type: string; readonly dataschema: string; readonly sequence?: string; readonly data: Readonly<Record<string, unknown>> };
}

export function readSampleStream(text: string): readonly RecordedMessage[] {
  return text.trim().split("\n").map((line) => JSON.parse(line) as RecordedMessage);
}

/** Subjects, types, schemas, and which members alerts and actions have: what a consumer reads by. Numbers, times and how many facts there are differ each time. */
export function shapeOfStream(messages: readonly RecordedMessage[]): readonly string[] {
  const shapes = messages.filter(({ subject }) => /\.(?:alert|action|heartbeat)\b/.test(subject)).map(({ subject, event: { type, dataschema, data } }) => [
    subject, type, dataschema, Object.keys(data).sort().join(" "), typeof data["object"] === "object" ? Object.keys(data["object"] ?? {}).sort().join(" ") : "",
  ].join(" | "));
  return [...new Set(shapes)].sort();
}
