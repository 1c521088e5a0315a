/**
 * Pushes to telephones through ntfy (docs.ntfy.sh, publish as JSON): heading, plain text, priority by severity, the first link on a tap. A message of more than
 * 4,096 bytes would become an attachment, so it is cut before.
 */
import type { Severity } from "../../policies/decision.js";
import { cutText } from "../clean-text.js";
import type { NotifierSpec } from "../notifier.js";
import { pageOf } from "../page.js";
import { plainLines } from "../plain-lines.js";
import { readToken } from "../secret-text.js";
import { ntfyConfig, type NtfyConfig } from "./config.js";

const maxBytes = 4_096;
const maxTitle = 200;
const priorities: Readonly<Record<Severity, number>> = { info: 2, warning: 3, error: 4, critical: 5 };

export const ntfy: NotifierSpec<NtfyConfig> = {
  name: "ntfy", summary: "ntfy, a push to telephones", config: ntfyConfig, pace: { perMinute: 12 },
  create: ({ url, way, topic, tokenFile }, { door, secret }) => {
    const file = tokenFile === undefined ? undefined : secret(tokenFile, "ntfy.tokenFile");
    return {
      notify: async (notification, _memory, signal) => {
        const token = file === undefined ? undefined : await readToken(file);
        const page = pageOf(notification);
        const firing = notification.status === "firing";
        const [link] = page.links;
        await door.request({
          url, method: "POST", way, secrets: token === undefined ? [] : [token],
          headers: { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
          body: JSON.stringify({
            topic, title: cutText(page.heading, maxTitle), message: withinBytes((max) => plainLines(page, max)), markdown: false,
            // That somebody decided wakes nobody.
            priority: firing && notification.kind !== "test" && notification.kind !== "decided" ? priorities[notification.severity] : priorities.info,
            tags: [firing ? "rotating_light" : "white_check_mark", notification.severity], ...(link === undefined ? {} : { click: link.url }),
          }),
        }, signal);
        return {};
      },
    };
  },
};

/** The longest text within the limit: characters may be of up to four bytes. */
function withinBytes(textOf: (max: number) => string): string {
  const texts = [maxBytes, maxBytes / 2, maxBytes / 4].map(textOf);
  return texts.find((text) => Buffer.byteLength(text) <= maxBytes) ?? "";
}
