/** Posts to Microsoft Teams through a Workflows webhook: one card for each notification, as such a webhook can change nothing it has posted. */
import type { NotifierSpec } from "../notifier.js";
import { pageOf } from "../page.js";
import { readAddress } from "../secret-text.js";
import { cardOf } from "./card-of.js";
import { teamsConfig, type TeamsConfig } from "./config.js";

export const teams: NotifierSpec<TeamsConfig> = {
  name: "teams", summary: "Microsoft Teams, by a Workflows webhook", config: teamsConfig, pace: { perMinute: 30 },
  create: ({ way, urlFile }, { door, secret }) => {
    const file = secret(urlFile, "teams.urlFile");
    return {
      notify: async (notification, _memory, signal) => {
        const url = await readAddress(file);
        const content = cardOf(pageOf(notification), notification);
        const body = JSON.stringify({ type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }] });
        await door.request({ url, method: "POST", headers: { "content-type": "application/json" }, body, way, secrets: [url] }, signal);
        return {};
      },
    };
  },
};
