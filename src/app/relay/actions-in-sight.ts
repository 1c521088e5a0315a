/** The newest word on actions, by the alert they belong to, read along in the journal of actions, and which of them people are asked about. It changes nothing there. */
import { stateMessage } from "../../actions/action-state.js";
import type { Intent } from "../../actions/intent.js";
import type { ActionNews } from "../../notify/action-news.js";
import { markOf, proposalOf, type Proposal } from "../../notify/threads/proposal.js";

interface Journal {
  readonly entries: ReadonlyMap<string, { readonly value: unknown }>;
  onChange(listener: (key: string) => void): () => void;
}

export interface ActionsInSight {
  /** By the alert's fingerprint. */
  readonly news: (fingerprint: string) => ActionNews | undefined;
  readonly proposal: (fingerprint: string) => Proposal | undefined;
  /** From now on told the fingerprint when an action begins to wait for people, or waits no more. */
  readonly onProposal: (listener: (fingerprint: string) => void) => void;
}

/** For the life of the journal's view. */
export function actionsInSight(journal: Journal): ActionsInSight {
  const newest = new Map<string, { readonly at: number; readonly news: ActionNews; readonly proposal: Proposal | undefined }>();
  let tell: (fingerprint: string) => void = () => undefined;
  const take = (key: string): void => {
    const value = journal.entries.get(key)?.value;
    if (!isIntent(value)) return;
    const last = value.story.at(-1);
    const { fingerprint } = value.request;
    const before = newest.get(fingerprint);
    if (last === undefined || (before?.at ?? 0) > last.at) return;
    const proposal = proposalOf(value);
    newest.set(fingerprint, { at: last.at, news: stateMessage(value, last), proposal });
    if (proposal !== undefined && (before?.proposal === undefined || markOf(before.proposal) !== markOf(proposal))) tell(fingerprint);
  };
  for (const key of journal.entries.keys()) take(key);
  journal.onChange(take);
  return {
    news: (fingerprint) => newest.get(fingerprint)?.news, proposal: (fingerprint) => newest.get(fingerprint)?.proposal,
    onProposal: (listener) => void (tell = listener),
  };
}

/** The journal has other records beside those of actions. */
function isIntent(value: unknown): value is Intent {
  return typeof value === "object" && value !== null && "request" in value && "story" in value && Array.isArray(value.story);
}
