/**
 * What a thread is told of actions beside its alerts: that one waits, where the book says so, that it was decided, where people were told that it waits, and how it goes on.
 * It decides nothing.
 */
import type { ActionNews } from "../action-news.js";
import { asked, type Proposal } from "./proposal.js";
import type { ThreadView } from "./thread-view.js";

/** By fingerprint. `newest`: the newest word on the action of an alert. */
export function toldActions({ alerts, proposals, told }: ThreadView, newest: (fingerprint: string) => ActionNews | undefined): ReadonlyMap<string, ActionNews> {
  return new Map(alerts.flatMap(({ fingerprint }) => {
    const news = newsOf(fingerprint, proposals.get(fingerprint), told.get(fingerprint)?.proposal, newest(fingerprint));
    return news === undefined ? [] : [[fingerprint, news] as const];
  }));
}

function newsOf(fingerprint: string, proposal: Proposal | undefined, mark: string | undefined, newest: ActionNews | undefined): ActionNews | undefined {
  if (proposal?.kind === "waits") {
    const { action, verb, target, at, hash } = proposal;
    return { fingerprint, id: action, verb, state: "offered", target: { name: target }, standsSince: at, approvalHash: hash };
  }
  // The book comes after the journal: what begins to wait is told as news of its own, in a moment.
  if (newest === undefined || newest.state === "offered") return undefined;
  return proposal !== undefined && newest.id === proposal.action && asked(mark, proposal) ? { ...newest, standsSince: proposal.at, decision: proposal.words } : newest;
}
