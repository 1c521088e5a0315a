// `npm run pictures`: what Slack, Teams and mail show of an alert, rendered into docs/relay from what the notifiers make of it, and a note of what that was: a test compares it
// with what they make today.
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderedFrom, shown } from "./pictures/shown.mjs";
import { slackPage } from "./pictures/slack-page.mjs";
import { takePicture } from "./pictures/take-picture.mjs";
import { teamsPage } from "./pictures/teams-page.mjs";

const root = new URL("../", import.meta.url);
const built = await Promise.all(["notification-of", "page", "slack/blocks-of", "teams/card-of", "mail/html-of", "read-alert"].map((path) => import(new URL(`dist/notify/${path}.js`, root).href)));
/** @type {import("./pictures/shown.mjs").Notify} */
const notify = Object.assign({}, ...built);
const { slack, teams, mail } = shown(notify);

for (const [name, html] of /** @type {const} */ ([["slack", slackPage(slack)], ["teams", teamsPage(teams)], ["mail", mail]])) {
  const file = fileURLToPath(new URL(`docs/relay/${name}.png`, root));
  await takePicture(html, file);
  process.stdout.write(`docs/relay/${name}.png ${Math.ceil(statSync(file).size / 1_024)} KiB\n`);
}
writeFileSync(new URL("docs/relay/rendered-from.json", root), `${JSON.stringify(renderedFrom({ slack, teams, mail }), null, 2)}\n`);
