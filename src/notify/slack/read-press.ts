/**
 * What was pressed in Slack, from the body of its request: `payload=` with JSON (docs.slack.dev, "Handling user interaction", block_actions). It believes nothing it has not
 * looked at, and judges nobody.
 */
import { cleanText } from "../clean-text.js";
import type { Press } from "../buttons.js";
import { typeable } from "../action-news.js";
import { buttonIds } from "./blocks-of.js";

interface SlackPress extends Press {
  readonly reply: { readonly channel: string; readonly user: string };
}

/** Or what is wrong with it, as a phrase after "it". */
export function readPress(body: Buffer): SlackPress | string {
  const payload = payloadOf(body);
  if (payload === undefined) return "has no payload that is a JSON object";
  const { type, user, channel, container, actions } = payload;
  if (type !== "block_actions") return "is about no button";
  const [userId, channelId] = [textIn(user, "id"), textIn(channel, "id") ?? textIn(container, "channel_id")];
  if (userId === undefined || !/^[UW][A-Z0-9]{2,31}$/.test(userId) || channelId === undefined) return "does not say who pressed, and where";
  const pressed: unknown = Array.isArray(actions) && actions.length === 1 ? actions[0] : undefined;
  const verb = buttonIds.find(({ id }) => id === textIn(pressed, "action_id"))?.verb;
  const [action, hash, ...more] = (textIn(pressed, "value") ?? "").split(" ");
  if (verb === undefined || action === undefined || hash === undefined || more.length > 0 || !typeable.test(action) || !typeable.test(hash)) return "is about a button that is not tetherd's";
  // The id is Slack's word; the name is the user's own, and must not look like another's id.
  const name = cleanText((textIn(user, "username") ?? textIn(user, "name") ?? "").replace(/[()]/g, ""), 80);
  return { verb, action, hash, sender: `${name === "" ? "somebody" : name} (Slack ${userId})`, reply: { channel: channelId, user: userId } };
}

type Fields = Readonly<Record<string, unknown>>;

function payloadOf(body: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new URLSearchParams(body.toString("utf8")).get("payload") ?? "");
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const text = isObject(value) ? value[name] : undefined;
  return typeof text === "string" && text !== "" && text.length <= 2_000 ? text : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
