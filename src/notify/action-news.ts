/**
 * What people are told of an action that belongs to an alert: what it is, whether it waits for them, who decided, how it goes on, and what to type. It decides nothing, and
 * believes nothing about names.
 */
import type { ActionStateMessage } from "../actions/action-state.js";
import { cleanText } from "./clean-text.js";
import type { ProposedAction } from "./notification.js";

export interface ActionNews extends Pick<ActionStateMessage, "approvalHash" | "fingerprint" | "id" | "percent" | "state" | "verb"> {
  readonly target: Pick<ActionStateMessage["target"], "name">;
  /** Of one that waited: who decided, or why it waits no more. */
  readonly decision?: string;
  /** Ms since the epoch: when it began to wait, or was decided. */
  readonly standsSince?: number;
}

/** What may stand in a command to be typed: ids and names of policies, nothing that a shell would read. */
export const typeable = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;
const maxDecision = 1_000;

/** Sentences. */
export function actionSentences(news: ActionNews): readonly string[] {
  const decision = cleanText(news.decision ?? "", maxDecision);
  return [...(decision === "" ? [] : [decision]), stateSentence(news)];
}

export function actionCommands({ id, state }: ActionNews): readonly string[] {
  if (!typeable.test(id)) return [];
  return state === "offered" ? [`tetherd actions approve ${id}`, `tetherd actions refuse ${id}`] : [`tetherd actions show ${id}`];
}

/** For receivers where people can decide by pressing; undefined where nothing waits, or not exactly known what. */
export function proposedAction(news: ActionNews | undefined): ProposedAction | undefined {
  if (news?.state !== "offered" || news.approvalHash === undefined || !typeable.test(news.id) || !typeable.test(news.approvalHash)) return undefined;
  return { action: news.id, approvalHash: news.approvalHash, what: whatOf(news) };
}

function whatOf({ verb, target }: ActionNews): string {
  return `${cleanText(verb, 64)} of ${cleanText(target.name, 200)}`;
}

function stateSentence(news: ActionNews): string {
  const { state, percent } = news;
  const what = whatOf(news);
  switch (state) {
    case "offered": return `tetherd proposes: ${what}. It waits for your approval.`;
    case "approved": case "waiting": case "prepared": return `tetherd is going to do: ${what}.`;
    case "started": case "running": case "progress": return `tetherd is at it: ${what}${percent === undefined ? "" : `, ${percent} % done`}.`;
    case "resolving": case "verifying": return `tetherd checks what came of it: ${what}.`;
    case "succeeded": return `tetherd has done it: ${what}.`;
    case "unknown": return `tetherd does not know what came of it and asks you to look: ${what}.`;
    case "failed": case "skipped": case "refused": case "expired": case "cancelled": return `tetherd did not do it (${state}): ${what}.`;
  }
}
