/** All kinds of receivers, by hand and in alphabetical order. It is the only list of them. */
import type { ValueSpec } from "../policies/skeleton/value-spec.js";
import { alertmanager } from "./alertmanager/alertmanager.js";
import { mail } from "./mail/mail.js";
import { mattermost } from "./mattermost/mattermost.js";
import type { Notifier, NotifierGround, NotifierSpec } from "./notifier.js";
import { ntfy } from "./ntfy/ntfy.js";
import { pagerDuty } from "./pagerduty/pagerduty.js";
import { slack } from "./slack/slack.js";
import { teams } from "./teams/teams.js";
import { webhook } from "./webhook/webhook.js";

/** A kind of receiver without its own type of configuration: reading its keys yields what makes the notifier. */
export interface ReceiverKind extends Pick<NotifierSpec<unknown>, "name" | "pace" | "summary"> {
  readonly config: ValueSpec<(ground: NotifierGround) => Notifier>;
}

export const receiverKinds: readonly ReceiverKind[] = [
  kindOf(alertmanager), kindOf(mail), kindOf(mattermost), kindOf(ntfy), kindOf(pagerDuty), kindOf(slack), kindOf(teams), kindOf(webhook),
];

function kindOf<Config>({ name, summary, pace, config, create }: NotifierSpec<Config>): ReceiverKind {
  return {
    name, summary, pace,
    config: {
      ...config,
      read: (node, path, reading) => {
        const read = config.read(node, path, reading);
        return read === undefined ? undefined : (ground) => create(read, ground);
      },
    },
  };
}
