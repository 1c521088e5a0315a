/**
 * The text of the turn journal: a head line of JSON, then two lines per entry, what it is and its JSON body as it will be written.
 * Bodies are kept byte for byte, so finishing a turn after a crash writes exactly what the crashed process would have written.
 */
import type { StateKey } from "./turn.js";
import { stateKinds } from "./turn.js";
import { BusError } from "./errors.js";

export interface JournalMessage {
  readonly subject: string;
  readonly msgID: string;
  readonly lane: string;
  readonly alertKey: string | undefined;
  readonly body: string;
}

export interface JournalPut {
  readonly key: StateKey;
  /** Undefined deletes. */
  readonly body: string | undefined;
}

/** A turn as it stands in the journal. */
export interface JournalTurn {
  readonly messages: readonly JournalMessage[];
  readonly puts: readonly JournalPut[];
}

export interface JournalHead {
  readonly schema: 1;
  /** Random per claim; never used twice. */
  readonly holder: string;
  /** Grows with each claim. */
  readonly epoch: number;
  /** Grows with each turn of this vCenter. */
  readonly turn: number;
  /** Random per write: after a timeout it tells whether the write was ours. */
  readonly nonce: string;
  readonly state: "open" | "done";
  /** The server's time when the turn was first written; undefined means that of this very message. */
  readonly since?: string;
  /** Keys of the parts that hold the entries; none when they follow here. */
  readonly parts: readonly string[];
}

export function entriesOf(turn: JournalTurn): readonly string[] {
  return [
    ...turn.messages.map(({ subject, msgID, lane, alertKey, body }) => `${JSON.stringify(["message", subject, msgID, lane, alertKey ?? null])}\n${body}`),
    ...turn.puts.map(({ key, body }) => `${JSON.stringify([body === undefined ? "delete" : "put", key.kind, key.id])}\n${body ?? ""}`),
  ];
}

/** Packs entries, in order, into texts of at most `limit` bytes each; one entry that is larger stands alone. */
export function packEntries(entries: readonly string[], limit: number): readonly string[] {
  const packs: string[] = [];
  let pack: string[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry) + 1;
    if (bytes + size > limit && pack.length > 0) {
      packs.push(pack.join("\n"));
      [pack, bytes] = [[], 0];
    }
    pack.push(entry);
    bytes += size;
  }
  if (pack.length > 0) packs.push(pack.join("\n"));
  return packs;
}

export function headText(head: JournalHead, body: string): string {
  return body === "" ? JSON.stringify(head) : `${JSON.stringify(head)}\n${body}`;
}

/** Throws LEDGER_RECORD_UNREADABLE. */
export function parseHead(text: string): { readonly head: JournalHead; readonly body: string } {
  const at = text.indexOf("\n");
  const line = at < 0 ? text : text.slice(0, at);
  let head: Partial<JournalHead>;
  try {
    head = JSON.parse(line) as Partial<JournalHead>;
  } catch (cause) {
    throw unreadable("its head is not JSON", cause);
  }
  if (head.schema !== 1) throw unreadable(`its schema is ${JSON.stringify(head.schema)}, and this tetherd knows schema 1`);
  return { head: head as JournalHead, body: at < 0 ? "" : text.slice(at + 1) };
}

/** The inverse of `entriesOf`, joined by line breaks. Throws LEDGER_RECORD_UNREADABLE. */
export function parseEntries(text: string): JournalTurn {
  const messages: JournalMessage[] = [];
  const puts: JournalPut[] = [];
  const lines = text === "" ? [] : text.split("\n");
  for (let i = 0; i < lines.length; i += 2) {
    const body = lines[i + 1] ?? "";
    const [what, ...rest] = metaOf(lines[i] ?? "");
    if (what === "message") {
      const [subject = "", msgID = "", lane = "", alertKey] = rest;
      messages.push({ subject: subject ?? "", msgID: msgID ?? "", lane: lane ?? "", alertKey: alertKey ?? undefined, body });
    } else {
      const kind = stateKinds.find((one) => one === rest[0]);
      if (kind === undefined || (what !== "put" && what !== "delete")) throw unreadable(`it has an entry ${JSON.stringify([what, rest[0]])}`);
      puts.push({ key: { kind, id: rest[1] ?? "" }, body: what === "delete" ? undefined : body });
    }
  }
  return { messages, puts };
}

function metaOf(line: string): readonly (string | null)[] {
  try {
    return JSON.parse(line) as readonly (string | null)[];
  } catch (cause) {
    throw unreadable("an entry is not JSON", cause);
  }
}

function unreadable(why: string, cause?: unknown): BusError {
  return new BusError("LEDGER_RECORD_UNREADABLE", `Cannot read the turn journal in JetStream: ${why}`, {
    hint: "Use the version of tetherd that wrote it, or a newer one", cause,
  });
}
