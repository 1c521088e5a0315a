/** All kinds of receivers, by hand and in alphabetical order. It is the only list of them. */
import type { ValueSpec } from "../policies/skeleton/value-spec.js";
import { alertmanager } from "./alertmanager/alertmanager.js";
import { mail } from "./mail/mail.js";
import { mattermost } from "./mattermost/mattermost.js";
import type { ButtonsSetUp, Notifier, NotifierGround, NotifierSpec } from "./notifier.js";
import { ntfy } from "./ntfy/ntfy.js";
import { pagerDuty } from "./pagerduty/pagerduty.js";
import { slack } from "./slack/slack.js";
import { teams } from "./teams/teams.js";
import { webhook } from "./webhook/webhook.js";

/** A kind of receiver without its own type of configuration: reading its keys yields what makes the notifier. */
export interface ReceiverKind extends Pick<NotifierSpec<unknown>, "name" | "pace" | "summary"> {
  readonly config: ValueSpec<MadeReceiver>;
}

/** A receiver whose keys have been read. */
export interface MadeReceiver {
  readonly create: (ground: NotifierGround) => Notifier;
  /** Where its messages have buttons. */
  readonly buttons: ButtonsSetUp | undefined;
}

export const receiverKinds: readonly ReceiverKind[] = [
  kindOf(alertmanager), kindOf(mail), kindOf(mattermost), kindOf(ntfy), kindOf(pagerDuty), kindOf(slack), kindOf(teams), kindOf(webhook),
];

function kindOf<Config>({ name, summary, pace, config, create, buttons }: NotifierSpec<Config>): ReceiverKind {
  return {
    name, summary, pace,
    config: {
      ...config,
      read: (node, path, reading) => {
        const read = config.read(node, path, reading);
        return read === undefined ? undefined : { create: (ground) => create(read, ground), buttons: buttons?.(read) };
      },
    },
  };
}
