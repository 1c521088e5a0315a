/** `tetherd silence add|list|expire`: turns flags into the commands that the daemons obey, and their replies into lines. It decides nothing. */
import type { Silence } from "../alerts/silence.js";
import { matcherText } from "../alerts/matcher.js";
import type { SettingsSources } from "../settings/load-settings.js";
import { send, type SendFlags } from "./send.js";

export interface SilenceAddFlags extends SendFlags {
  readonly comment: string;
  readonly author?: string;
  /** "2h" */
  readonly for?: string;
  /** RFC 3339. */
  readonly until?: string;
  readonly from?: string;
}

export async function silenceAdd(sources: SettingsSources, matchers: readonly string[], flags: SilenceAddFlags): Promise<number> {
  const args = { matchers, comment: flags.comment, author: flags.author, duration: flags.for, endsAt: flags.until, startsAt: flags.from };
  return send(sources, "silence", Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)), flags);
}

export async function silenceList(sources: SettingsSources, flags: SendFlags & { readonly expired?: boolean }): Promise<number> {
  return send(sources, "silences", flags.expired === true ? { expired: true } : {}, flags, (reply) => {
    const silences = reply["silences"] as readonly (Silence & { readonly state: string })[];
    return silences.length === 0 ? "no silences" : silences.map(lineOf).join("\n");
  });
}

export async function silenceExpire(sources: SettingsSources, ids: readonly string[], flags: SendFlags): Promise<number> {
  return send(sources, "unsilence", { ids }, flags);
}

function lineOf({ id, state, startsAt, endsAt, matchers, author, comment }: Silence & { readonly state: string }): string {
  return `${id}  ${state.padEnd(7)}  ${startsAt} to ${endsAt}  ${matchers.map(matcherText).join(", ")}  ${author}: ${comment}`;
}
