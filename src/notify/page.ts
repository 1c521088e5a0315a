/**
 * The words of a notification in the order people read them, before any receiver's markup: heading, sentences, facts, members, commands, links. Every receiver's
 * text is made from this page, so that none says more or something else.
 */
import type { AlertNews, Labelled, Link, Notification, ProposedAction } from "./notification.js";

export interface Page {
  /** One line, e.g. "Raised to critical: Clone group base spans 8 of 8 permitted hosts". */
  readonly heading: string;
  /** Sentences: lateness first, then why and what comes next. */
  readonly sentences: readonly string[];
  readonly facts: readonly Labelled[];
  /** Of a single alert: the clone group as a picture, for receivers with letters of one width. */
  readonly tree: readonly string[];
  /** Of several alerts: the first of them, one line each. */
  readonly members: readonly string[];
  /** How many more there are. */
  readonly more: number;
  readonly commands: readonly string[];
  /** What people may decide by pressing, where they can. */
  readonly proposals: readonly ProposedAction[];
  readonly links: readonly Link[];
}

/** `maxMembers`: how many alerts of several are shown; the rest is counted. */
export function pageOf(notification: Notification, maxMembers = 10): Page {
  const { alerts: [first, ...others], late, kind } = notification;
  const single = others.length === 0;
  const lateness = late === undefined ? [] : [`This happened ${late} ago and could not be told in time.`];
  const test = kind === "test" ? ["This is a test of the way to you. Nothing has happened, and nothing needs to be done."] : [];
  const heading = `${headingWord(notification)}: ${notification.title}`;
  if (single) {
    return { heading, sentences: [...test, ...lateness, ...first.why, ...first.next], facts: factsOf(first), tree: first.tree ?? [], members: [], more: 0, commands: first.commands, proposals: first.proposal === undefined ? [] : [first.proposal], links: first.links };
  }
  const shown = notification.alerts.slice(0, maxMembers);
  return {
    heading, sentences: [...test, ...lateness, ...decisions(notification), ...proposals(notification.alerts)], members: shown.map(memberLine), more: notification.alerts.length - shown.length,
    facts: [{ label: "Firing", text: String(notification.firing) }, { label: "Resolved", text: String(notification.resolved) }], tree: [],
    commands: [...deciding(notification.alerts).flatMap(({ commands }) => commands.filter(isDecision)), ...first.commands.filter((command) => !isDecision(command))],
    proposals: deciding(notification.alerts).flatMap(({ proposal }) => proposal ?? []), links: first.links,
  };
}

/** Approves or refuses a proposed action. */
export function isDecision(command: string): boolean {
  return /^tetherd actions (?:approve|refuse) /.test(command);
}

/** So many proposals are told of with their commands; `tetherd actions list` has the others. */
const maxProposals = 10;

function deciding(alerts: readonly AlertNews[]): readonly AlertNews[] {
  return alerts.filter(({ commands }) => commands.some(isDecision)).slice(0, maxProposals);
}

function proposals(alerts: readonly AlertNews[]): readonly string[] {
  const all = alerts.filter(({ commands }) => commands.some(isDecision));
  const shown = deciding(alerts).flatMap(({ next: [proposal] }) => proposal ?? []);
  return all.length > shown.length ? [...shown, `${all.length - shown.length} more actions wait for approval: tetherd actions list.`] : shown;
}

/** Of several alerts told together as something was decided: what. */
function decisions({ kind, alerts }: Notification): readonly string[] {
  const decided = kind === "decided" ? alerts.filter(({ decided: fresh }) => fresh === true) : [];
  const shown = decided.slice(0, maxProposals).map(({ next }) => next.slice(0, 2).join(" "));
  return decided.length > shown.length ? [...shown, `${decided.length - shown.length} more were decided: tetherd actions list --all.`] : shown;
}

/** "and 90 more", or nothing. */
export function moreText({ more }: Pick<Page, "more">): readonly string[] {
  return more === 0 ? [] : [`and ${more} more`];
}

function headingWord({ kind, status, severity, late }: Notification): string {
  if (kind === "test") return "Test";
  if (status === "resolved") return late === undefined ? "Resolved" : "Resolved earlier";
  const since = late === undefined ? "" : ", not new";
  switch (kind) {
    case "raised": return `Raised to ${severity}${since}`;
    case "lowered": return `Lowered to ${severity}${since}`;
    case "grown": return `Grown (${severity}${since})`;
    case "proposed": return `Waits for approval (${severity}${since})`;
    case "decided": return `Decided (${severity}${since})`;
    case "repeated": return `Still firing (${severity}${since})`;
    case "fired": case "resolved": return `Firing (${severity}${since})`;
  }
}

function factsOf({ where, startsAt, endsAt, severity, figures, dataAge }: AlertNews): readonly Labelled[] {
  return [
    { label: "Severity", text: severity }, ...where, { label: "Since", text: startsAt }, ...(endsAt === undefined ? [] : [{ label: "Until", text: endsAt }]),
    ...figures, { label: "Data was", text: `${dataAge} old` },
  ];
}

function memberLine({ status, severity, summary, where: [place] }: AlertNews): string {
  return `${status === "firing" ? severity : "resolved"}: ${summary}${place === undefined || summary.includes(place.text) ? "" : ` (${place.label} ${place.text})`}`;
}
