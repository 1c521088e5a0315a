/** `tetherd relay route`: who would be told of an alert, how, and why. It tells nobody. */
import { chooseRoutes, companyOf, heldBack, routingLabels } from "../notify/routing/choose-routes.js";
import { nextTelling, type TellingReason } from "../notify/routing/next-telling.js";
import type { Routing } from "../notify/routing/routing.js";
import { cleanText } from "../notify/clean-text.js";
import { readAlert } from "../notify/read-alert.js";
import type { Alert } from "../alerts/alert.js";
import { formatDuration } from "../shared/duration.js";
import { TetherdError } from "../shared/errors.js";
import { exitCodes } from "./exit-codes.js";
import { readText } from "../app/relay/read-routing.js";
import { usableRouting } from "./relay-file.js";

export interface RelayRouteFlags {
  readonly alert: string;
  /** RFC 3339; now by default. */
  readonly at?: string;
  readonly json?: boolean;
}

export async function relayRoute(path: string, flags: RelayRouteFlags): Promise<number> {
  const now = flags.at === undefined ? Date.now() : Date.parse(flags.at);
  if (Number.isNaN(now)) throw new TetherdError("RELAY_ALERT_UNREADABLE", `Cannot look at the moment "${flags.at ?? ""}" as it must be a time such as 2026-11-24T10:00:00Z`);
  const alert = readAlert(await readText(flags.alert, "the alert"));
  if (typeof alert === "string") throw new TetherdError("RELAY_ALERT_UNREADABLE", `Cannot use "${flags.alert}" as an alert: it ${alert}`, { hint: "Give a message of the stream, as nats stream get prints it, or its data alone" });
  const routing = await usableRouting(path);
  if (routing === undefined) return exitCodes.findings;
  const outcome = outcomeOf(routing, alert, now);
  process.stdout.write(flags.json === true ? `${JSON.stringify(outcome, null, 2)}\n` : textOf(outcome));
  return exitCodes.ok;
}

interface Outcome {
  readonly labels: Readonly<Record<string, string>>;
  /** Why nobody is told of it by itself. */
  readonly heldBack?: string;
  readonly routes: readonly {
    readonly route: string;
    readonly why: "default" | "matches" | "unknown";
    readonly match?: string;
    readonly receivers: readonly { readonly name: string; readonly kind: string }[];
    readonly group: Readonly<Record<string, string>> | null;
    readonly wait: string;
    readonly interval: string;
    readonly repeat: string;
    /** Why then, if nobody there has heard of it yet. */
    readonly reason: TellingReason;
    /** RFC 3339; absent when its end is all there is to tell, and its beginning was not told. */
    readonly at?: string;
  }[];
}

function outcomeOf(routing: Routing, alert: Alert, now: number): Outcome {
  const labels = routingLabels(alert);
  const held = heldBack(alert);
  return {
    labels, ...(held === undefined ? {} : { heldBack: held }),
    routes: chooseRoutes(routing, labels).map(({ route, why }) => {
      const { reason, at } = nextTelling(route, { alerts: [alert], told: new Map(), lastToldAt: undefined }, now);
      return {
        route: route.name, why, ...(route.match === undefined ? {} : { match: route.match.source }), receivers: route.to.map(({ name, kind }) => ({ name, kind })), group: companyOf(route, alert.fingerprint, labels).common ?? null,
        wait: formatDuration(route.waitMs), interval: formatDuration(route.intervalMs), repeat: formatDuration(route.repeatMs), reason, ...(at === undefined ? {} : { at: new Date(Math.max(now, at)).toISOString() }),
      };
    }),
  };
}

const whyWords = { matches: "as it matches", unknown: "as its condition cannot be told, to be on the safe side", default: "as no route takes it for good" } as const;

function textOf({ labels, heldBack: held, routes }: Outcome): string {
  return [
    `labels: ${Object.entries(labels).map(([name, value]) => `${cleanText(name, 64)}=${cleanText(value, 60)}`).join(" ")}`,
    ...(held === undefined ? [] : [`nobody is told of it by itself: ${held}; otherwise:`]),
    ...routes.flatMap(({ route, why, match, receivers, group, wait, interval, repeat, reason, at }) => [
      `${route}, ${whyWords[why]}${match === undefined ? "" : `: ${match}`}`,
      `  tells ${receivers.map(({ name, kind }) => `${name} (${kind})`).join(", ")}`,
      `  ${group === null ? "on its own" : `together with what has ${Object.entries(group).map(([name, value]) => `${name}=${value === "" ? '""' : cleanText(value, 60)}`).join(" ")}, after ${wait}, at least ${interval} apart`}, again after ${repeat}`,
      at === undefined ? "  told where its beginning was told, and nowhere else" : `  ${reason === "mute time" ? "a mute time holds: first told or looked at again" : "first told"} at ${at}`,
    ]), "",
  ].join("\n");
}
