// `npm run pictures`: what Slack, Teams and mail show of an alert, rendered from the very JSON and HTML that the notifiers make, into docs/relay. The alert is the one of the
// sample stream; beside it stands an action that waits for approval, made up here.
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { slackPage } from "./pictures/slack-page.mjs";
import { takePicture } from "./pictures/take-picture.mjs";
import { teamsPage } from "./pictures/teams-page.mjs";

const root = new URL("../", import.meta.url);
/** @param {string} path @returns {Promise<any>} */
const built = (path) => import(new URL(`dist/notify/${path}.js`, root).href);
/** @type {typeof import("../src/notify/notification-of.ts")} */
const { notificationOf } = await built("notification-of");
/** @type {typeof import("../src/notify/page.ts")} */
const { pageOf } = await built("page");
/** @type {typeof import("../src/notify/slack/blocks-of.ts")} */
const { messageOf } = await built("slack/blocks-of");
/** @type {typeof import("../src/notify/teams/card-of.ts")} */
const { cardOf } = await built("teams/card-of");
/** @type {typeof import("../src/notify/mail/html-of.ts")} */
const { htmlOf } = await built("mail/html-of");
/** @type {typeof import("../src/notify/read-alert.ts")} */
const { readAlert } = await built("read-alert");

const lines = readFileSync(new URL("docs/consumers/sample-stream.jsonl", root), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const alert = readAlert(JSON.stringify(lines.find(({ event }) => event.type === "io.tetherd.alert.firing.v1").event));
if (typeof alert === "string") throw new Error(`the alert of the sample stream ${alert}`);
/** @type {import("../src/notify/action-news.ts").ActionNews} */
const action = { id: "pin-group-5f0c9a41d27be836", fingerprint: alert.fingerprint, verb: "pin-group", state: "offered", approvalHash: "0f3a5c7e9b1d2468", target: { name: alert.subject.name } };
const notification = notificationOf({ alerts: [alert], kind: "fired", actions: new Map([[alert.fingerprint, action]]) }, Date.parse(alert.updatedAt));
const page = pageOf(notification);

for (const [name, html] of /** @type {const} */ ([["slack", slackPage(messageOf(page, true))], ["teams", teamsPage(cardOf(page, notification))], ["mail", htmlOf(page, notification)]])) {
  const file = fileURLToPath(new URL(`docs/relay/${name}.png`, root));
  await takePicture(html, file);
  process.stdout.write(`docs/relay/${name}.png ${Math.ceil(statSync(file).size / 1_024)} KiB\n`);
}
