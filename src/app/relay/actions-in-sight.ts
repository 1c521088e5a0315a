/** The newest word on actions, by the alert they belong to, read along in the journal of actions, and which of them people are asked about. It changes nothing there. */
import { stateMessage } from "../../actions/action-state.js";
import type { Intent } from "../../actions/intent.js";
import type { Alert } from "../../alerts/alert.js";
import type { ActionNews } from "../../notify/action-news.js";
import { markOf, proposalOf, type Proposal } from "../../notify/threads/proposal.js";
import { standInFor } from "../../notify/threads/stand-in.js";

interface Journal {
  readonly entries: ReadonlyMap<string, { readonly value: unknown }>;
  onChange(listener: (key: string) => void): () => void;
}

export interface ActionsInSight {
  /** By the alert's fingerprint. */
  readonly news: (fingerprint: string) => ActionNews | undefined;
  readonly proposal: (fingerprint: string) => Proposal | undefined;
  /** An alert for an action that people are asked about, where none fires; in the place of `former`, where there was one. */
  readonly standIn: (fingerprint: string, former: Alert | undefined) => Alert | undefined;
  /** Told the fingerprint of each action that people are asked about, and from then on when one begins to wait for them, or waits no more. */
  readonly onProposal: (listener: (fingerprint: string) => void) => void;
}

/** For the life of the journal's view. */
export function actionsInSight(journal: Journal): ActionsInSight {
  const newest = new Map<string, { readonly at: number; readonly news: ActionNews; readonly proposal: Proposal | undefined; readonly intent: Intent }>();
  let tell: (fingerprint: string) => void = () => undefined;
  const take = (key: string): void => {
    const value = journal.entries.get(key)?.value;
    if (!isIntent(value)) return;
    const last = value.story.at(-1);
    const { fingerprint } = value.request;
    const before = newest.get(fingerprint);
    if (last === undefined || (before?.at ?? 0) > last.at) return;
    const proposal = proposalOf(value);
    newest.set(fingerprint, { at: last.at, news: stateMessage(value, last), proposal, intent: value });
    if (proposal !== undefined && (before?.proposal === undefined || markOf(before.proposal) !== markOf(proposal))) tell(fingerprint);
  };
  for (const key of journal.entries.keys()) take(key);
  journal.onChange(take);
  return {
    news: (fingerprint) => newest.get(fingerprint)?.news, proposal: (fingerprint) => newest.get(fingerprint)?.proposal,
    standIn: (fingerprint, former) => {
      const { intent, proposal } = newest.get(fingerprint) ?? {};
      return intent === undefined || proposal === undefined ? undefined : standInFor(intent, proposal, former);
    },
    onProposal: (listener) => {
      tell = listener;
      for (const [fingerprint, { proposal }] of newest) if (proposal !== undefined) listener(fingerprint);
    },
  };
}

/** The journal has other records beside those of actions. */
function isIntent(value: unknown): value is Intent {
  return typeof value === "object" && value !== null && "request" in value && "story" in value && Array.isArray(value.story);
}
