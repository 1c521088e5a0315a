/** Buttons in Slack: who pressed, whether the request is Slack's and of this receiver's channel, whether that person may decide; and a word back that only the presser sees. */
import type { Buttons } from "../buttons.js";
import type { ButtonsSetUp } from "../notifier.js";
import { cleanText } from "../clean-text.js";
import { readToken } from "../secret-text.js";
import { escapeMrkdwn, plainSection } from "./blocks-of.js";
import { callSlack, type Bot } from "./call-slack.js";
import type { SlackConfig } from "./config.js";
import { readPress } from "./read-press.js";
import { signatureComplaint } from "./slack-signature.js";

const maxSentence = 1_000;

/** Undefined without the set-up: nothing listens then, and no button is shown. */
export function slackButtons(config: SlackConfig): ButtonsSetUp | undefined {
  if (config.kind !== "bot" || config.buttons === undefined) return undefined;
  const { signingSecretFile, users, listen } = config.buttons;
  return { listen, create: (ground) => buttonsOf(config, new Set(users), ground.secret(signingSecretFile, "slack.buttons.signingSecretFile"), callSlack(config, ground)) };
}

function buttonsOf({ channel }: Bot, users: ReadonlySet<string>, secret: Parameters<typeof readToken>[0], call: ReturnType<typeof callSlack>): Buttons {
  return {
    read: async (posted, now) => {
      const complaint = signatureComplaint(await readToken(secret), posted, now);
      if (complaint !== undefined) return { kind: "unsigned", why: complaint };
      const press = readPress(posted.body);
      if (typeof press === "string") return { kind: "foreign", why: `it ${press}` };
      if (press.reply.channel !== channel) return { kind: "foreign", why: `it comes from the channel ${press.reply.channel}` };
      return { kind: users.has(press.reply.user) ? "press" : "not-allowed", press };
    },
    tell: async ({ reply }, words, signal) => {
      const sentence = cleanText(words, maxSentence); // the daemons' own words, with names of VMs in them
      await call("chat.postEphemeral", { channel: reply["channel"], user: reply["user"], text: escapeMrkdwn(sentence), blocks: [plainSection(sentence)], link_names: false, parse: "none" }, signal);
    },
  };
}
