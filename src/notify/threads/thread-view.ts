/**
 * A thread as people should see it now: which alerts belong into what is told next, and what the receiver knows of each. Pure; whether and when it is told is decided
 * in `routing/next-telling.ts`.
 */
import type { Alert } from "../../alerts/alert.js";
import type { Severity } from "../../policies/decision.js";
import type { Thread, ToldAlert } from "../routing/next-telling.js";
import { markOf, type Proposal } from "./proposal.js";
import type { HeardAlert, PastState, Station, ThreadRecord, ThreadRef } from "./records.js";

export interface ThreadView extends Thread {
  readonly proposals: ReadonlyMap<string, Proposal>;
  readonly common: Readonly<Record<string, string>> | undefined;
  /** The severity each was told with, or may have been, by fingerprint. */
  readonly severities: ReadonlyMap<string, Severity>;
}

/** `members`: every alert with a station in the thread. */
export function viewOf(record: ThreadRecord, members: Iterable<HeardAlert>): ThreadView {
  const alerts: Alert[] = [];
  const told = new Map<string, ToldAlert>();
  const severities = new Map<string, Severity>();
  const proposals = new Map<string, Proposal>();
  let common: ThreadView["common"];
  for (const heard of members) {
    const station = stationIn(heard, record);
    if (station === undefined) continue;
    const { alert } = heard;
    const states = statesOf(heard);
    const { known, doubtful, begun } = shownIn(states, station, record);
    // What fires is told where a route leads; what is over, where its beginning was told or may have been.
    if (alert.status === "firing" ? !station.routed : begun === undefined) continue;
    const last = alert.status === "resolved" ? begun : known !== undefined && doubtful !== undefined && differs(doubtful, states.at(-1)) ? doubtful : known;
    if (last !== undefined) told.set(alert.fingerprint, last);
    const severity = (known ?? doubtful)?.severity;
    if (severity !== undefined) severities.set(alert.fingerprint, severity);
    if (heard.proposal !== undefined) proposals.set(alert.fingerprint, heard.proposal);
    alerts.push(alert);
    common = station.common;
  }
  return { alerts, told, proposals, lastToldAt: record.toldAt, common, severities };
}

/** Whether the thread still owes people the end of an alert whose beginning was told there, or may have been. `heard` before the end is put in. */
export function owes(heard: HeardAlert, station: Station, record: ThreadRecord | undefined): boolean {
  return shownIn(statesOf(heard), station, record).begun !== undefined;
}

export function stationIn({ stations }: HeardAlert, { receiver, key }: ThreadRef): Station | undefined {
  return stations.find((station) => station.receiver === receiver && station.key === key);
}

function differs(state: PastState, present: PastState | undefined): boolean {
  return state.status !== present?.status || state.severity !== present.severity || state.proposal !== present.proposal;
}

/** What people at a thread were shown of an alert. */
export interface Shown {
  /** The last that was told for certain. */
  readonly known: PastState | undefined;
  /** The last that was to be told, and may have been. */
  readonly doubtful: PastState | undefined;
  /** Firing, where that was told or may have been and its end has not been told since. */
  readonly begun: PastState | undefined;
}

/** `states` oldest first. */
export function shownIn(states: readonly PastState[], { since }: Station, record: ThreadRecord | undefined): Shown {
  const [told, due] = [record?.told ?? 0, record?.due?.stamp ?? 0];
  const open = states.filter(({ stamp, held, status }) => stamp >= since && (held !== true || status === "resolved"));
  const known = open.findLast(({ stamp }) => stamp <= told);
  const doubtful = open.findLast(({ stamp }) => stamp <= due);
  // Attempts follow each other: one with the beginning may have come through before one with the end was made.
  const begun = known?.status === "firing" ? known : open.findLast(({ stamp, status }) => stamp > told && stamp <= due && status === "firing");
  return { known, doubtful, begun };
}

/** Oldest first, the present one last. */
export function statesOf({ alert, stamp, earlier, proposal }: HeardAlert): readonly PastState[] {
  const { status, severity, transition, silencedBy, storm } = alert;
  return [...earlier, { stamp, status, severity, transition, ...(silencedBy === undefined && storm === undefined ? {} : { held: true as const }), ...(proposal === undefined ? {} : { proposal: markOf(proposal) }) }];
}
