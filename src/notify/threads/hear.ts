/**
 * What a message of an alert changes in what the relay keeps of it: its state, and the threads it is told in. Pure; the position it gets is handed in. It forgets no
 * state that one of those threads may still have been told last.
 */
import type { Alert } from "../../alerts/alert.js";
import { chooseRoutes, companyOf, heldBack, routingLabels } from "../routing/choose-routes.js";
import type { Route, Routing } from "../routing/routing.js";
import { threadKey } from "../notification-of.js";
import type { Proposal } from "./proposal.js";
import { receiverOf } from "./receiver-alert.js";
import type { HeardAlert, PastState, Station, ThreadRecord, ThreadRef } from "./records.js";
import { owes, shownIn, statesOf } from "./thread-view.js";

/** A thread an alert belongs to now, and the route that leads there. */
export interface Destination extends Omit<Station, "routed" | "since"> {
  readonly route: Route;
}

export type FindThread = (ref: ThreadRef) => ThreadRecord | undefined;

/** Whether a message is newer than what is known: messages may come twice, and late after a loss of the connection. */
export function isNewer(known: HeardAlert | undefined, alert: Alert, at: HeardAlert["at"]): boolean {
  if (known === undefined) return true;
  if (known.at !== null && at !== null && known.at.stream === at.stream) return at.sequence > known.at.sequence;
  return alert.transition > known.alert.transition || Date.parse(alert.updatedAt) > Date.parse(known.alert.updatedAt);
}

/**
 * Where an alert is told by itself: every receiver once for each thread, by the first route that leads there. None for what is over or held back. What is about a receiver
 * goes to others: to all of them where its routes lead to nobody else.
 */
export function destinationsOf(routing: Routing, alert: Alert): readonly Destination[] {
  if (alert.status === "resolved" || heldBack(alert) !== undefined) return [];
  const about = receiverOf(alert);
  const chosen = chooseRoutes(routing, routingLabels(alert)).flatMap(({ route }) => destinationsBy(route, route.to, alert)).filter(({ receiver }) => receiver !== about);
  const all = chosen.length > 0 || about === undefined ? chosen : destinationsBy(routing.fallback, [...routing.receivers.values()].filter(({ name }) => name !== about), alert);
  const found = new Map<string, Destination>();
  for (const one of all) if (!found.has(`${one.receiver} ${one.key}`)) found.set(`${one.receiver} ${one.key}`, one);
  return [...found.values()];
}

function destinationsBy(route: Route, to: Route["to"], alert: Alert): readonly Destination[] {
  const { key, common } = companyOf(route, threadKey(alert.fingerprint), routingLabels(alert));
  return to.map(({ name: receiver }) => ({ receiver, key, ...(common === undefined ? {} : { common }), route }));
}

export interface Message extends Pick<HeardAlert, "alert" | "at"> {
  /** Of its action now; what is known of it stays where there is none. */
  readonly proposal: Proposal | undefined;
}

/** `known` before the message, `thread` as each stands now. */
export function hear(known: HeardAlert | undefined, { alert, at, proposal = known?.proposal }: Message, destinations: readonly Destination[], stamp: number, thread: FindThread): HeardAlert {
  const stations = known === undefined ? destinations.map((one) => stationAt(one, stamp)) : settled(known, destinations, stamp, thread);
  return { kind: "alert", alert, at, stamp, ...(proposal === undefined ? {} : { proposal }), stations, earlier: known === undefined ? [] : needed(statesOf(known), stations, thread) };
}

/** The same alert under another routing; undefined where nothing changes. */
export function reroute(known: HeardAlert, destinations: readonly Destination[], stamp: number, thread: FindThread): HeardAlert | undefined {
  if (known.alert.status === "resolved") return undefined;
  const stations = settled(known, destinations, stamp, thread);
  const same = stations.length === known.stations.length && stations.every(({ receiver, key, routed }, index) => {
    const before = known.stations[index];
    return before?.receiver === receiver && before.key === key && before.routed === routed;
  });
  return same ? undefined : { ...known, stamp, stations, earlier: needed(statesOf(known), stations, thread) };
}

/** Those that routes lead to, then those that still have its end to tell. */
function settled(known: HeardAlert, destinations: readonly Destination[], stamp: number, thread: FindThread): readonly Station[] {
  const stationOf = ({ receiver, key }: ThreadRef): Station | undefined => known.stations.find((one) => one.receiver === receiver && one.key === key);
  const wanted = destinations.map((one) => {
    const before = stationOf(one);
    return before === undefined ? stationAt(one, stamp) : { ...before, routed: true };
  });
  const left = known.stations.filter((one) => !destinations.some(({ receiver, key }) => receiver === one.receiver && key === one.key) && owes(known, one, thread(one)));
  return [...wanted, ...left.map((one) => ({ ...one, routed: false }))];
}

function stationAt({ receiver, key, common }: Destination, since: number): Station {
  return { receiver, key, ...(common === undefined ? {} : { common }), since, routed: true };
}

/** Of the states before the present one: those that a thread was shown last, or may have been. */
function needed(states: readonly PastState[], stations: readonly Station[], thread: FindThread): readonly PastState[] {
  const kept = new Set(stations.flatMap((station) => {
    const { known, doubtful, begun } = shownIn(states, station, thread(station));
    return [known, doubtful, begun];
  }));
  return states.filter((state) => kept.has(state));
}
