/**
 * Pages people through PagerDuty's Events API v2: trigger while it fires, resolve with the same key when it is over. Limits are those its documentation gives:
 * dedup_key 255 characters, summary 1,024, an event 512 KB.
 */
import { cutText } from "../clean-text.js";
import type { Notification } from "../notification.js";
import type { NotifierSpec } from "../notifier.js";
import { moreText, pageOf } from "../page.js";
import { readToken } from "../secret-text.js";
import { pagerDutyConfig, type PagerDutyConfig } from "./config.js";

const maxSummary = 1_024;
/** Characters of a member line, of a detail, and of a source. */
const maxDetail = 1_000;
const maxMembers = 50;

export const pagerDuty: NotifierSpec<PagerDutyConfig> = {
  name: "pagerduty", summary: "PagerDuty", config: pagerDutyConfig, pace: { perMinute: 100 },
  create: ({ url, way, routingKeyFile }, { door, secret }) => {
    const file = secret(routingKeyFile, "pagerduty.routingKeyFile");
    return {
      notify: async (notification, _memory, signal) => {
        const routingKey = await readToken(file);
        await door.request({ url, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ routing_key: routingKey, ...eventOf(notification) }), way, secrets: [routingKey] }, signal);
        return {};
      },
    };
  },
};

function eventOf(notification: Notification): Readonly<Record<string, unknown>> {
  const page = pageOf(notification, maxMembers);
  const { key, status, severity, alerts: [first] } = notification;
  const [place] = first.where;
  return {
    event_action: status === "firing" ? "trigger" : "resolve", dedup_key: key, client: "tetherd",
    payload: {
      summary: cutText(page.heading, maxSummary), severity, source: cutText(place?.text ?? "tetherd", maxDetail), timestamp: first.startsAt,
      ...(first.labels["policy"] === undefined ? {} : { class: first.labels["policy"] }),
      custom_details: {
        ...Object.fromEntries(page.facts.map(({ label, text }) => [label, cutText(text, maxDetail)])),
        what: page.sentences.map((sentence) => cutText(sentence, maxDetail)), ...(page.commands.length === 0 ? {} : { type: page.commands }),
        ...(page.members.length === 0 ? {} : { alerts: [...page.members.map((line) => cutText(line, maxDetail)), ...moreText(page)] }),
      },
    },
    links: page.links.map(({ text, url }) => ({ text, href: url })),
  };
}
