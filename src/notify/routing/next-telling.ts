/**
 * When people are next told of a thread of alerts, and of what kind the news is: pure, from what was told before and what is so now. Every decision has a reason by
 * name. It keeps nothing; whoever tells remembers.
 */
import type { Alert } from "../../alerts/alert.js";
import { severities, type Severity } from "../../policies/decision.js";
import type { NewsKind } from "../notification.js";
import { asked, markOf, type Proposal } from "../threads/proposal.js";
import { mutedBy } from "./choose-routes.js";
import type { Route } from "./routing.js";

export interface ToldAlert {
  readonly status: Alert["status"];
  readonly severity: Severity;
  /** The alert's `transition` then. */
  readonly transition: number;
  /** Of its action then (`markOf`). */
  readonly proposal?: string;
}

export interface Thread {
  /** As last heard, each fingerprint once. */
  readonly alerts: readonly Alert[];
  /** Actions that people are or were asked about, by fingerprint. */
  readonly proposals?: ReadonlyMap<string, Proposal>;
  /** What the receiver was last told, by fingerprint; an alert that is not there was never told. */
  readonly told: ReadonlyMap<string, ToldAlert>;
  /** Ms since the epoch; undefined: nothing yet. */
  readonly lastToldAt: number | undefined;
}

export type TellingReason = "nothing new" | "news" | "repeat" | "waits for more" | "told a short while ago" | "mute time";

export interface Telling {
  readonly reason: TellingReason;
  /** Set: to be told at `at`, which may be over already. */
  readonly kind?: Exclude<NewsKind, "test">;
  /** Ms since the epoch: when to tell, or when to look again; undefined: when something changes. */
  readonly at?: number;
}

/**
 * `now` in ms since the epoch. An alert that was never told firing is not told resolved. A mute time puts everything off to its end, and is asked
 * about again then.
 */
export function nextTelling(route: Route, { alerts, told, lastToldAt, proposals }: Thread, now: number): Telling {
  const news = alerts.flatMap((alert): readonly { readonly kind: Exclude<NewsKind, "test">; readonly at: number }[] => {
    const [before, proposal] = [told.get(alert.fingerprint), proposals?.get(alert.fingerprint)];
    const kind = newsOf(alert, before);
    if (kind !== undefined) return [{ kind, at: Date.parse(alert.updatedAt) }];
    const ofAction = before === undefined || alert.status === "resolved" || proposal === undefined ? undefined : newsOfAction(proposal, before);
    return ofAction === undefined || proposal === undefined ? [] : [{ kind: ofAction, at: proposal.at }];
  });
  const over = [...told.values()].every(({ status }) => status === "resolved");
  const due = news.length > 0 ? newsDue(route, news, lastToldAt, over, now) : repeatDue(route, alerts, lastToldAt);
  if (due === undefined) return { reason: "nothing new" };
  const muted = mutedBy(route, Math.max(now, due.at ?? now));
  return muted === undefined ? due : { ...due, reason: "mute time", at: muted.until };
}

/** What is new of an alert, if anything. */
function newsOf({ status, severity, transition, transitionKind }: Alert, told: ToldAlert | undefined): Exclude<NewsKind, "test"> | undefined {
  if (told === undefined || told.status === "resolved") return status === "firing" ? "fired" : undefined;
  if (status === "resolved") return "resolved";
  if (severity !== told.severity) return severities.indexOf(severity) > severities.indexOf(told.severity) ? "raised" : "lowered";
  return transitionKind === "grown" && transition > told.transition ? "grown" : undefined;
}

/** That something was decided is told where people were told that it waits. */
function newsOfAction(proposal: Proposal, told: ToldAlert): "decided" | "proposed" | undefined {
  if (proposal.kind === "decided") return asked(told.proposal, proposal) ? "decided" : undefined;
  return markOf(proposal) === told.proposal ? undefined : "proposed";
}

/** What people should know first decides what the message is about. */
const weight = ["fired", "raised", "grown", "proposed", "lowered", "decided", "resolved"] as const;

/** `over`: nothing that was told fires any more, so that what comes begins anew and waits for more. */
function newsDue({ waitMs, intervalMs }: Route, news: readonly { readonly kind: Exclude<NewsKind, "test">; readonly at: number }[], lastToldAt: number | undefined, over: boolean, now: number): Telling {
  const kind = weight.find((candidate) => news.some((one) => one.kind === candidate)) ?? "fired";
  // The clock of whoever made the message may be ahead; nobody waits for that.
  const since = news.reduce((so, { at }) => Math.min(so, at), now);
  // Whoever decided is there and looks: the question goes away at once.
  const [begin, earliest] = [over ? since + waitMs : since, lastToldAt === undefined || news.some((one) => one.kind === "decided") ? 0 : lastToldAt + intervalMs];
  if (earliest > begin) return { reason: "told a short while ago", kind, at: earliest };
  return { reason: begin > since ? "waits for more" : "news", kind, at: begin };
}

/** What nobody has confirmed for so long that it may be taken for over is not told again. */
function repeatDue({ repeatMs }: Route, alerts: readonly Alert[], lastToldAt: number | undefined): Telling | undefined {
  if (lastToldAt === undefined) return undefined;
  const at = lastToldAt + repeatMs;
  const stands = alerts.some(({ status, validUntil }) => status === "firing" && (validUntil === undefined || Date.parse(validUntil) > at));
  return stands ? { reason: "repeat", kind: "repeated", at } : undefined;
}
