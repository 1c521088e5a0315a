/**
 * Makes a message fit the largest payload the server takes: detail goes first, the statement itself always stays, and the message says what was left out.
 * It never touches identity: ids, labels' names, subjects, times, disk keys.
 */
import { BusError } from "./errors.js";
import type { Message } from "./to-message.js";

/** What a reduced message's data says about itself. */
export interface Reduced {
  /** Names of what was dropped or cut. */
  readonly omitted: readonly string[];
  /** Bytes of the whole event, and how many were allowed. */
  readonly bytes: number;
  readonly limit: number;
  /** Where the detail can be looked up: the object's reference in vCenter, or the group's id for `tetherd groups --json`. */
  readonly reference: string;
}

type Data = Readonly<Record<string, unknown>>;
type Step = readonly [what: string, change: (data: Data) => Data];

const cutTo = 1_024;

/** In this order, until it fits. Texts of people (annotations, reasons) are cut, not dropped. */
const steps: readonly Step[] = [
  ["object", (data) => without(data, "object")],
  ["forecast", (data) => without(data, "forecast")],
  ["outcome", (data) => without(data, "outcome")],
  ["before, after", (data) => ("before" in data || "after" in data ? { ...data, before: null, after: null } : data)],
  ["annotations", (data) => withCut(data, "annotations")],
  ["reasons", (data) => withCut(data, "reasons")],
  ["labels", (data) => withCut(data, "labels")],
];

/** The JSON of the event, at most `limit` bytes. Throws BUS_MESSAGE_TOO_LARGE when nothing is left to leave out. */
export function fitMessage(message: Message, limit: number): string {
  let text = JSON.stringify(message.event);
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return text;
  let data = message.event.data as Data;
  const omitted: string[] = [];
  for (const [what, change] of steps) {
    const changed = change(data);
    if (changed === data) continue;
    data = changed;
    omitted.push(what);
    const reduced: Reduced = { omitted, bytes, limit, reference: message.event.subject ?? message.event.source };
    text = JSON.stringify({ ...message.event, data: { ...data, reduced } });
    if (Buffer.byteLength(text) <= limit) return text;
  }
  throw new BusError("BUS_MESSAGE_TOO_LARGE", `Cannot publish message ${message.msgID}: it has ${bytes} bytes and the NATS server takes ${limit}, with all detail left out`, {
    hint: "Raise max_payload of the NATS server",
  });
}

function without(data: Data, name: string): Data {
  if (!(name in data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
}

/** Cuts every text inside a record or list; the same object when nothing was long. */
function withCut(data: Data, name: string): Data {
  const value = data[name];
  if (typeof value !== "object" || value === null) return data;
  const cut = Array.isArray(value)
    ? value.slice(0, 100).map(cutText)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cutText(one)]));
  return { ...data, [name]: cut };
}

function cutText(value: unknown): unknown {
  return typeof value === "string" && value.length > cutTo ? `${value.slice(0, cutTo)}…` : value;
}
