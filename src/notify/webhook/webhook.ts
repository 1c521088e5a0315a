/**
 * Tells a service of the operator's own: a CloudEvent with the whole notification, or JSON made from a template. Texts are put into parsed JSON, never into
 * its source, so no name can break out of its place.
 */
import type { Notification } from "../notification.js";
import type { NotifierSpec } from "../notifier.js";
import { pageOf } from "../page.js";
import { plainLines } from "../plain-lines.js";
import { readHeader, readToken } from "../secret-text.js";
import { webhookConfig, type Template, type WebhookConfig } from "./config.js";
import { eventOf } from "./event-of.js";
import { signatureOf } from "./signature-of.js";

export const webhook: NotifierSpec<WebhookConfig> = {
  name: "webhook", summary: "a service of your own", config: webhookConfig, pace: { perMinute: 600 },
  create: ({ url, way, headers, headerFiles, signingKeyFile, body: template }, { door, secret, now }) => {
    const secrets = Object.entries(headerFiles).map(([name, path]) => ({ name, file: secret(path, `webhook.headerFiles.${name}`) }));
    const key = signingKeyFile === undefined ? undefined : secret(signingKeyFile, "webhook.signingKeyFile");
    return {
      notify: async (notification, _memory, signal) => {
        const secretHeaders = await Promise.all(secrets.map(async ({ name, file }) => [name, await readHeader(file)] as const));
        const signingKey = key === undefined ? undefined : await readToken(key);
        const body = JSON.stringify(template === undefined ? eventOf(notification) : filled(template, wordsOf(notification)));
        await door.request({
          url, method: "POST", body, way, secrets: [...secretHeaders.flatMap(([, value]) => [value, ...value.split(" ")]), ...(signingKey === undefined ? [] : [signingKey])],
          headers: {
            ...headers, ...Object.fromEntries(secretHeaders), "content-type": template === undefined ? "application/cloudevents+json" : "application/json",
            ...(signingKey === undefined ? {} : signatureOf(signingKey, notification.id, Math.floor(now() / 1_000), body)),
          },
        }, signal);
        return {};
      },
    };
  },
};

const maxText = 16_384;

function wordsOf(notification: Notification): Readonly<Record<string, string>> {
  const page = pageOf(notification, 50);
  const { title, kind, status, severity, key, happenedAt, firing, resolved } = notification;
  return { heading: page.heading, title, text: plainLines(page, maxText), kind, status, severity, key, happenedAt, firing: String(firing), resolved: String(resolved) };
}

/** Each text once over: words that came in by a name are not read again. */
function filled(template: Template, words: Readonly<Record<string, string>>): unknown {
  if (typeof template === "string") return template.replace(/\{\{([a-zA-Z]+)\}\}/g, (whole, word: string) => words[word] ?? whole);
  if (template === null || typeof template !== "object") return template;
  if (isList(template)) return template.map((item) => filled(item, words));
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, words)]));
}

function isList(template: Template): template is readonly Template[] {
  return Array.isArray(template);
}
