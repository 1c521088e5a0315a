// What the pictures in docs/relay show: the very JSON and HTML that the notifiers make of the alert of the sample stream, beside which an action waits for approval, made up here; and what
// tells whether it is still the same. It renders nothing.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Notify the functions of src/notify, or of dist/notify
 * @property {typeof import("../../src/notify/notification-of.ts").notificationOf} notificationOf
 * @property {typeof import("../../src/notify/page.ts").pageOf} pageOf
 * @property {typeof import("../../src/notify/slack/blocks-of.ts").messageOf} messageOf
 * @property {typeof import("../../src/notify/teams/card-of.ts").cardOf} cardOf
 * @property {typeof import("../../src/notify/mail/html-of.ts").htmlOf} htmlOf
 * @property {typeof import("../../src/notify/read-alert.ts").readAlert} readAlert
 */

/** @param {Notify} notify */
export function shown({ notificationOf, pageOf, messageOf, cardOf, htmlOf, readAlert }) {
  const lines = readFileSync(new URL("../../docs/consumers/sample-stream.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const alert = readAlert(JSON.stringify(lines.find(({ event }) => event.type === "io.tetherd.alert.firing.v1").event));
  if (typeof alert === "string") throw new Error(`the alert of the sample stream ${alert}`);
  /** @type {import("../../src/notify/action-news.ts").ActionNews} */
  const action = { id: "pin-group-5f0c9a41d27be836", fingerprint: alert.fingerprint, verb: "pin-group", state: "offered", approvalHash: "0f3a5c7e9b1d2468", target: { name: alert.subject.name } };
  const notification = notificationOf({ alerts: [alert], kind: "fired", actions: new Map([[alert.fingerprint, action]]) }, Date.parse(alert.updatedAt));
  const page = pageOf(notification);
  return { slack: messageOf(page, true), teams: cardOf(page, notification), mail: htmlOf(page, notification) };
}

/** By picture: a hash of what it was rendered from. @param {ReturnType<typeof shown>} what @returns {Record<string, string>} */
export function renderedFrom(what) {
  return Object.fromEntries(Object.entries(what).map(([name, value]) => [name, createHash("sha256").update(JSON.stringify(value)).digest("hex")]));
}
