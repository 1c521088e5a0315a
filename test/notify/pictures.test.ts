import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderedFrom, shown } from "../../scripts/pictures/shown.mjs";
import { htmlOf } from "../../src/notify/mail/html-of.js";
import { notificationOf } from "../../src/notify/notification-of.js";
import { pageOf } from "../../src/notify/page.js";
import { readAlert } from "../../src/notify/read-alert.js";
import { messageOf } from "../../src/notify/slack/blocks-of.js";
import { cardOf } from "../../src/notify/teams/card-of.js";

it("the pictures in docs/relay show what is sent today; where it has changed on purpose: npm run pictures", () => {
  const today = shown({ notificationOf, pageOf, messageOf, cardOf, htmlOf, readAlert });
  expect(JSON.stringify(today)).toContain("actions approve pin-group-5f0c9a41d27be836");
  expect(renderedFrom(today)).toEqual(JSON.parse(readFileSync("docs/relay/rendered-from.json", "utf8")));
});
