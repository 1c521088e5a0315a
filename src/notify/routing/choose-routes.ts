/** Who is told of an alert, and why: pure choosing over the routing. It tells nobody and keeps nothing. */
import type { Alert } from "../../alerts/alert.js";
import { windowAt } from "../../policies/time-window.js";
import { contentHash } from "../../shared/digest.js";
import type { Route, Routing } from "./routing.js";

export interface Chosen {
  readonly route: Route;
  /** `unknown`: the condition could not be told, so the alert goes there and to whoever comes below. */
  readonly why: "matches" | "unknown" | "default";
}

/**
 * The routes an alert takes, at least one. A route that goes on is told besides: what lies below, the default included, is looked at as if it were not there. `labels` as
 * `routingLabels` gives them.
 */
export function chooseRoutes({ routes, fallback }: Routing, labels: Readonly<Record<string, string>>): readonly Chosen[] {
  const chosen: Chosen[] = [];
  for (const route of routes) {
    const matches = route.match === undefined ? true : route.match.matches(labels);
    if (matches === false) continue;
    chosen.push({ route, why: matches === true ? "matches" : "unknown" });
    if (matches === true && !route.goOn) return chosen;
  }
  return [...chosen, { route: fallback, why: "default" }];
}

/** The alert's own labels, and where its object stands: cluster, host and datastore by name, unless the policy has labels of these names. */
export function routingLabels({ labels, severity, subject, object }: Pick<Alert, "labels" | "object" | "severity" | "subject">): Readonly<Record<string, string>> {
  const places = (["cluster", "host", "datastore"] as const).map((kind) => [kind, subject.kind === kind ? subject.name : nameIn(object, kind)] as const);
  return { ...Object.fromEntries(places.filter(([, name]) => name !== "")), ...labels, severity };
}

/** Of a group, which may stand in several clusters, their names joined. */
function nameIn(object: unknown, kind: string): string {
  if (typeof object !== "object" || object === null) return "";
  const members = object as Readonly<Record<string, unknown>>;
  if (typeof members[kind] === "string") return members[kind];
  const several = members[`${kind}s`];
  if (!Array.isArray(several)) return "";
  return several.flatMap((one: unknown) => (typeof one === "string" ? [one] : typeof one === "object" && one !== null && "name" in one && typeof one.name === "string" ? [one.name] : [])).sort().join(", ");
}

/** Why nobody is told of this alert by itself, if so (docs/nats.md). */
export function heldBack({ silencedBy, storm }: Pick<Alert, "silencedBy" | "storm">): string | undefined {
  if (silencedBy !== undefined) return `it is silenced by ${silencedBy.join(", ")}`;
  return storm === undefined ? undefined : `the storm alert ${storm} stands for it`;
}

export interface Company {
  /** One thread at each receiver of the route. */
  readonly key: string;
  /** What the alerts of the group have in common; undefined for an alert that is told on its own. */
  readonly common: Readonly<Record<string, string>> | undefined;
}

export function companyOf({ group }: Route, fingerprint: string, labels: Readonly<Record<string, string>>): Company {
  if (group.length === 0) return { key: fingerprint, common: undefined };
  const common = Object.fromEntries(group.map((name) => [name, labels[name] ?? ""]));
  return { key: contentHash({ common }), common };
}

/** The mute time that holds now and until when it certainly does, ms since the epoch; undefined: people may be told. */
export function mutedBy({ mute }: Route, now: number): { readonly name: string; readonly until: number } | undefined {
  const holding = mute.flatMap(({ name, windows }) => windows.map((window) => ({ name, ...windowAt(window, now) }))).filter(({ open }) => open);
  return holding.sort((a, b) => b.until - a.until)[0];
}
