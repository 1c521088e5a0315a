/** The newest word on actions, by the alert they belong to, read along in the journal of actions. It changes nothing there. */
import type { Intent } from "../../actions/intent.js";
import { stateMessage } from "../../actions/action-state.js";
import type { ActionNews } from "../../notify/alert-news.js";

interface Journal {
  readonly entries: ReadonlyMap<string, { readonly value: unknown }>;
  onChange(listener: (key: string) => void): () => void;
}

/** For the life of the journal's view. */
export function actionNews(journal: Journal): (fingerprint: string) => ActionNews | undefined {
  const newest = new Map<string, { readonly at: number; readonly news: ActionNews }>();
  const take = (key: string): void => {
    const value = journal.entries.get(key)?.value;
    if (!isIntent(value)) return;
    const last = value.story.at(-1);
    if (last === undefined || (newest.get(value.request.fingerprint)?.at ?? 0) > last.at) return;
    newest.set(value.request.fingerprint, { at: last.at, news: stateMessage(value, last) });
  };
  for (const key of journal.entries.keys()) take(key);
  journal.onChange(take);
  return (fingerprint) => newest.get(fingerprint)?.news;
}

/** The journal has other records beside those of actions. */
function isIntent(value: unknown): value is Intent {
  return typeof value === "object" && value !== null && "request" in value && "story" in value && Array.isArray(value.story);
}
